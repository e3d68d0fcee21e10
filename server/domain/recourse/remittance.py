"""A list of what the federation collected on entrusted recourse cases and remitted (損害賠償金の収納・送金明細)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Remitted:
    """One line: yen collected of the payer that are this city's share, its fee (手数料), what is remitted of it.

    `row_no` counts lines from 1, the header among them; `case_number` our case; `final` that nothing more will come.
    """

    row_no: int
    case_number: str
    payer: str
    paid_on: date
    collected: int
    fee: int
    remitted: int
    final: bool


@dataclass(frozen=True, slots=True)
class Remittance:
    """A whole list; `remitted` yen is what the city's account received on `remitted_on`."""

    sequence: int
    generated_at: datetime
    remitted_on: date
    remitted: int
    rows: tuple[Remitted, ...]
