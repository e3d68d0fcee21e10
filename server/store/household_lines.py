"""What the registers say of households' members, for whoever stands for them (世帯員・資格・世帯主の行), in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Table, or_, select, union

from server.domain.household_heads import Cover, HeadSpell, SeniorSpell, Stay
from server.store import dated
from server.store import tables as t


@dataclass(slots=True)
class Lines:
    """All days of one household as we know them now: members, who of them is insured, and what stands registered."""

    stays: list[Stay] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    heads: list[HeadSpell] = field(default_factory=list)
    seniors: list[SeniorSpell] = field(default_factory=list)


def lines_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, Lines]:
    """The lines of each household, in four statements whatever their number."""
    keys = sorted(set(household_keys))
    found = {key: Lines() for key in keys}
    members: dict[str, set[str]] = {}
    for row in _rows(conn, t.memberships, "household_key", keys):
        found[row.household_key].stays.append(Stay(row.person_key, row.relation, row.valid_from, row.valid_to))
        members.setdefault(row.person_key, set()).add(row.household_key)
    for row in _rows(conn, t.eligibilities, "person_key", members):
        for key in members[row.person_key]:
            found[key].covers.append(Cover(row.person_key, row.valid_from, row.valid_to, row.lost_by))
    for row in _rows(conn, t.nominal_heads, "household_key", keys):
        found[row.household_key].heads.append(HeadSpell(row.person_key, row.valid_from, row.valid_to))
    for row in _rows(conn, t.former_seniors, "household_key", keys):
        spell = SeniorSpell(row.person_key, row.since, row.valid_from, row.valid_to, row.ended_because, row.basis)
        found[row.household_key].seniors.append(spell)
    return found


def households_touched(conn: Connection, since: datetime | None) -> tuple[str, ...]:
    """The households of whose members something was recorded since the instant, in order; None: every household."""
    m, e = t.memberships, t.eligibilities
    if since is None:
        return tuple(conn.scalars(select(m.c.household_key).distinct().order_by(m.c.household_key)))
    moved = select(m.c.household_key).where(_recorded(m, since))
    insured = select(m.c.household_key).join(e, e.c.person_key == m.c.person_key).where(_recorded(e, since))
    return tuple(sorted(conn.scalars(union(moved, insured))))


def households_of(conn: Connection, person_keys: Iterable[str]) -> frozenset[str]:
    """The households to which the persons belong or ever belonged, as known now."""
    m = t.memberships
    statement = select(m.c.household_key).where(m.c.person_key.in_(sorted(set(person_keys))), dated.current(m))
    return frozenset(conn.scalars(statement))


def _recorded(table: Table, since: datetime) -> ColumnElement[bool]:
    return or_(table.c.recorded_at >= since, table.c.superseded_at >= since)


def _rows(conn: Connection, table: Table, column: str, keys: Iterable[str]) -> Iterable[Row[tuple[object, ...]]]:
    statement = table.select().where(table.c[column].in_(sorted(keys)), dated.current(table))
    return conn.execute(statement.order_by(table.c.valid_from, table.c.row_id))
