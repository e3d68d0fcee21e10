"""The protected persons of the entry (支援を受ける人) and her safe address, out of the form's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, JSONObject, RegisterChange
from server.domain.operating import Context

VICTIM = "victim"


@dataclass(frozen=True, slots=True)
class Shielded:
    """One row: `row` counts from 0, `person_key` None for one whom no register knows (住登外)."""

    row: int
    role: str
    person_key: str | None
    name: str
    kana: str
    sex: str
    birth_date: str

    def path(self, name: str) -> str:
        """The path of one of this row's fields in the form."""
        return f"protected.{self.row}.{name}"


def shielded(entry: JSONObject) -> Iterator[Shielded]:
    """The rows of the entry in their order."""
    names = ("name", "kana", "sex", "birth_date")
    for row, given in enumerate(entry["protected"]):
        yield Shielded(row, given["role"], given.get("person_key") or None, *(given[name] for name in names))


def safe_of(entry: JSONObject) -> dict[str, JSON]:
    """The safe address as letters and the register have it."""
    return {name: entry.get(f"safe_{name}") for name in ("name", "postal_code", "address", "phone")}


def put_person(key: str, known: Mapping[str, Any], valid_from: str, context: Context) -> RegisterChange:
    """A person of the residents' register, or of the entry, put into ours, hidden from the first moment."""
    payload = {
        "person_key": key,
        "name": known["name"],
        "name_kana": known["name_kana"],
        "sex": known["sex"],
        "birth_date": known["birth_date"],
        "nationality": known.get("nationality"),
        "stay_until": known.get("stay_until"),
        "protected": True,
        "valid_from": valid_from,
    }
    return RegisterChange("put_person", f"{context.case['id']}/person/{key}", payload)
