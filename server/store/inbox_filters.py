"""The filters of the inbox (受信箱の絞り込み) as conditions on the open tasks; any of them combine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Column, ColumnElement, Select, and_, func, not_, or_, select, true

from server.domain.names import normalise_kana, search_key
from server.domain.refusals import Refused
from server.domain.rights import Scope
from server.store import tables as t
from server.store.scopes import in_scope
from server.store.tasks import NEVER

Holder = Literal["any", "mine", "free", "free_or_mine", "others"]
State = Literal["open", "work", "wait", "back"]
_TASK_DRAFT = "task:"


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """The filters; all given ones hold. Days are inclusive on both ends; `kana`, `number` are beginnings.

    `person` (ID, or the beginning of a name or reading) holds the task; `shown_on` leaves out what is put off to a
    later day (再確認日) and not yet due, `put_off_on` shows that alone. `seen` are the offices whose protected people
    may be found by their reading.
    """

    user_id: str
    holder: Holder = "any"
    person: str | None = None
    slug: str | None = None
    element: str | None = None
    role: str | None = None
    office: str | None = None
    due_from: date | None = None
    due_by: date | None = None
    overdue_on: date | None = None
    received_from: date | None = None
    received_by: date | None = None
    follow_up_by: date | None = None
    shown_on: date | None = None
    put_off_on: date | None = None
    state: State | None = None
    returned: bool = False
    kana: str | None = None
    number: str | None = None
    seen: Scope = frozenset()


def conditions(query: InboxQuery) -> list[ColumnElement[bool]]:
    """What must hold of an open task."""
    found = [*_held(query), *_equal(query), *_days(query), *_beginnings(query)]
    if query.returned:
        found.append(t.tasks.c.returned)
    if query.state is not None:
        found.append(_in_state(query.state))
    return found or [true()]


def _held(query: InboxQuery) -> list[ColumnElement[bool]]:
    holder = t.tasks.c.claimed_by
    mine = holder == query.user_id
    by_name: dict[Holder, list[ColumnElement[bool]]] = {
        "any": [],
        "mine": [mine],
        "free": [holder.is_(None)],
        "free_or_mine": [or_(holder.is_(None), mine)],
        "others": [holder.is_not(None), holder != query.user_id],
    }
    return by_name[query.holder] + ([] if query.person is None else [holder.in_(_called(query.person))])


def _called(text: str) -> Select[str]:
    """Those whose ID it is, or whose name or reading begins so."""
    table = t.users.c
    name = text.replace("\u3000", " ")
    try:
        reading = normalise_kana(text).replace("\u3000", " ")
    except Refused:  # no kana: a name or an ID
        reading = name
    return select(table.user_id).where(
        or_(table.user_id == text, _begins(table.name, name), _begins(table.name_kana, reading))
    )


def _equal(query: InboxQuery) -> list[ColumnElement[bool]]:
    tasks = t.tasks.c
    pairs = (
        (tasks.slug, query.slug),
        (tasks.element, query.element),
        (tasks.role, query.role),
        (tasks.office, query.office),
    )
    return [column == text for column, text in pairs if text]


def _days(query: InboxQuery) -> list[ColumnElement[bool]]:
    due, received, again = t.tasks.c.due_key, t.tasks.c.received_on, t.tasks.c.follow_up_on
    found = []
    for column, first, last in (
        (due, query.due_from, query.due_by),
        (received, query.received_from, query.received_by),
        (again, None, query.follow_up_by),
    ):
        if first:
            found.append(column >= first)
        if last:
            found.append(column <= last)
    if query.due_from:
        found.append(due < NEVER)
    if query.overdue_on:
        found.append(due < query.overdue_on)
    if query.shown_on:
        found.append(or_(again.is_(None), again <= query.shown_on, due <= query.shown_on))
    if query.put_off_on:
        found.append(and_(again > query.put_off_on, due > query.put_off_on))
    return found


def _beginnings(query: InboxQuery) -> list[ColumnElement[bool]]:
    """By its reading a protected person (支援措置) is found by those alone who may see him; by the number by all."""
    found = []
    if query.kana:
        hidden = select(t.cases.c.case_id).where(t.cases.c.protected, not_(in_scope(t.cases.c.office, query.seen)))
        found.append(_begins(t.tasks.c.kana_key, search_key(query.kana)))
        found.append(t.tasks.c.case_id.not_in(hidden))
    if query.number:
        found.append(_begins(t.tasks.c.number, query.number.upper()))
    return found


def _begins(column: Column[str], text: str) -> ColumnElement[bool]:
    """The same on both databases and in every collation, and far cheaper than LIKE."""
    return func.substr(column, 1, len(text)) == text


def _in_state(state: State) -> ColumnElement[bool]:
    """The states as lists show them: waiting for papers, sent back, typed in by somebody, not begun."""
    tasks = t.tasks.c
    if state == "wait":
        return tasks.waiting
    if state == "back":
        return and_(tasks.returned, not_(tasks.waiting))
    drafts = t.drafts.c.draft_key
    typed = tasks.task_id.in_(
        select(func.substr(drafts, len(_TASK_DRAFT) + 1)).where(drafts.startswith(_TASK_DRAFT, autoescape=True))
    )
    return and_(not_(tasks.waiting), not_(tasks.returned), typed if state == "work" else not_(typed))
