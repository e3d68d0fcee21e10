"""調定票 (assessments): what runs and days assessed, gathered from the ledger itself, decided by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, literal, or_, select, update

from server.domain.ledger.amounts import COLUMNS, Amounts
from server.domain.ledger.assessed import Direction, Group
from server.domain.ledger.kinds import ASSESSED, EFFECTS, Kind, Standing
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.dialects import insert_once
from server.store.errors import StaleHousehold
from server.store.marks import marked
from server.store.unit_of_work import UnitOfWork


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


def assess(uow: UnitOfWork, source: str, *, by_event: str | None = None) -> tuple[Assessment, ...]:
    """Makes the 調定票 of all lines that stand on none yet: of a levy run at its end, of a day's corrections in the
    evening. `source` names the run or the day; `by_event` leaves out what something else posted. One for each
    accounting year, class of revenue and direction, summed in the database: a run has more than a million lines.

    Raises `StaleHousehold` when lines came or went meanwhile; nothing is made then.
    """
    waiting = _unassessed() if by_event is None else and_(_unassessed(), t.postings.c.by_event == by_event)
    sums = _sums(uow.conn, waiting)
    return tuple(_make(uow, source, group, sums[group], waiting) for group in sorted(sums, key=_order))


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
    carried = and_(p.kind == str(Kind.CARRY_OVER), _yen() > 0)
    return or_(p.kind.in_([str(kind) for kind in ASSESSED]), carried)


def _unassessed() -> Any:
    return and_(t.postings.c.assessment_no.is_(None), _stands_on_one())


@dataclass(frozen=True, slots=True)
class _Sum:
    lines: int
    amounts: Amounts


def _sums(conn: Connection, waiting: ColumnElement[bool]) -> dict[Group, _Sum]:
    """The lines and yen of each 調定票 to be made; a 減額調定票 names what it takes off without a sign."""
    p, direction, sign = t.postings.c, _direction(), _sign()
    by = (p.accounting_year, p.standing, direction)
    columns = [func.sum(p[name] * sign).label(name) for name in COLUMNS]
    found: dict[Group, _Sum] = {}
    row: Any
    for row in conn.execute(select(*by, func.count(), *columns).where(waiting).group_by(*by)):
        year, standing, way, lines, *yen = row
        group = Group(year, Standing(standing), Direction(way))
        total = Amounts(*map(int, yen))
        found[group] = _Sum(lines, -total if group.direction is Direction.REDUCE else total)
    return found


def _make(uow: UnitOfWork, source: str, group: Group, of: _Sum, waiting: ColumnElement[bool]) -> Assessment:
    table = t.assessments.c
    last = select(func.max(table.number)).where(table.accounting_year == group.accounting_year)
    number = (uow.conn.execute(last).scalar() or 0) + 1
    no = f"{group.accounting_year}-{number:06d}"
    row = of.amounts.as_dict() | {
        "assessment_no": no,
        "accounting_year": group.accounting_year,
        "number": number,
        "standing": str(group.standing),
        "direction": str(group.direction),
        "source": source,
        "assessed_on": uow.business_day,
        "lines": of.lines,
        "made_by": uow.actor.user_id,
        "made_at": uow.now,
    }
    if not insert_once(uow.conn, t.assessments, marked(t.assessments, row)):
        raise StaleHousehold(no)  # two were made at the same moment: the later one looks again
    p = t.postings
    here = and_(waiting, p.c.accounting_year == group.accounting_year, p.c.standing == str(group.standing))
    put_on = update(p).where(here, _direction() == str(group.direction)).values(assessment_no=no)
    if uow.conn.execute(put_on).rowcount != of.lines:
        raise StaleHousehold(no)
    made = get(uow.conn, no)
    assert made is not None  # noqa: S101 - written above
    return made


def _sign() -> Any:
    """By which sign a line counts on its 調定票; what is carried over counts as it stands."""
    down = [str(kind) for kind, effect in EFFECTS.items() if effect.assessed < 0]
    return case(
        (t.postings.c.kind.in_(down), literal(-1, literal_execute=True)), else_=literal(1, literal_execute=True)
    )


def _direction() -> Any:
    """`group_of` in the database's words; the codes stand in the statement itself so that it can group by them."""
    words = {way: literal(str(way), literal_execute=True) for way in Direction}
    return case(
        (t.postings.c.kind == literal(str(Kind.CARRY_OVER), literal_execute=True), words[Direction.CARRY]),
        (_yen() * _sign() > literal(0, literal_execute=True), words[Direction.ASSESS]),
        else_=words[Direction.REDUCE],
    )


def _yen() -> Any:
    p = t.postings.c
    return sum((p[name] for name in COLUMNS[1:]), p[COLUMNS[0]])


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
