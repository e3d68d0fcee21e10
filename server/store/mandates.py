"""Mandates for direct debit (口座振替の依頼): whose is in force, by household and day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all

ACCEPTED = "ACCEPTED"
SUSPENDED = "SUSPENDED"
RETURNED = "RETURNED"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate as it stands: ACCEPTED is debited, SUSPENDED (取引なし) and RETURNED (依頼書なし) are not.

    `account_tail` is all of the number that may be shown; `first_due_on` the first due date that can be debited.
    """

    household_key: str
    mandate_key: str
    status: str
    institution: str
    branch: str
    account_kind: str
    account_token: str
    account_tail: str
    holder_kana: str
    timing: str
    channel: str
    consented_on: date
    first_due_on: date
    ground: str
    valid_from: date
    valid_to: date | None

    @property
    def masked(self) -> str:
        """The account as screens and letters show it: ****567."""
        return f"****{self.account_tail}"


def mandates_on(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, Mandate]:
    """The mandate of each household that has one on the day, whatever its status; a few statements for any number."""
    table = t.debit_mandates
    found: dict[str, Mandate] = {}
    wanted = sorted(set(household_keys))
    for start in range(0, len(wanted), _SLICE):
        here = table.c.household_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(Mandate, table)).where(here, dated.asked(table, day, None))
        found |= {one.household_key: one for one in fetch_all(conn, Mandate, statement)}
    return found


def debited_on(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, Mandate]:
    """The mandates by which these households are debited on the day: those the bank accepted."""
    return {key: one for key, one in mandates_on(conn, household_keys, day).items() if one.status == ACCEPTED}


def accepted_on(conn: Connection, day: date) -> dict[str, Mandate]:
    """Every accepted mandate of the city on the day, by household: what a run begins with."""
    table = t.debit_mandates
    statement = select(*columns(Mandate, table)).where(table.c.status == ACCEPTED, dated.asked(table, day, None))
    return {one.household_key: one for one in fetch_all(conn, Mandate, statement)}


def history_of(conn: Connection, household_key: str) -> tuple[Mandate, ...]:
    """What the household's mandates are known to have been, oldest first."""
    table = t.debit_mandates
    statement = select(*columns(Mandate, table)).where(table.c.household_key == household_key, dated.current(table))
    return fetch_all(conn, Mandate, statement.order_by(table.c.valid_from))
