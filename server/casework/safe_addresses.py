"""Safe addresses (安全な送付先) on their way in and out: sealed before the register keeps them, opened for one letter.

No page, list, search, export or answer opens one; the letter that is issued to her is the only place where it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from server.casework.services import Services
from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey, Facts

PUT = "put_protection"
_FACT = "safe_addresses"


def sealed(services: Services, change: RegisterChange) -> RegisterChange:
    """The change as the register keeps it: `safe` {name, postal_code, address, phone} sealed to the person."""
    safe = change.payload.get("safe")
    if change.kind != PUT or not isinstance(safe, Mapping):
        return change
    plain = json.dumps(dict(safe), ensure_ascii=False, sort_keys=True).encode()
    closed = services.addresses.seal(plain, str(change.payload["person_key"])).hex()
    return replace(change, payload={**change.payload, "safe": closed})


def opened(services: Services, facts: Facts) -> Facts:
    """The facts with the safe addresses among them opened; raises `SealBroken` when a key is gone."""
    return Facts({key: _opened(services, key, facts[key]) for key in facts})


def _opened(services: Services, key: FactKey, said: JSON) -> JSON:
    if key.kind != _FACT:
        return said
    return {
        person: None if safe is None else json.loads(services.addresses.open(bytes.fromhex(safe), person))
        for person, safe in said.items()
    }
