"""Running cases of recourse, recovery and holds (求償・返還・保留) as a list: a constant number of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from server.domain.rights import Scope
from server.store import dated
from server.store import tables as t
from server.store.benefit_holds import BenefitHold
from server.store.other_claims import Act
from server.store.rows import columns, fetch_all
from server.store.scopes import in_scope

RECOURSE, RECOVERY, HOLD = "third_party_recourse", "benefit_recovery", "benefit_hold"
SLUGS = (RECOURSE, RECOVERY, HOLD)


@dataclass(frozen=True, slots=True)
class Running:
    """A case that is not closed; `protected` where it is for few (支援措置)."""

    case_id: str
    slug: str
    number: str
    office: str
    household_key: str | None
    subject_name: str
    protected: bool


@dataclass(frozen=True, slots=True)
class Step:
    """An open task of such a case."""

    case_id: str
    element: str
    name: str
    due_on: date | None
    claimed_by: str | None


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim of such a case of which `open` yen are not paid."""

    case_id: str
    nature: str
    debtor: str
    due_on: date
    ends_on: date
    open: int


def running(conn: Connection, scope: Scope) -> tuple[Running, ...]:
    """The cases of the offices in scope."""
    return fetch_all(conn, Running, _of_cases(columns(Running, t.cases), scope))


def steps(conn: Connection, scope: Scope) -> dict[str, tuple[Step, ...]]:
    """By case its open tasks, the first due first."""
    table = t.tasks
    mine = and_(table.c.status == "open", table.c.case_id.in_(_ids(scope)))
    statement = select(*columns(Step, table)).where(mine).order_by(table.c.due_key, table.c.task_id)
    found: dict[str, tuple[Step, ...]] = {}
    for one in fetch_all(conn, Step, statement):
        found[one.case_id] = (*found.get(one.case_id, ()), one)
    return found


def open_claims(conn: Connection, scope: Scope) -> dict[str, tuple[OpenClaim, ...]]:
    """By case the claims of which something is open, the first due first."""
    claim, line = t.other_claims.c, t.other_postings.c
    named = (claim.case_id, claim.nature, claim.debtor, claim.due_on, claim.ends_on)
    still = func.sum(line.yen).label("open")
    statement = (
        select(*named, still)
        .join(t.other_postings, line.claim_key == claim.claim_key)
        .where(claim.case_id.in_(_ids(scope)))
        .group_by(claim.claim_key, *named)
        .having(func.sum(line.yen) > 0)
        .order_by(claim.due_on, claim.claim_key)
    )
    found: dict[str, tuple[OpenClaim, ...]] = {}
    for row in conn.execute(statement):
        one = OpenClaim(**{**row._asdict(), "open": int(row.open)})
        found[one.case_id] = (*found.get(one.case_id, ()), one)
    return found


def acts(conn: Connection, scope: Scope) -> dict[str, tuple[Act, ...]]:
    """By case what touched the limitation of its claims."""
    table = t.other_acts
    statement = select(*columns(Act, table)).where(table.c.case_id.in_(_ids(scope)))
    found: dict[str, tuple[Act, ...]] = {}
    for one in fetch_all(conn, Act, statement.order_by(table.c.on_day, table.c.act_key)):
        found[one.case_id] = (*found.get(one.case_id, ()), one)
    return found


def holds(conn: Connection, scope: Scope, day: date) -> dict[str, BenefitHold]:
    """By case the hold that stands on the day."""
    table = t.benefit_holds
    here = and_(table.c.case_id.in_(_ids(scope)), dated.asked(table, day, None))
    return {one.case_id: one for one in fetch_all(conn, BenefitHold, select(*columns(BenefitHold, table)).where(here))}


def treated_last(conn: Connection, scope: Scope) -> Mapping[str, date]:
    """By case of recovery the end of the earliest treatment that it asks back: its prescription runs from there."""
    item, claim = t.recovery_items, t.benefit_claims.c
    here = and_(item.c.recovery_key.in_(_ids(scope)), item.c.state != "DROPPED")
    now = and_(here, dated.current(item), item.c.valid_to.is_(None))
    statement = select(item.c.recovery_key, func.min(claim.last_day)).join(
        t.benefit_claims, claim.claim_no == item.c.claim_no
    )
    rows = conn.execute(statement.where(now).group_by(item.c.recovery_key))
    return {str(row[0]): row[1] for row in rows}


def _ids(scope: Scope) -> Select[tuple[str]]:
    return _of_cases([t.cases.c.case_id], scope)


def _of_cases(wanted: Sequence[Any], scope: Scope) -> Select[Any]:
    table = t.cases.c
    return select(*wanted).where(table.slug.in_(SLUGS), table.closed_at.is_(None), in_scope(table.office, scope))
