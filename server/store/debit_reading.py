"""What a run of debits begins with (振替請求の対象): due instalments, holds, heads, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from server.domain.limitation import Act
from server.domain.special_collection import is_withheld
from server.store import dated
from server.store import tables as t

_SLICE = 500


def due_claims(conn: Connection, due_on: date, household_keys: Iterable[str]) -> tuple[str, ...]:
    """The instalments of these households due on the day, in order of key; none that a pension is withheld for."""
    i, a = t.instalments.c, t.levy_accounts.c
    found: list[str] = []
    for part in _slices(household_keys):
        statement = (
            select(i.claim_key)
            .select_from(t.instalments.join(t.levy_accounts, a.account_key == i.account_key))
            .where(i.due_on == due_on, a.household_key.in_(part))
        )
        found += conn.execute(statement).scalars()
    return tuple(sorted(key for key in found if not is_withheld(key)))


def deferred(conn: Connection, claim_keys: Iterable[str], day: date) -> set[str]:
    """Of these instalments, those whose collection is put off on the day (徴収猶予・換価の猶予)."""
    acts, found = t.claim_acts.c, set[str]()
    for part in _slices(claim_keys):
        lasting = or_(acts.until_day.is_(None), acts.until_day >= day)
        statement = select(acts.claim_key).where(
            acts.claim_key.in_(part), acts.act == str(Act.DEFERRAL), acts.on_day <= day, lasting
        )
        found |= set(conn.execute(statement).scalars())
    return found


def with_head(conn: Connection, household_keys: Iterable[str], day: date) -> set[str]:
    """Of these households, those that have a head on the day: of a dead head's account nothing is taken."""
    table, found = t.memberships, set[str]()
    for part in _slices(household_keys):
        here = (table.c.household_key.in_(part), table.c.relation == "HEAD", dated.asked(table, day, None))
        found |= set(conn.execute(select(table.c.household_key).where(*here)).scalars())
    return found


def insured(conn: Connection, household_keys: Iterable[str], day: date) -> set[str]:
    """Of these households, those in which somebody is insured on the day."""
    table, found = t.eligibilities, set[str]()
    for part in _slices(household_keys):
        here = (table.c.household_key.in_(part), dated.asked(table, day, None))
        found |= set(conn.execute(select(table.c.household_key).where(*here)).scalars())
    return found


def debited_before(conn: Connection, mandate_keys: Iterable[str], instant: datetime) -> set[str]:
    """Of these mandates, those by which a bank was asked before the instant (新規コード)."""
    asked, run, found = t.debit_requests.c, t.debit_runs.c, set[str]()
    for part in _slices(mandate_keys):
        statement = (
            select(asked.mandate_key)
            .select_from(t.debit_requests.join(t.debit_runs, run.run_id == asked.run_id))
            .where(asked.mandate_key.in_(part), run.cut_at < instant)
        )
        found |= set(conn.execute(statement.distinct()).scalars())
    return found


def written_to(conn: Connection, letter: str, debit_on: date, household_keys: Iterable[str]) -> set[str]:
    """Of these households, those that were written to about the debit of that day."""
    table, found = t.letters, set[str]()
    for part in _slices(household_keys):
        here = (table.c.letter == letter, table.c.household_key.in_(part))
        for key, asked in conn.execute(select(table.c.household_key, table.c.request_keys).where(*here)):
            said: Any = asked
            if said.get("debit_on") == debit_on.isoformat():
                found.add(key)
    return found


def _slices(keys: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _SLICE):
        yield wanted[start : start + _SLICE]


def was_insured(conn: Connection, household_key: str) -> bool:
    """Whether anybody was ever insured in the household: one that only begins has not lost anything."""
    table = t.eligibilities
    statement = select(table.c.row_id).where(table.c.household_key == household_key, dated.current(table))
    return conn.execute(statement.limit(1)).first() is not None
