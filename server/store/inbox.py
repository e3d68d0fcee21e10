"""The inbox (受信箱): open tasks a person may work, due first, in pages; with the counts of its tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVarTuple

from sqlalchemy import ColumnElement, Connection, Date, Select, and_, case, func, literal, or_, select

from server.domain.names import search_key
from server.domain.rights import Scope
from server.store import tables as t
from server.store.rows import PAGE, Page, behind, columns, decode_cursor, fetch_all, page_of
from server.store.scopes import in_work
from server.store.tables.columns import instant_text

Holder = Literal["any", "mine", "free", "free_or_mine", "others"]
WorkScope = Mapping[str, Scope]
"""For each role the offices in which a person may work its tasks; a role not in it shows nothing."""

_NEVER = date(9999, 12, 31)

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """The filters; all given ones hold. `due_by`, `follow_up_by` are inclusive; `kana`, `number` are beginnings."""

    user_id: str
    holder: Holder = "any"
    slug: str | None = None
    element: str | None = None
    role: str | None = None
    office: str | None = None
    due_by: date | None = None
    overdue_on: date | None = None
    follow_up_by: date | None = None
    returned: bool = False
    kana: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line: the task and what tells its case apart. Where `protected`, the name is shown by special right alone."""

    task_id: str
    case_id: str
    number: str
    slug: str
    name: str
    element: str
    role: str
    office: str
    round: int
    returned: bool
    claimed_by: str | None
    assigned_by: str | None
    due_on: date | None
    follow_up_on: date | None
    edited_by: str | None
    opened_at: datetime
    properties: Mapping[str, str]
    household_key: str | None
    subject_name: str
    subject_kana: str
    protected: bool
    cautions: Sequence[str]
    received_on: date
    channel: str


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """The tabs of the inbox: one's own, all one may work, unclaimed, overdue, returned ones."""

    mine: int
    all: int
    free: int
    overdue: int
    returned: int


def inbox(
    conn: Connection,
    work: WorkScope,
    query: InboxQuery,
    *,
    after: str | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page[InboxRow]:
    """One page of open tasks within `work`, by due day (none last), then age.

    `after` is a page's `next`; `offset` counts rows to be passed over, where a page is asked for by its number.
    """
    due = func.coalesce(t.tasks.c.due_on, literal(_NEVER, Date))
    order = (due, t.tasks.c.opened_at, t.tasks.c.task_id)
    statement = _open(select(*columns(InboxRow, t.tasks, t.cases)), work, query)
    if after is not None:
        day, opened, task_id = decode_cursor(after, 3)
        place = (date.fromisoformat(day), datetime.fromisoformat(opened), task_id)
        statement = statement.where(behind(order, place))
    items = fetch_all(conn, InboxRow, statement.order_by(*order).offset(offset).limit(limit + 1))
    return page_of(items, limit, _cursor)


def next_task(conn: Connection, work: WorkScope, query: InboxQuery) -> str | None:
    """The task at the top of the list (次のタスクへ), None when the list is empty."""
    rows = inbox(conn, work, query, limit=1).items
    return rows[0].task_id if rows else None


def count(conn: Connection, work: WorkScope, query: InboxQuery) -> int:
    """How many open tasks the query finds."""
    return conn.execute(_open(select(func.count()), work, query)).scalar_one()


def counts(conn: Connection, work: WorkScope, user_id: str, today: date) -> InboxCounts:
    """All tabs' counts in one statement."""
    table = t.tasks.c
    sums = (
        _sum(table.claimed_by == user_id),
        func.count(),
        _sum(table.claimed_by.is_(None)),
        _sum(table.due_on < today),
        _sum(table.returned),
    )
    row = conn.execute(_open(select(*sums), work, InboxQuery(user_id))).one()
    return InboxCounts(*(number or 0 for number in row))


def counts_by_due(
    conn: Connection, work: WorkScope, query: InboxQuery, *, today: date, soon: date
) -> tuple[int, int, int, int, int]:
    """How many of the query's tasks are overdue, due today, due by `soon`, due later, and without a due day."""
    due = t.tasks.c.due_on
    sums = (
        _sum(due < today),
        _sum(due == today),
        _sum(and_(due > today, due <= soon)),
        _sum(due > soon),
        _sum(due.is_(None)),
    )
    overdue, now, near, later, never = (number or 0 for number in conn.execute(_open(select(*sums), work, query)).one())
    return overdue, now, near, later, never


def counts_by_element(conn: Connection, work: WorkScope, query: InboxQuery) -> dict[tuple[str, str, str], int]:
    """How many tasks of each (slug, element, name): the choices of the filters 手続 and 工程."""
    group = (t.cases.c.slug, t.tasks.c.element, t.tasks.c.name)
    rows = conn.execute(_open(select(*group, func.count()), work, query).group_by(*group))
    return {(slug, element, name): number for slug, element, name, number in rows}


def _cursor(row: InboxRow) -> tuple[str, str, str]:
    return ((row.due_on or _NEVER).isoformat(), instant_text(row.opened_at), row.task_id)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _open(statement: Select[*Ts], work: WorkScope, query: InboxQuery) -> Select[*Ts]:
    """The statement over open tasks joined with their cases, within scope, under all filters."""
    joined = statement.select_from(t.tasks.join(t.cases, t.cases.c.case_id == t.tasks.c.case_id))
    within = and_(t.tasks.c.status == "open", in_work(t.tasks.c.role, t.tasks.c.office, work))
    return joined.where(within, *_filters(query))


def _filters(query: InboxQuery) -> list[ColumnElement[bool]]:
    tasks, cases = t.tasks.c, t.cases.c
    found = [_held(query)]
    if query.slug:
        found.append(cases.slug == query.slug)
    for column, text in ((tasks.element, query.element), (tasks.role, query.role), (tasks.office, query.office)):
        if text:
            found.append(column == text)
    if query.due_by:
        found.append(tasks.due_on <= query.due_by)
    if query.overdue_on:
        found.append(tasks.due_on < query.overdue_on)
    if query.follow_up_by:
        found.append(tasks.follow_up_on <= query.follow_up_by)
    if query.returned:
        found.append(tasks.returned)
    if query.kana:
        found.append(cases.kana_key.startswith(search_key(query.kana), autoescape=True))
    if query.number:
        found.append(cases.number.startswith(query.number, autoescape=True))
    return found


def _held(query: InboxQuery) -> ColumnElement[bool]:
    holder = t.tasks.c.claimed_by
    mine = holder == query.user_id
    return {
        "any": and_(True),
        "mine": mine,
        "free": holder.is_(None),
        "free_or_mine": or_(holder.is_(None), mine),
        "others": and_(holder.is_not(None), holder != query.user_id),
    }[query.holder]
