"""Reads the resident register's moves (住基の異動、連携 I01): one JSON object a line, strict, with control totals.

The first line is the header `{"interface": "I01", "sequence_no": 12, "generated_at": "…+09:00", "record_count": 3,
"sha256": "…"}`; the hash is over all bytes behind it. A field that nobody agreed on is refused by name, not kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.domain.effects import JSONObject
from server.domain.names import normalise_kana, postal_code
from server.domain.refusals import Refused
from server.domain.resident_move import ABROAD, NOTIFIES, OTHER_EVENTS, RELATIONS, Move, MovedPerson

INTERFACE = "I01"
MOST_BYTES = 20_000_000
LONGEST = 200
_PARTIAL = re.compile(r"(19|20)[0-9]{2}-(00-00|(0[1-9]|1[0-2])-00)")
_HEADER = {"interface": str, "sequence_no": int, "generated_at": str, "record_count": int, "sha256": str}
_RECORD: Mapping[str, type] = {
    "record_no": str,
    "event": str,
    "happened_on": str,
    "entered_on": str,
    "nhi_note": bool,
    "household_key": str,
    "office": str,
    "postal_code": str,
    "address": str,
    "persons": list,
}
_RECORD_MAY: Mapping[str, type] = {"came_from": str, "former_address": str, "moved_to": str}
_PERSON: Mapping[str, type] = {
    "person_key": str,
    "name": str,
    "kana": str,
    "sex": str,
    "birth_date": str,
    "relation": str,
    "joins": bool,
}
_PERSON_MAY: Mapping[str, type] = {"nationality": str, "stay_until": str, "protected": bool}


@dataclass(frozen=True, slots=True)
class MoveFile:
    """A file that was read whole: its place in the series, and its records as they were sent."""

    sequence_no: int
    generated_at: datetime
    records: tuple[JSONObject, ...]


def read_file(content: bytes, interface: str = INTERFACE) -> MoveFile:
    """The file with its records, none of them judged yet; other interfaces of the city come in the same envelope.

    Raises `import_file_unreadable` naming the line, `import_totals_differ` for a count or hash that is another.
    """
    if len(content) > MOST_BYTES:
        raise _unreadable("size")
    head, _, body = content.partition(b"\n")
    header = _object(head, 1)
    _shape(header, _HEADER, {}, "1")
    if header["interface"] != interface or header["sequence_no"] < 1:
        raise _unreadable("1: interface")
    if hashlib.sha256(body).hexdigest() != header["sha256"]:
        raise Refused("import_totals_differ", fault="sha256")
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) != header["record_count"]:
        raise Refused("import_totals_differ", fault=f"record_count {header['record_count']} ≠ {len(lines)}")
    records = tuple(_object(line, number) for number, line in enumerate(lines, 2))
    return MoveFile(header["sequence_no"], _instant(header["generated_at"]), records)


def read_move(record: JSONObject) -> Move:
    """One record as a move; raises `import_file_unreadable` naming the field that is wrong, missing or not agreed."""
    _shape(record, _RECORD, _RECORD_MAY, "record")
    if record["event"] not in (*NOTIFIES, *OTHER_EVENTS):
        raise _unreadable("event")
    came_from = record.get("came_from")
    return Move(
        record_no=record["record_no"],
        event=record["event"],
        happened_on=_day(record["happened_on"], "happened_on"),
        entered_on=_day(record["entered_on"], "entered_on"),
        nhi_note=record["nhi_note"],
        household_key=record["household_key"],
        office=record["office"],
        postal_code=_checked(lambda: postal_code(record["postal_code"]), "postal_code"),
        address=record["address"],
        came_from=came_from if came_from in (None, ABROAD) else str(came_from),
        former_address=record.get("former_address"),
        persons=tuple(_person(one, f"persons.{place}") for place, one in enumerate(record["persons"])),
        moved_to=record.get("moved_to"),
    )


def _person(said: Any, at: str) -> MovedPerson:
    if not isinstance(said, dict):
        raise _unreadable(at)
    _shape(said, _PERSON, _PERSON_MAY, at)
    if said["relation"] not in RELATIONS:
        raise _unreadable(f"{at}.relation")
    if said["sex"] not in ("M", "F"):
        raise _unreadable(f"{at}.sex")
    stay = said.get("stay_until")
    return MovedPerson(
        person_key=said["person_key"],
        name=said["name"],
        kana=_checked(lambda: normalise_kana(said["kana"]), f"{at}.kana"),
        sex=said["sex"],
        birth_date=_birth(said["birth_date"], f"{at}.birth_date"),
        relation=said["relation"],
        joins=said["joins"],
        nationality=said.get("nationality"),
        stay_until=None if stay is None else _day(stay, f"{at}.stay_until"),
        protected=said.get("protected", False),
    )


def _shape(said: JSONObject, must: Mapping[str, type], may: Mapping[str, type], at: str) -> None:
    """Every agreed field with its type, and no other one."""
    for name in sorted(said.keys() - must.keys() - may.keys()):
        raise _unreadable(f"{at}: {name[:60]}")
    for name, kind in {**must, **may}.items():
        value = said.get(name)
        if value is None and name in may:
            continue
        if type(value) is not kind or (kind is str and not 0 < len(str(value)) <= LONGEST):
            raise _unreadable(f"{at}: {name}")


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _unreadable(str(number))
    return found


def _checked(read: Any, at: str) -> str:
    try:
        return str(read())
    except Refused as refused:
        raise _unreadable(at) from refused


def _day(text: str, at: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise _unreadable(at) from fault


def _birth(text: str, at: str) -> str:
    """A whole birth date, or one whose month or day nobody knows."""
    return text if _PARTIAL.fullmatch(text) else _day(text, at).isoformat()


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise _unreadable("1: generated_at") from fault
    if at.tzinfo is None:
        raise _unreadable("1: generated_at")
    return at


def _unreadable(fault: str) -> Refused:
    return Refused("import_file_unreadable", fault=fault)
