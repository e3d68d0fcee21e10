"""The benefit register (給付台帳, B00): claims for treatment by month, linked to who was insured when.

Rows are evidence: a claim that the federation takes back keeps standing, with the day on which it was voided. Whether
somebody was insured on the days of a claim is asked of the register of eligibility at each look, for a loss that is
put on record later changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, and_, exists, insert, or_, select, update

from server.domain.benefits.claims import ClaimRow
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Benefit:
    """A claim as it stands; yen of the whole cost, of the patient and of the insurer."""

    claim_no: str
    person_key: str
    household_key: str
    billed_month: str
    form: str
    provider_code: str
    provider: str
    first_day: date
    last_day: date
    days: int
    cost: int
    copay: int
    benefit: int
    third_party: bool
    injuries: str
    voided_on: date | None

    @property
    def month(self) -> str:
        """The month of treatment, YYYY-MM."""
        return self.first_day.isoformat()[:7]


def put_claims(uow: UnitOfWork, file_id: str, billed_month: str, rows: Sequence[tuple[ClaimRow, str]]) -> None:
    """Adds the claims of a file, each with its household."""
    common = {"file_id": file_id, "billed_month": billed_month, "imported_at": uow.now}
    names = [name for name in ClaimRow.__slots__ if name not in ("entry", "injuries")]
    said = [
        {name: getattr(row, name) for name in names}
        | {"injuries": " ".join(row.injuries), "household_key": household}
        | common
        for row, household in rows
    ]
    for start in range(0, len(said), _SLICE):
        uow.conn.execute(insert(t.benefit_claims), said[start : start + _SLICE])


def void_claims(uow: UnitOfWork, file_id: str, claim_nos: Iterable[str]) -> None:
    """Marks claims as taken back by the federation."""
    table = t.benefit_claims
    values = {"voided_on": uow.business_day, "void_file": file_id}
    uow.conn.execute(update(table).where(table.c.claim_no.in_(list(claim_nos))).values(values))


def claims_named(conn: Connection, claim_nos: Iterable[str]) -> dict[str, Benefit]:
    """The claims of these numbers that are known, voided ones too."""
    found: dict[str, Benefit] = {}
    wanted = sorted(set(claim_nos))
    for start in range(0, len(wanted), _SLICE):
        here = t.benefit_claims.c.claim_no.in_(wanted[start : start + _SLICE])
        found |= {one.claim_no: one for one in fetch_all(conn, Benefit, _select().where(here))}
    return found


def claims_of(conn: Connection, person_keys: Iterable[str], since: date | None = None) -> tuple[Benefit, ...]:
    """The claims of these people that stand, oldest first; with `since` those with treatment on or after it."""
    table = t.benefit_claims.c
    statement = _select().where(table.person_key.in_(sorted(set(person_keys))), table.voided_on.is_(None))
    if since is not None:
        statement = statement.where(table.last_day >= since)
    return fetch_all(conn, Benefit, statement)


def claims_of_household(conn: Connection, household_key: str, limit: int) -> tuple[Benefit, ...]:
    """The newest claims of a household, voided ones too."""
    table = t.benefit_claims
    statement = select(*columns(Benefit, table)).where(table.c.household_key == household_key)
    return fetch_all(conn, Benefit, statement.order_by(table.c.first_day.desc(), table.c.claim_no).limit(limit))


def uninsured(conn: Connection, person_keys: Iterable[str]) -> tuple[Benefit, ...]:
    """The claims of these people with a day of treatment on which they were not insured here, as known now."""
    c, e = t.benefit_claims, t.eligibilities
    covered = exists().where(
        e.c.person_key == c.c.person_key,
        dated.current(e),
        e.c.valid_from <= c.c.first_day,
        or_(e.c.valid_to.is_(None), e.c.valid_to > c.c.last_day),
    )
    here = and_(c.c.person_key.in_(sorted(set(person_keys))), c.c.voided_on.is_(None))
    return fetch_all(conn, Benefit, _select().where(here, ~covered))


def insured_households(conn: Connection, rows: Sequence[ClaimRow]) -> dict[str, str]:
    """By claim: the household in which the person was insured on its first day."""
    e, found = t.eligibilities, dict[str, str]()
    by_person: dict[str, list[ClaimRow]] = {}
    for row in rows:
        by_person.setdefault(row.person_key, []).append(row)
    people = sorted(by_person)
    for start in range(0, len(people), _SLICE):
        here = e.c.person_key.in_(people[start : start + _SLICE])
        spells = select(e.c.person_key, e.c.household_key, e.c.valid_from, e.c.valid_to).where(here, dated.current(e))
        for person, household, first, until in conn.execute(spells):
            for row in by_person[person]:
                if first <= row.first_day and (until is None or row.first_day < until):
                    found[row.claim_no] = household
    return found


def newly_stated(conn: Connection, since: datetime | None) -> tuple[str, ...]:
    """Whose eligibility was stated anew since an instant (None: ever) and who has claims: whose claims to look at."""
    e, c = t.eligibilities.c, t.benefit_claims.c
    statement = select(e.person_key).where(exists().where(c.person_key == e.person_key)).distinct()
    if since is not None:
        statement = statement.where(e.recorded_at >= since)
    return tuple(sorted(conn.scalars(statement)))


def imported_since(conn: Connection, since: datetime | None) -> tuple[Benefit, ...]:
    """The claims that came since an instant (None: ever) and stand."""
    table = t.benefit_claims.c
    statement = _select().where(table.voided_on.is_(None))
    return fetch_all(conn, Benefit, statement if since is None else statement.where(table.imported_at >= since))


def _select() -> Select[*tuple[object, ...]]:
    table = t.benefit_claims
    return select(*columns(Benefit, table)).order_by(table.c.first_day, table.c.claim_no)
