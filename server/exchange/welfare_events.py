"""Reads the welfare section's records (生活保護の開始・廃止、連携 I05): in the common envelope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from server.domain.effects import JSONObject
from server.domain.refusals import Refused
from server.domain.welfare_event import EVENTS, WelfareEvent

INTERFACE = "I05"
_LONGEST = 60
_MOST_PERSONS = 20
_FIELDS: Mapping[str, type] = {
    "record_no": str,
    "event": str,
    "happened_on": str,
    "household_key": str,
    "person_keys": list,
}


def read_event(record: JSONObject) -> WelfareEvent:
    """One record; raises `import_file_unreadable` naming the field that is wrong, missing or not agreed."""
    for name in sorted(record.keys() - _FIELDS.keys()):
        raise _unreadable(name[:_LONGEST])
    for name, kind in _FIELDS.items():
        value: Any = record.get(name)
        if type(value) is not kind or (kind is str and not 0 < len(str(value)) <= _LONGEST):
            raise _unreadable(name)
    if record["event"] not in EVENTS:
        raise _unreadable("event")
    keys: Any = record["person_keys"]
    if len(keys) > _MOST_PERSONS or any(type(one) is not str or not 0 < len(one) <= _LONGEST for one in keys):
        raise _unreadable("person_keys")
    try:
        day = date.fromisoformat(str(record["happened_on"]))
    except ValueError as fault:
        raise _unreadable("happened_on") from fault
    return WelfareEvent(str(record["record_no"]), str(record["event"]), day, str(record["household_key"]), tuple(keys))


def _unreadable(fault: str) -> Refused:
    return Refused("import_file_unreadable", fault=fault)
