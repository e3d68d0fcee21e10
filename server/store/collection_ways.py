"""The way of collection (収納方法) of each household on a day: what decides the shape of its notice.

National Health Insurance Act art. 76-3: withheld from the pension (特別徴収), else ordinary collection.
Debit payers get no slips, pension payers the withholding schedule.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from server.domain.special_collection import is_withheld
from server.store import dated, mandates
from server.store import tables as t

_SLICE = 500


class Way(StrEnum):
    """How a household pays; MIXED: a part is withheld, the rest is collected in the ordinary way."""

    DEBIT = "DEBIT"  # 口座振替
    SPECIAL = "SPECIAL"  # 特別徴収
    SLIP = "SLIP"  # 納付書
    MIXED = "MIXED"  # 併徴


def way_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, Way]:
    """The way of each household on the day, SLIP where nothing else is on record; a few statements for any number."""
    wanted = sorted(set(household_keys))
    debits = mandates.debited_on(conn, wanted, day)
    withheld = withheld_on(conn, wanted, day)
    return {key: _way(key in debits, withheld.get(key)) for key in wanted}


def withheld_on(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, bool]:
    """The households from whose head's pension is withheld on the day, and whether a part is collected besides."""
    table = t.special_collections
    found: dict[str, bool] = {}
    wanted = sorted(set(household_keys))
    for start in range(0, len(wanted), _SLICE):
        here = table.c.household_key.in_(wanted[start : start + _SLICE])
        statement = select(table.c.household_key, table.c.mixed).where(here, dated.asked(table, day, None))
        found |= {key: bool(mixed) for key, mixed in conn.execute(statement)}
    return found


def amounts_on(conn: Connection, household_keys: Iterable[str], levy_year: int, day: date) -> dict[str, dict[int, int]]:
    """What is withheld of a levy year by household and month, in yen, of those from whom it is withheld on the day."""
    table, found = t.special_collections, dict[str, dict[int, int]]()
    wanted = sorted(set(household_keys))
    for start in range(0, len(wanted), _SLICE):
        here = (table.c.household_key.in_(wanted[start : start + _SLICE]), table.c.levy_year == levy_year)
        statement = select(table.c.household_key, table.c.amounts).where(*here, dated.asked(table, day, None))
        for key, amounts in conn.execute(statement):
            said: Any = amounts
            found[key] = {int(month): int(yen) for month, yen in said.items()}
    return found


def withheld_claims(claim_keys: Iterable[str]) -> frozenset[str]:
    """Those of the instalments that are withheld from a pension: no ordinary dunning, debit or slip for them."""
    return frozenset(key for key in claim_keys if is_withheld(key))


def _way(debited: bool, mixed: bool | None) -> Way:
    if mixed is not None:
        return Way.MIXED if mixed or debited else Way.SPECIAL
    return Way.DEBIT if debited else Way.SLIP
