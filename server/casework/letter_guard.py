"""The guard of letters to protected persons (支援措置): neutral sender, safe address, looked at again at each door.

What a letter says is frozen at its issue; who may be written to, and where, can change afterwards. So the address is
computed anew when it is released, when it is handed over and when it is printed again, and must be the frozen one.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.casework.issue_letters import build
from server.casework.neutral_letters import concerns_protected
from server.casework.services import Services
from server.domain.refusals import Refused
from server.store.connection import Connection
from server.store.letters import Letter


def refuse_unsafe(services: Services, conn: Connection, letter: Letter) -> None:
    """Raises `Refused("protected_address")` unless the frozen letter still goes where it may, from a neutral sender.

    Also what its builder refuses now (`protected_in_letter` …): such a letter stays in the house.
    """
    day = services.clock.business_day()
    if letter.data is None or not concerns_protected(conn, letter, day):
        return
    now = build(services, conn, letter.letter, letter.request_keys)
    frozen: Mapping[str, object] = letter.data
    if any(frozen.get(slot) != now.get(slot) for slot in ("addressee", "contact")):
        raise Refused("protected_address")
