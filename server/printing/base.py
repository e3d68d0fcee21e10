"""Dated facts of the city that letters print (市の名称・公印): `_base/city.yaml` and `_base/seals.yaml`.

They are chosen by the date of issue: a letter of 2025 looked at in 2027 still bears the name and the seal of 2025.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

from server.printing.faults import LetterFault
from server.printing.strict import read_yaml


@dataclass(frozen=True, slots=True)
class City:
    """The city's name on paper, from `valid_from` on."""

    valid_from: date
    valid_to: date | None
    name: str


@dataclass(frozen=True, slots=True)
class Seal:
    """An official seal (公印): its inscription, read in columns from the right, and the length of its side."""

    valid_from: date
    valid_to: date | None
    key: str
    inscription: str
    size_mm: float


@dataclass(frozen=True, slots=True)
class Base:
    """All rows of both files, and their text for the template hash."""

    cities: tuple[City, ...]
    seals: tuple[Seal, ...]
    sources: tuple[tuple[str, bytes], ...]

    def city(self, day: date) -> City:
        """The row in force on `day`; raises `LetterFault` when there is none."""
        return _in_force(self.cities, day, "city.yaml")

    def seal(self, key: str, day: date) -> Seal:
        """The seal `key` as it is on `day`; raises `LetterFault` when there is none."""
        return _in_force(_of(self.seals, key), day, f"seals.yaml: {key}")


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


_Row = TypeVar("_Row", bound=_Dated)


def read_base(root: Path, findings: list[str]) -> Base:
    """Reads both files below `root`/_base; faults are added to `findings`."""
    names = ("_base/city.yaml", "_base/seals.yaml")
    sources = tuple((name, (root / name).read_bytes()) for name in names if (root / name).is_file())
    base = Base(_read_cities(root / names[0], findings), _read_seals(root / names[1], findings), sources)
    findings.extend(f"{names[0]}: {fault}" for fault in overlaps(base.cities))
    for key in sorted({seal.key for seal in base.seals}):
        findings.extend(f"{names[1]}: {key}: {fault}" for fault in overlaps(_of(base.seals, key)))
    return base


def overlaps(rows: Sequence[_Dated]) -> list[str]:
    """Faults of a list of periods: an end before its start, or two in force on one day."""
    faults = [f"ends before {r.valid_from}" for r in rows if r.valid_to is not None and r.valid_to < r.valid_from]
    ordered = sorted(rows, key=lambda row: row.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_from == later.valid_from or (
            earlier.valid_to is not None and earlier.valid_to >= later.valid_from
        ):
            faults.append(f"two are in force on {later.valid_from}")
    return faults


def in_force(rows: Sequence[_Row], day: date) -> _Row | None:
    """The row in force on `day`: the last one begun, unless it has ended. Last days are included."""
    begun = [row for row in rows if row.valid_from <= day]
    latest = max(begun, key=lambda row: row.valid_from, default=None)
    return None if latest is None or (latest.valid_to is not None and latest.valid_to < day) else latest


def _in_force(rows: Sequence[_Row], day: date, name: str) -> _Row:
    found = in_force(rows, day)
    if found is None:
        raise LetterFault(f"{name}: no row is in force on {day}")
    return found


def _read_cities(file: Path, findings: list[str]) -> tuple[City, ...]:
    fields = read_yaml(file, findings, "_base/city.yaml")
    rows = []
    for row in fields.mappings("rows"):
        rows.append(City(row.day("valid_from"), row.day_or_none("valid_to"), row.text("name")))
        row.finish()
    fields.finish()
    return tuple(rows)


def _read_seals(file: Path, findings: list[str]) -> tuple[Seal, ...]:
    fields = read_yaml(file, findings, "_base/seals.yaml")
    rows = []
    for row in fields.mappings("rows"):
        size = row.length("size_mm")
        rows.append(
            Seal(
                row.day("valid_from"),
                row.day_or_none("valid_to"),
                row.text("key"),
                row.text("inscription"),
                size or 0.0,
            )
        )
        row.finish()
    fields.finish()
    return tuple(rows)


def _of(seals: Sequence[Seal], key: str) -> tuple[Seal, ...]:
    return tuple(seal for seal in seals if seal.key == key)
