"""Files of the resident register for tests (住基の異動の見本): I01 with its header and totals."""

from __future__ import annotations

import hashlib
import json
from typing import Any

Record = dict[str, Any]


def person(number: str, name: str, kana: str, relation: str = "head", **changes: Any) -> Record:
    """A resident of a record, who joins."""
    who = {"person_key": number, "name": name, "kana": kana, "sex": "F", "birth_date": "1990-04-05"}
    return {**who, "relation": relation, "joins": True} | changes


def move(**changes: Any) -> Record:
    """One woman who moved in from another prefecture two days ago, with the NHI note."""
    return {
        "record_no": "J-000001",
        "event": "move_in",
        "happened_on": "2026-11-16",
        "entered_on": "2026-11-17",
        "nhi_note": True,
        "household_key": "0000000901",
        "office": "chuo",
        "postal_code": "000-0011",
        "address": "若葉市中央区青柳町九丁目1番1号",
        "came_from": "131041",
        "former_address": "東京都新宿区西新宿二丁目8番1号",
        "persons": [person("000000000009011", "新井 空", "アライ　ソラ")],
    } | changes


def file(*records: Record, sequence_no: int = 1, **header: Any) -> bytes:
    """The records as one file; `header` overrides what its first line says."""
    body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()
    head = {
        "interface": "I01",
        "sequence_no": sequence_no,
        "generated_at": "2026-11-18T03:00:00+09:00",
        "record_count": len(records),
        "sha256": hashlib.sha256(body).hexdigest(),
    } | header
    return json.dumps(head).encode() + b"\n" + body
