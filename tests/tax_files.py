"""Files of the tax system for tests (税の所得の試験ファイル), whole as agreed on; a test spoils what it asks about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

CITY = "491004"
DAY = date(2026, 11, 18)


def figures(gross: int = 1_000_000, **more: int) -> dict[str, int]:
    """The figures of a declared income in which both incomes follow from the parts."""
    said = {"gross_income": gross, **more}
    off = said.get("net_loss", 0) + said.get("stock_loss", 0)
    back = said.get("transfer_deduction", 0) + said.get("wages_deducted", 0) - said.get("wages_received", 0)
    levy = max(0, gross - off)
    reduction = max(0, gross - off + back - said.get("casualty_loss", 0))
    return {"levy_income": levy, "reduction_income": reduction, **said}


def row(person: str, year: int = 2025, day: date = DAY, **more: Any) -> dict[str, Any]:
    """One row; `figures` as said or a million yen."""
    said = {
        "city_code": CITY,
        "person_key": person,
        "income_year": year,
        "corrected_on": day.isoformat(),
        "reported": "DECLARED",
        "figures": figures(),
    }
    return said | more


def tax_file(rows: Iterable[Mapping[str, Any]], *, last: date = DAY, days: int = 7, **header: Any) -> bytes:
    """A file of `rows` covering `days` days up to `last`; header fields may be said otherwise."""
    kept = [dict(one) for one in rows]
    body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept).encode()
    total = sum(one["figures"].get("levy_income", 0) for one in kept if isinstance(one.get("figures"), dict))
    head = {
        "interface": "I02",
        "kind": "REGULAR",
        "sequence_no": 1,
        "city_code": CITY,
        "charset": "UTF-8",
        "generated_at": f"{last.isoformat()}T05:00:00+09:00",
        "covers_from": (last - timedelta(days=days - 1)).isoformat(),
        "covers_to": last.isoformat(),
        "record_count": len(kept),
        "levy_income_total": total,
        "sha256": hashlib.sha256(body).hexdigest(),
    } | header
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body
