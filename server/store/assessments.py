"""調定票 (assessments): what runs and days assessed, gathered from the ledger itself, decided by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from server.domain.ledger.amounts import COLUMNS, Amounts
from server.domain.ledger.assessed import Direction, Group, group_of, sum_of
from server.domain.ledger.books import Posting
from server.domain.ledger.kinds import ASSESSED, Kind
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.ledger import posting_of
from server.store.marks import marked
from server.store.unit_of_work import UnitOfWork

_SLICE = 400


@dataclass(frozen=True, slots=True)
class Assessment:
    """One 調定票; `amounts` by column without sign, `decided_by` None until somebody else has decided it."""

    assessment_no: str
    accounting_year: int
    number: int
    standing: str
    direction: str
    source: str
    assessed_on: date
    lines: int
    made_by: str
    decided_by: str | None
    decided_on: date | None
    amounts: Amounts


def assess(uow: UnitOfWork, source: str) -> tuple[Assessment, ...]:
    """Makes the 調定票 of all lines that stand on none yet: of a levy run at its end, of a day's corrections in the
    evening. `source` names the run or the day. One for each accounting year, class of revenue and direction.
    """
    groups: dict[Group, list[Posting]] = {}
    for row in uow.conn.execute(t.postings.select().where(_unassessed())):
        posting = posting_of(row)
        group = group_of(posting)
        if group is not None:
            groups.setdefault(group, []).append(posting)
    return tuple(_make(uow, source, group, groups[group]) for group in sorted(groups, key=_order))


def decide(uow: UnitOfWork, assessment_no: str) -> Assessment:
    """The decision on a 調定票, by another person than its maker. Raises `assessment_unknown`, `assessment_decided`,
    `assessment_own`.
    """
    found = get(uow.conn, assessment_no)
    if found is None:
        raise Refused("assessment_unknown", number=assessment_no)
    if found.decided_by is not None:
        raise Refused("assessment_decided", number=assessment_no)
    if found.made_by == uow.actor.user_id:
        raise Refused("assessment_own", number=assessment_no)
    table = t.assessments
    statement = update(table).where(table.c.assessment_no == assessment_no, table.c.decided_by.is_(None))
    done = uow.conn.execute(statement.values(decided_by=uow.actor.user_id, decided_on=uow.business_day))
    if done.rowcount != 1:
        raise Refused("assessment_decided", number=assessment_no)
    decided = get(uow.conn, assessment_no)
    assert decided is not None  # noqa: S101 - it was found above
    return decided


def get(conn: Connection, assessment_no: str) -> Assessment | None:
    """One 調定票."""
    found = _fetch(conn, t.assessments.c.assessment_no == assessment_no)
    return found[0] if found else None


def of_day(conn: Connection, day: date) -> tuple[Assessment, ...]:
    """The 調定票 made on a business day."""
    return _fetch(conn, t.assessments.c.assessed_on == day)


def undecided(conn: Connection) -> tuple[Assessment, ...]:
    """What nobody has decided yet; no notice of these lines may go out before (Local Autonomy Act art. 231)."""
    return _fetch(conn, t.assessments.c.decided_by.is_(None))


def may_notify(conn: Connection, claim_keys: Sequence[str]) -> bool:
    """Whether every assessment on these claims stands on a 調定票 that is decided: only then a notice goes out."""
    p, a = t.postings.c, t.assessments.c
    waiting = (
        select(func.count())
        .select_from(t.postings.outerjoin(t.assessments, a.assessment_no == p.assessment_no))
        .where(p.claim_key.in_(list(claim_keys)), _stands_on_one(), a.decided_by.is_(None))
    )
    return conn.execute(waiting).scalar_one() == 0


def _stands_on_one() -> Any:
    p = t.postings.c
    yen = sum((p[name] for name in COLUMNS[1:]), p[COLUMNS[0]])
    carried = and_(p.kind == str(Kind.CARRY_OVER), yen > 0)
    return or_(p.kind.in_([str(kind) for kind in ASSESSED]), carried)


def _unassessed() -> Any:
    return and_(t.postings.c.assessment_no.is_(None), _stands_on_one())


def _make(uow: UnitOfWork, source: str, group: Group, lines: Sequence[Posting]) -> Assessment:
    table = t.assessments.c
    last = select(func.max(table.number)).where(table.accounting_year == group.accounting_year)
    number = (uow.conn.execute(last).scalar() or 0) + 1
    no = f"{group.accounting_year}-{number:06d}"
    amounts = sum_of(group, lines)
    row = amounts.as_dict() | {
        "assessment_no": no,
        "accounting_year": group.accounting_year,
        "number": number,
        "standing": str(group.standing),
        "direction": str(group.direction),
        "source": source,
        "assessed_on": uow.business_day,
        "lines": len(lines),
        "made_by": uow.actor.user_id,
        "made_at": uow.now,
    }
    uow.conn.execute(insert(t.assessments).values(marked(t.assessments, row)))
    _put_on(uow, no, lines)
    made = get(uow.conn, no)
    assert made is not None  # noqa: S101 - written above
    return made


def _put_on(uow: UnitOfWork, no: str, lines: Sequence[Posting]) -> None:
    p = t.postings
    by_book: dict[str, list[int]] = {}
    for line in lines:
        by_book.setdefault(line.book, []).append(line.line_no)
    for book, numbers in sorted(by_book.items()):
        for start in range(0, len(numbers), _SLICE):
            here = p.c.line_no.in_(numbers[start : start + _SLICE])
            uow.conn.execute(update(p).where(p.c.book == book, here).values(assessment_no=no))


def _fetch(conn: Connection, condition: Any) -> tuple[Assessment, ...]:
    table = t.assessments
    rows = conn.execute(table.select().where(condition).order_by(table.c.accounting_year, table.c.number))
    return tuple(_assessment(row) for row in rows)


def _assessment(row: Row[Any]) -> Assessment:
    return Assessment(
        assessment_no=row.assessment_no,
        accounting_year=row.accounting_year,
        number=row.number,
        standing=row.standing,
        direction=row.direction,
        source=row.source,
        assessed_on=row.assessed_on,
        lines=row.lines,
        made_by=row.made_by,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        amounts=Amounts(*(getattr(row, column) for column in COLUMNS)),
    )


def _order(group: Group) -> tuple[int, str, int]:
    return group.accounting_year, str(group.standing), list(Direction).index(group.direction)
