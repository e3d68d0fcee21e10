"""Protections (支援措置) asked for: of persons and of households on a day, in one statement whatever their number.

For whoever makes yearly letters, payments or lists: `docs/protection.md` tells what each answer obliges to. The safe
address is never among the answers: it is opened where a letter of hers is issued, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from server.domain.effects import JSON
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all


@dataclass(frozen=True, slots=True)
class Protection:
    """A protection as it stands. It has no end of its own: `until` is the last day of the proof, then a person acts.

    `status` PROVISIONAL (仮) or DECIDED; `hide_from` are [{name, person_key, relation}] whom nothing is told.
    """

    protection_key: str
    person_key: str
    status: str
    case_id: str | None
    proof_kind: str | None
    proof_on: date | None
    issuer: str | None
    until: date | None
    hide_from: Sequence[Mapping[str, JSON]]
    block_online: bool
    own_household_key: str | None
    from_household_key: str | None
    separated_on: date | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Separation:
    """The day (分離の日) from which a protected person is insured apart: nothing of hers from it on is told there."""

    person_key: str
    on: date
    from_household_key: str
    own_household_key: str | None


def of_persons(conn: Connection, person_keys: Iterable[str], on: date) -> tuple[Protection, ...]:
    """The protections that hold on the day, by person and key."""
    wanted = t.protections.c.person_key.in_(sorted(set(person_keys)))
    return fetch_all(conn, Protection, _standing(on).where(wanted))


def of_households(conn: Connection, household_keys: Iterable[str], on: date) -> dict[str, tuple[Protection, ...]]:
    """The protections of the members of each household on the day; a household without any is not in it."""
    keys = sorted(set(household_keys))
    members = select(t.memberships.c.person_key, t.memberships.c.household_key).where(
        t.memberships.c.household_key.in_(keys), dated.current(t.memberships), dated.holds(t.memberships, on)
    )
    homes: dict[str, str] = {str(row.person_key): str(row.household_key) for row in conn.execute(members)}
    found: dict[str, tuple[Protection, ...]] = {}
    for one in of_persons(conn, homes, on):
        home = homes[one.person_key]
        found[home] = (*found.get(home, ()), one)
    return found


def separations(conn: Connection, household_keys: Iterable[str], first: date, last: date) -> tuple[Separation, ...]:
    """Who left one of the households under protection, or came into it as her own, from `first` to `last`.

    Yearly letters (医療費通知, 納付済額のお知らせ …) are split at that day: the household left is told of the days
    before it, she of the days from it on.
    """
    keys, table = sorted(set(household_keys)), t.protections
    c = table.c
    statement = select(c.person_key, c.separated_on.label("on"), c.from_household_key, c.own_household_key).where(
        dated.current(table),
        c.separated_on.is_not(None),
        c.separated_on.between(first, last),
        or_(c.from_household_key.in_(keys), c.own_household_key.in_(keys)),
    )
    return fetch_all(conn, Separation, statement.distinct().order_by(c.separated_on, c.person_key))


def refunds_held(conn: Connection, household_keys: Iterable[str], on: date) -> dict[str, str]:
    """The households to whom no refund is paid without a person's look (還付の保留), with the protection's key.

    Those of a protected person and the one she left: an account on record may be a joint one.
    """
    keys = sorted(set(household_keys))
    held = {home: found[0].protection_key for home, found in of_households(conn, keys, on).items()}
    c = t.protections.c
    places = or_(c.from_household_key.in_(keys), c.own_household_key.in_(keys))
    for one in fetch_all(conn, Protection, _standing(on).where(places)):
        for home in (one.from_household_key, one.own_household_key):
            if home in keys and home is not None:
                held.setdefault(home, one.protection_key)
    return held


def may_be_told(conn: Connection, person_key: str, asker_key: str, on: date) -> bool:
    """Whether the asker may be told anything of the person: not when a protection hides her from him."""
    found = of_persons(conn, [person_key], on)
    return not any(hidden.get("person_key") == asker_key for one in found for hidden in one.hide_from)


def to_review(conn: Connection, on: date, days: int) -> tuple[Protection, ...]:
    """Decided protections whose proof ends within `days` of the day, or has ended; oldest first."""
    c = t.protections.c
    statement = _standing(on).where(c.status == "DECIDED", c.until.is_not(None), c.until <= on + timedelta(days=days))
    return fetch_all(conn, Protection, statement)


def sealed_addresses(conn: Connection, household_keys: Iterable[str], on: date) -> dict[str, dict[str, str | None]]:
    """For each household its members under protection with their sealed safe address, None where none is known yet."""
    keys, m, p = sorted(set(household_keys)), t.memberships, t.protections
    joined = m.join(p, and_(p.c.person_key == m.c.person_key, dated.current(p), dated.holds(p, on)))
    statement = (
        select(m.c.household_key, m.c.person_key, p.c.safe)
        .select_from(joined)
        .where(m.c.household_key.in_(keys), dated.current(m), dated.holds(m, on))
        .order_by(p.c.status.desc(), p.c.valid_from)
    )
    found: dict[str, dict[str, str | None]] = {key: {} for key in keys}
    for row in conn.execute(statement):
        known = found[row.household_key]
        known[row.person_key] = row.safe or known.get(row.person_key)
    return found


def _standing(on: date) -> Select[Any]:
    table = t.protections
    c = table.c
    statement = select(*columns(Protection, table)).where(dated.current(table), dated.holds(table, on))
    return statement.order_by(c.person_key, c.until, c.protection_key)
