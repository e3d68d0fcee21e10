"""The inbox (受信箱): open tasks a person may work, grouped by what is due, with tabs, filters and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.inbox_asked import (
    ASSIGNEES,
    DUE,
    PAGE,
    SOON_OPEN_DAYS,
    STATES,
    InboxQuery,
    asked,
    tab_of,
)
from server.casework.views.inbox_rows import Row, rows_of
from server.domain.calendar import Calendar
from server.domain.forms.model import Lang
from server.domain.refusals import FieldError, Refused
from server.domain.rights import within
from server.store import inbox as store
from server.store import offices, settings
from server.store.connection import Connection
from server.store.inbox import Overview, WorkScope
from server.store.rows import Page, decode_place
from server.store.settings import SavedSearch

__all__ = ["ASSIGNEES", "DUE", "PAGE", "STATES", "InboxQuery", "InboxView", "Row", "inbox", "next_like", "next_task"]

COUNTED = 8
"""So many saved searches carry a live count; more are named without one."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with its count (None: not counted); `late` where the count is one to worry about; `search` a saved one."""

    key: str
    label: str
    count: int | None
    late: bool = False
    search: SavedSearch | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: what is sent, its words, how many tasks it finds (None: not counted)."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows due together; `count` is of all pages."""

    key: str
    title: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class InboxView:
    """One page: `total` tasks the filters find, of `all_count` the caller may work; `wrong` are filters not read."""

    query: InboxQuery
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    total: int
    all_count: int
    page: int
    pages: int
    first: int
    last: int
    procedures: tuple[Choice, ...]
    elements: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    wrong: tuple[FieldError, ...]
    next_due: date | None
    next: str | None = None


def inbox(services: Services, caller: Caller, query: InboxQuery, *, after: str | None = None) -> InboxView:
    """The page of the inbox that `query` asks for; whatever the caller may not work is not in it.

    `after` is the `next` of the page before, for whoever walks the list whole; raises `query_invalid` for any other.
    """
    day = services.clock.business_day()
    work = caller.work_scopes(day)
    with services.database.read() as conn:
        calendar = services.calendar(conn)
        wanted, wrong = asked(query, caller, day, calendar)
        soon = calendar.add_open_days(day, SOON_OPEN_DAYS)
        sizes = store.counts_by_due(conn, work, wanted, today=day, soon=soon)
        total = sum(sizes)
        size, page, pages = _place(query, total)
        found = _found(conn, work, wanted, after, offset=(page - 1) * size, limit=size)
        rows = rows_of(conn, caller, found.items, day, calendar)
        saved = settings.saved_searches(conn, caller.user_id)
        overview = _overview(conn, work, caller, query, saved, day, calendar)
        tabs = _tabs(overview, saved, caller.lang)
        return InboxView(
            query=query,
            tabs=tabs,
            groups=_groups(rows, sizes, day, soon, caller.lang),
            total=total,
            all_count=next(tab.count or 0 for tab in tabs if tab.key == "all"),
            page=page,
            pages=pages,
            first=(page - 1) * size + 1 if total else 0,
            last=min(page * size, total),
            procedures=_procedures(overview.by_element, caller.lang),
            elements=_elements(overview.by_element, query.procedure, caller.lang),
            offices=_offices(conn, work),
            roles=tuple(Choice(role, words.say(words.ROLES, role, caller.lang)) for role in sorted(work)),
            wrong=wrong,
            next_due=min((row.due for row in rows if row.due is not None), default=None),
            next=found.next,
        )


def _place(query: InboxQuery, total: int) -> tuple[int, int, int]:
    """How many rows a page has, which page it is, of how many: within what there is."""
    size = min(max(1, query.size), PAGE)
    pages = max(1, -(-total // size))
    return size, min(max(1, query.page), pages), pages


def _found(
    conn: Connection, work: WorkScope, wanted: store.InboxQuery, after: str | None, *, offset: int, limit: int
) -> Page[store.InboxRow]:
    """The rows behind the cursor `after`, else those behind so many."""
    if after is None:
        return store.inbox(conn, work, wanted, offset=offset, limit=limit)
    try:
        decode_place(after, "day", "instant", "id")
    except ValueError as fault:
        raise Refused("query_invalid", at_field="after", name="after") from fault
    return store.inbox(conn, work, wanted, after=after, limit=limit)


def next_task(services: Services, caller: Caller) -> str | None:
    """次のタスクへ: the first task that the caller may do, own ones before free ones, each by due day; else None."""
    return _first(services, caller, None)


def next_like(services: Services, caller: Caller, element: str) -> str | None:
    """The same, but a free one only of this step, so that a run of like tasks is not broken off."""
    return _first(services, caller, element)


def _first(services: Services, caller: Caller, element: str | None) -> str | None:
    day = services.clock.business_day()
    work = caller.work_scopes(day)
    queries = (
        store.InboxQuery(caller.user_id, holder="mine", shown_on=day),
        store.InboxQuery(caller.user_id, holder="free", element=element, shown_on=day),
    )
    with services.database.read() as conn:
        calendar = services.calendar(conn)
        for query in queries:
            for row in rows_of(conn, caller, store.inbox(conn, work, query).items, day, calendar):
                if row.pickable and row.state != "wait":
                    return row.task_id
    return None


def _overview(
    conn: Connection,
    work: WorkScope,
    caller: Caller,
    query: InboxQuery,
    saved: Sequence[SavedSearch],
    day: date,
    calendar: Calendar,
) -> Overview:
    """The counts of all tabs in one statement; the first is of the tab in hand, whose steps the filters offer."""
    fixed = [tab_of(key, caller, day) for key in (query.tab, *words.TABS)]
    own = [asked(InboxQuery.of(one.query), caller, day, calendar)[0] for one in saved[:COUNTED]]
    return store.overview_counts(conn, work, [*fixed, *own])


def _tabs(overview: Overview, saved: Sequence[SavedSearch], lang: Lang) -> tuple[Tab, ...]:
    counts = overview.found[1:]
    fixed = [
        Tab(key, label.of(lang), number, key == "overdue")
        for (key, label), number in zip(words.TABS.items(), counts, strict=False)
    ]
    own: list[int | None] = [*counts[len(fixed) :], *[None] * max(0, len(saved) - COUNTED)]
    return (
        *fixed,
        *(Tab(one.search_id, one.name, number, search=one) for one, number in zip(saved, own, strict=True)),
    )


def _offices(conn: Connection, work: WorkScope) -> tuple[Choice, ...]:
    """The offices whose tasks the caller may work; a choice only where there are several."""
    found = [one for one in offices.all_offices(conn) if any(within(one.office, scope) for scope in work.values())]
    return tuple(Choice(one.office, one.name) for one in found) if len(found) > 1 else ()


def _groups(rows: Sequence[Row], sizes: Sequence[int], day: date, soon: date, lang: Lang) -> tuple[Group, ...]:
    """The rows of this page under the groups of their due day; groups without a row here are left out."""
    found: dict[str, list[Row]] = {key: [] for key in words.DUE_GROUPS}
    for row in rows:
        found[_group(row.due, day, soon)].append(row)
    counts = dict(zip(words.DUE_GROUPS, sizes, strict=True))
    return tuple(
        Group(key, words.say(words.DUE_GROUPS, key, lang), counts[key], tuple(some))
        for key, some in found.items()
        if some
    )


def _group(due: date | None, day: date, soon: date) -> str:
    if due is None:
        return "none"
    if due < day:
        return "overdue"
    if due == day:
        return "today"
    return "soon" if due <= soon else "later"


def _procedures(choices: Mapping[tuple[str, str, str], int], lang: Lang) -> tuple[Choice, ...]:
    sizes: dict[str, int] = {}
    for (slug, _, _), number in choices.items():
        sizes[slug] = sizes.get(slug, 0) + number
    return tuple(Choice(slug, words.say(words.PROCEDURES, slug, lang), sizes[slug]) for slug in sorted(sizes))


def _elements(choices: Mapping[tuple[str, str, str], int], slug: str, lang: Lang) -> tuple[Choice, ...]:
    sizes: dict[str, tuple[str, int]] = {}
    for (of_slug, element, name), number in choices.items():
        if not slug or of_slug == slug:
            label = words.step_named(of_slug, element, name, lang)
            sizes[element] = (label, sizes.get(element, ("", 0))[1] + number)
    return tuple(Choice(element, label, number) for element, (label, number) in sorted(sizes.items()))
