"""The inbox (受信箱): open tasks a person may work, due first, in pages; with the counts of its tabs.

Every question reads one index alone (`ix_tasks_inbox`: the open tasks in the order of the list, with all that is
filtered by); the tasks and cases themselves are read for the rows of one page. So the closed millions cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from server.domain.rights import Scope
from server.store import tables as t
from server.store.inbox_filters import Holder, InboxQuery, State, conditions
from server.store.rows import PAGE, Page, behind, columns, decode_cursor, fetch_all, page_of
from server.store.scopes import in_work
from server.store.tables.columns import instant_text
from server.store.tasks import NEVER

__all__ = [
    "Holder",
    "InboxQuery",
    "InboxRow",
    "Overview",
    "State",
    "WorkScope",
    "count",
    "counts_by_due",
    "counts_by_element",
    "inbox",
    "next_task",
    "overview_counts",
]

WorkScope = Mapping[str, Scope]
"""For each role the offices in which a person may work its tasks; a role not in it shows nothing."""

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line: the task and what tells its case apart. Where `protected`, the name is shown by special right alone."""

    task_id: str
    case_id: str
    number: str
    slug: str
    name: str
    element: str
    form: str
    role: str
    office: str
    round: int
    returned: bool
    claimed_by: str | None
    assigned_by: str | None
    due_on: date | None
    due_key: date
    follow_up_on: date | None
    follow_up_reason: str | None
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
class Overview:
    """How many tasks each of several queries finds, and by (slug, element, name) how many the first of them does."""

    found: tuple[int, ...]
    by_element: Mapping[tuple[str, str, str], int]


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
    order = (t.tasks.c.due_key, t.tasks.c.opened_at, t.tasks.c.task_id)
    wanted = _open(select(t.tasks.c.task_id), work, query)
    if after is not None:
        day, opened, task_id = decode_cursor(after, 3)
        place = (date.fromisoformat(day), datetime.fromisoformat(opened), task_id)
        wanted = wanted.where(behind(order, place))
    page = wanted.order_by(*order).offset(offset).limit(limit + 1).subquery()
    joined = page.join(t.tasks, t.tasks.c.task_id == page.c.task_id).join(
        t.cases, t.cases.c.case_id == t.tasks.c.case_id
    )
    statement = select(*columns(InboxRow, t.tasks, t.cases)).select_from(joined).order_by(*order)
    return page_of(fetch_all(conn, InboxRow, statement), limit, _cursor)


def next_task(conn: Connection, work: WorkScope, query: InboxQuery) -> str | None:
    """The task at the top of the list (次のタスクへ), None when the list is empty."""
    rows = inbox(conn, work, query, limit=1).items
    return rows[0].task_id if rows else None


def count(conn: Connection, work: WorkScope, query: InboxQuery) -> int:
    """How many open tasks the query finds."""
    return conn.execute(_open(select(func.count()), work, query)).scalar_one()


def overview_counts(conn: Connection, work: WorkScope, queries: Sequence[InboxQuery]) -> Overview:
    """All the counts of the tabs and of the filters' choices, in one statement however many queries there are."""
    step = (t.tasks.c.slug, t.tasks.c.element, t.tasks.c.name)
    group = (t.tasks.c.office, *step)  # in the order of the index `ix_tasks_steps`: nothing is sorted
    sums = [_sum(and_(*conditions(query))) for query in queries]
    rows: Sequence[Any] = conn.execute(_within(select(*step, *sums), work).group_by(*group)).all()
    by_element: dict[tuple[str, str, str], int] = {}
    for slug, element, name, number, *_ in rows:
        if number:
            by_element[slug, element, name] = by_element.get((slug, element, name), 0) + number
    return Overview(tuple(sum(row[3 + place] for row in rows) for place in range(len(queries))), by_element)


def counts_by_due(
    conn: Connection, work: WorkScope, query: InboxQuery, *, today: date, soon: date
) -> tuple[int, int, int, int, int]:
    """How many of the query's tasks are overdue, due today, due by `soon`, due later, and without a due day."""
    due = t.tasks.c.due_key
    sums = (
        _sum(due < today),
        _sum(due == today),
        _sum(and_(due > today, due <= soon)),
        _sum(and_(due > soon, due < NEVER)),
        _sum(due == NEVER),
    )
    overdue, now, near, later, never = (number or 0 for number in conn.execute(_open(select(*sums), work, query)).one())
    return overdue, now, near, later, never


def counts_by_element(conn: Connection, work: WorkScope, query: InboxQuery) -> Mapping[tuple[str, str, str], int]:
    """How many tasks of each (slug, element, name): the choices of the filters 手続 and 工程."""
    return overview_counts(conn, work, [query]).by_element


def _cursor(row: InboxRow) -> tuple[str, str, str]:
    return (row.due_key.isoformat(), instant_text(row.opened_at), row.task_id)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _within(statement: Select[*Ts], work: WorkScope) -> Select[*Ts]:
    """The statement over the open tasks that the caller may work."""
    table = t.tasks.c
    return statement.select_from(t.tasks).where(table.status == "open", in_work(table.role, table.office, work))


def _open(statement: Select[*Ts], work: WorkScope, query: InboxQuery) -> Select[*Ts]:
    """The same under all filters of the query."""
    return _within(statement, work).where(*conditions(query))
