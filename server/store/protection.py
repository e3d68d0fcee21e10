"""Protection (支援措置) that begins: what is open or lies ready of a person and her household is for few from now on.

Residents' Basic Register practice: measures of support. It begins with a register row, whoever brings it, and marks
the cases and letters that are there; those that come later are marked when they are made. It ends by a person's act.
"""

from __future__ import annotations

from sqlalchemy import exists, or_, select, update

from server.store import dated
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork


def spread(uow: UnitOfWork, person_key: str) -> None:
    """Marks the cases and letters of the person and her household, when she is under protection."""
    if not _is_protected(uow, person_key):
        return
    homes = [
        select(table.c.household_key).where(
            table.c.person_key == person_key, dated.current(table), dated.holds(table, uow.business_day)
        )
        for table in (t.memberships, t.resident_records)
    ]
    hers = select(t.case_persons.c.case_id).where(t.case_persons.c.person_key == person_key)
    case, letter = t.cases.c, t.letters.c
    cases = or_(*(case.household_key.in_(home) for home in homes), case.case_id.in_(hers))
    letters = or_(*(letter.household_key.in_(home) for home in homes), letter.person_key == person_key)
    uow.conn.execute(update(t.cases).where(case.protected.is_(False), cases).values(protected=True))
    uow.conn.execute(update(t.letters).where(letter.protected.is_(False), letters).values(protected=True))


def _is_protected(uow: UnitOfWork, person_key: str) -> bool:
    """Whether a register has her so, today or from a day that is to come."""
    rows = [
        exists().where(table.c.person_key == person_key, table.c.protected.is_(True), dated.current(table))
        for table in (t.person_records, t.resident_records)
    ]
    rows.append(exists().where(t.protections.c.person_key == person_key, dated.current(t.protections)))
    return bool(uow.conn.execute(select(or_(*rows))).scalar_one())
