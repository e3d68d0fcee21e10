"""Files of claims for tests (レセプトの試験ファイル), whole as agreed on; a test spoils what it asks about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

CITY = "491004"
P1, P2, NOBODY = "000000000001011", "000000000001021", "000000000009999"


def claim(number: str = "26090001", person: str = P1, first: str = "2026-08-03", **more: Any) -> dict[str, Any]:
    """One claim of the month of `first`: 486,000 yen, of which the insurer paid 340,200."""
    said = {
        "entry": "NEW",
        "claim_no": number,
        "person_key": person,
        "form": "INPATIENT",
        "provider_code": "4910000001",
        "provider": "若葉中央病院",
        "first_day": first,
        "last_day": f"{first[:7]}-20",
        "days": 10,
        "cost": 486_000,
        "copay": 145_800,
        "benefit": 340_200,
        "remarks": [],
        "injuries": [],
    }
    return said | more


def claim_file(rows: Iterable[Mapping[str, Any]], *, month: str = "2026-09", **header: Any) -> bytes:
    """A file of `rows` billed in `month`; header fields may be said otherwise."""
    kept = [dict(one) for one in rows]
    body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept).encode()
    news = [one for one in kept if one.get("entry") == "NEW" and isinstance(one.get("benefit"), int)]
    head = {
        "interface": "benefit_claims",
        "sequence_no": 1,
        "city_code": CITY,
        "charset": "UTF-8",
        "generated_at": "2026-10-15T05:00:00+09:00",
        "month": month,
        "record_count": len(kept),
        "benefit_total": sum(one["benefit"] for one in news),
        "sha256": hashlib.sha256(body).hexdigest(),
    } | header
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body
