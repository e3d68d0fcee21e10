"""The inbox (受信箱): open tasks a person may work, grouped by what is due, with tabs, filters and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.seeing import Tag, sees
from server.domain.calendar import Calendar
from server.domain.forms.model import Lang
from server.store import drafts, history, users
from server.store import inbox as store
from server.store.connection import Connection
from server.store.inbox import InboxRow, WorkScope

PAGE = 50
SOON_OPEN_DAYS = 3
CHECK = "check"
ASSIGNEES = ("mine", "free", "free_or_mine", "others")
DUE = ("overdue", "today", "soon", "week")


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What is asked: `tab` of `words.TABS`, `assignee` of ASSIGNEES, `due` of DUE, each or nothing; `page` from 1."""

    tab: str = "all"
    procedure: str = ""
    element: str = ""
    assignee: str = ""
    due: str = ""
    kana: str = ""
    number: str = ""
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with its count; `late` where the count is one to worry about."""

    key: str
    label: str
    count: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: what is sent, its words, how many tasks it finds (None: not counted)."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One task. `left` are open days (negative: overdue), `state` a shape; `name` is None where it may not be seen.

    `pickable`: the caller could claim it now; `own_work`: he entered what this task checks, so that it is not his.
    """

    task_id: str
    case_id: str
    number: str
    due: date | None
    left: int | None
    name: str | None
    kana: str | None
    restricted: bool
    procedure: str
    element: str
    step: str
    state: str
    state_word: str
    assignee: str | None
    assignee_id: str | None
    mine: bool
    tags: tuple[Tag, ...]
    pickable: bool
    own_work: bool
    office: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Rows due together; `count` is of all pages."""

    key: str
    title: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class InboxView:
    """One page: `total` tasks the filters find, of `all_count` the caller may work."""

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
    next_due: date | None


def inbox(services: Services, caller: Caller, query: InboxQuery) -> InboxView:
    """The page of the inbox that `query` asks for; whatever the caller may not work is not in it."""
    day = services.clock.business_day()
    work = caller.work_scopes(day)
    with services.database.read() as conn:
        calendar = services.calendar(conn)
        asked = _asked(query, caller, day, calendar)
        soon = calendar.add_open_days(day, SOON_OPEN_DAYS)
        sizes = store.counts_by_due(conn, work, asked, today=day, soon=soon)
        total = sum(sizes)
        size = min(max(1, query.size), PAGE)
        pages = max(1, -(-total // size))
        page = min(max(1, query.page), pages)
        found = store.inbox(conn, work, asked, offset=(page - 1) * size, limit=size).items
        rows = _rows(conn, caller, found, day, calendar)
        tabs = _tabs(conn, work, caller, day)
        choices = store.counts_by_element(conn, work, _unfiltered(query, caller, day))
    return InboxView(
        query=query,
        tabs=tabs,
        groups=_groups(rows, sizes, day, soon, caller.lang),
        total=total,
        all_count=next(tab.count for tab in tabs if tab.key == "all"),
        page=page,
        pages=pages,
        first=(page - 1) * size + 1 if total else 0,
        last=min(page * size, total),
        procedures=_procedures(choices, caller.lang),
        elements=_elements(choices, query.procedure, caller.lang),
        next_due=min((row.due for row in rows if row.due is not None), default=None),
    )


def next_task(services: Services, caller: Caller) -> str | None:
    """次のタスクへ: the first task that the caller may do, own ones before free ones, each by due day; else None."""
    day = services.clock.business_day()
    work = caller.work_scopes(day)
    with services.database.read() as conn:
        calendar = services.calendar(conn)
        holders: tuple[store.Holder, ...] = ("mine", "free")
        for holder in holders:
            asked = store.InboxQuery(caller.user_id, holder=holder)
            for row in _rows(conn, caller, store.inbox(conn, work, asked).items, day, calendar):
                if row.pickable and row.state != "wait":
                    return row.task_id
    return None


def _asked(query: InboxQuery, caller: Caller, day: date, calendar: Calendar) -> store.InboxQuery:
    """The tab and the filters as the store asks them; a filter within a tab narrows it."""
    holder = query.assignee if query.assignee in ASSIGNEES else "any"
    last = {
        "today": day,
        "soon": calendar.add_open_days(day, SOON_OPEN_DAYS),
        "week": day + timedelta(days=6 - day.weekday()),
    }
    return store.InboxQuery(
        user_id=caller.user_id,
        holder="mine" if query.tab == "mine" else holder,  # type: ignore[arg-type] # ASSIGNEES are its words
        slug=query.procedure or None,
        element=CHECK if query.tab == CHECK else query.element or None,
        due_by=last.get(query.due),
        overdue_on=day if "overdue" in (query.tab, query.due) else None,
        returned=query.tab == "returned",
        kana=query.kana.strip() or None,
        number=query.number.strip() or None,
    )


def _unfiltered(query: InboxQuery, caller: Caller, day: date) -> store.InboxQuery:
    """The tab alone: the choices of its filters do not vanish by being chosen."""
    return store.InboxQuery(
        user_id=caller.user_id,
        holder="mine" if query.tab == "mine" else "any",
        overdue_on=day if query.tab == "overdue" else None,
        returned=query.tab == "returned",
    )


def _tabs(conn: Connection, work: WorkScope, caller: Caller, day: date) -> tuple[Tab, ...]:
    counts = store.counts(conn, work, caller.user_id, day)
    sizes = {
        "mine": counts.mine,
        "all": counts.all,
        "check": store.count(conn, work, store.InboxQuery(caller.user_id, element=CHECK)),
        "overdue": counts.overdue,
        "returned": counts.returned,
    }
    return tuple(Tab(key, label.of(caller.lang), sizes[key], key == "overdue") for key, label in words.TABS.items())


def _rows(
    conn: Connection, caller: Caller, found: Sequence[InboxRow], day: date, calendar: Calendar
) -> tuple[Row, ...]:
    holders = users.names_of(conn, {row.claimed_by for row in found if row.claimed_by})
    typed = drafts.drafted(conn, [f"task:{row.task_id}" for row in found])
    done = history.completed_by(conn, caller.user_id, {row.case_id for row in found})
    return tuple(_row(row, caller, day, calendar, holders, typed, done) for row in found)


def _row(
    row: InboxRow,
    caller: Caller,
    day: date,
    calendar: Calendar,
    holders: Mapping[str, str],
    typed: frozenset[str],
    done: frozenset[tuple[str, str]],
) -> Row:
    seen = sees(caller, row.office, row.protected, day)
    relation = [name.strip() for name in row.properties.get("differs_from", "").split(",")]
    own_work = any((row.case_id, element) in done for element in relation)
    state = _state(row, typed)
    mine = row.claimed_by == caller.user_id
    return Row(
        task_id=row.task_id,
        case_id=row.case_id,
        number=row.number,
        due=row.due_on,
        left=None if row.due_on is None else calendar.open_days_between(day, row.due_on),
        name=row.subject_name if seen else None,
        kana=row.subject_kana if seen else None,
        restricted=not seen,
        procedure=words.say(words.PROCEDURES, row.slug, caller.lang),
        element=row.element,
        step=row.name if caller.lang == "ja" else words.say(words.ELEMENTS, row.element, caller.lang),
        state=state,
        state_word=words.say(words.TASK_STATES, state, caller.lang),
        assignee=holders.get(row.claimed_by or "", row.claimed_by),
        assignee_id=row.claimed_by,
        mine=mine,
        tags=_tags(row, caller.lang),
        pickable=seen and not own_work and (row.claimed_by is None or mine),
        own_work=own_work,
        office=row.office,
        received_on=row.received_on,
    )


def _state(row: InboxRow, typed: frozenset[str]) -> str:
    """One shape for a task: waiting for papers, come back, in work, or not begun."""
    if row.properties.get("waiting"):
        return "wait"
    if row.returned:
        return "back"
    return "work" if row.edited_by is not None or f"task:{row.task_id}" in typed else "open"


def _tags(row: InboxRow, lang: Lang) -> tuple[Tag, ...]:
    guard = Tag("支援措置" if lang == "ja" else "Under protection", "guard")
    channel = () if row.channel == "COUNTER" else (Tag(words.say(words.CHANNELS, row.channel, lang), "aid"),)
    return ((guard,) if row.protected else ()) + tuple(Tag(caution, "law") for caution in row.cautions) + channel


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
            label = name if lang == "ja" else words.say(words.ELEMENTS, element, lang)
            sizes[element] = (label, sizes.get(element, ("", 0))[1] + number)
    return tuple(Choice(element, label, number) for element, (label, number) in sorted(sizes.items()))
