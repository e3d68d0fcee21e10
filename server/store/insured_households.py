"""The households with somebody insured today (加入世帯) and their members, for work on all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, select

from server.store import dated
from server.store import tables as t


@dataclass(frozen=True, slots=True)
class InsuredPerson:
    """A member of a household in which somebody is insured on the day; `insured` says whether he himself is."""

    person_key: str
    household_key: str
    office: str
    name: str
    name_kana: str
    birth_date: str
    head: bool
    insured: bool
    protected: bool


def insured_people(conn: Connection, day: date) -> tuple[InsuredPerson, ...]:
    """The heads and the insured of every household with an insured member, in one statement."""
    members, people, homes, spells = t.memberships, t.person_records, t.household_records, t.eligibilities
    with_insured = select(spells.c.household_key).where(dated.asked(spells, day, None))
    here = and_(spells.c.person_key == members.c.person_key, dated.asked(spells, day, None))
    statement = (
        select(
            members.c.person_key,
            members.c.household_key,
            homes.c.office,
            people.c.name,
            people.c.name_kana,
            people.c.birth_date,
            members.c.relation,
            people.c.protected,
            spells.c.row_id.label("spell"),
        )
        .select_from(
            members.join(people, people.c.person_key == members.c.person_key)
            .join(homes, homes.c.household_key == members.c.household_key)
            .outerjoin(spells, here)
        )
        .where(dated.asked(members, day, None), dated.asked(people, day, None), dated.asked(homes, day, None))
        .where(members.c.household_key.in_(with_insured))
        .order_by(members.c.household_key, members.c.person_key)
    )
    found = [_person(row._asdict()) for row in conn.execute(statement)]
    return tuple(one for one in found if one.head or one.insured)


def _person(row: dict[str, Any]) -> InsuredPerson:
    relation, spell = row.pop("relation"), row.pop("spell")
    return InsuredPerson(**row, head=relation == "HEAD", insured=spell is not None)


def has_open_case(conn: Connection, slug: str, household_key: str) -> bool:
    """Whether a case of the procedure is open for the household."""
    table = t.cases.c
    same = (table.slug == slug, table.household_key == household_key, table.status == "active")
    return conn.execute(select(table.case_id).where(*same).limit(1)).first() is not None
