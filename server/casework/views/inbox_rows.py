"""The rows of the inbox (受信箱の行): what tells a task apart, for the person who looks at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.views import words
from server.casework.views.seeing import Tag, sees
from server.domain.calendar import Calendar
from server.domain.forms.model import Lang
from server.store import drafts, history, incidents, users
from server.store.connection import Connection
from server.store.inbox import InboxRow


@dataclass(frozen=True, slots=True)
class Row:
    """One task. `left` are open days (negative: overdue), `state` a shape; `name` is None where it may not be seen.

    `pickable`: the caller could claim it now; `own_work`: he entered what this task checks, so that it is not his.
    `notes` counts the words for the next person; `follow_up` is the day to which it was put off, with the reason.
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
    notes: int
    follow_up: date | None
    follow_up_reason: str


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of one page need besides, read once for all of them."""

    day: date
    calendar: Calendar
    names: Mapping[str, str]
    typed: frozenset[str]
    done: frozenset[tuple[str, str]]
    notes: Mapping[str, int]


def rows_of(
    conn: Connection, caller: Caller, found: Sequence[InboxRow], day: date, calendar: Calendar
) -> tuple[Row, ...]:
    """The rows in the order in which they were found."""
    ids = {row.case_id for row in found}
    around = _Around(
        day,
        calendar,
        users.names_of(conn, {row.claimed_by for row in found if row.claimed_by}),
        drafts.drafted(conn, [f"task:{row.task_id}" for row in found]),
        history.completed_by(conn, caller.user_id, ids),
        incidents.count_notes(conn, ids),
    )
    return tuple(_row(row, caller, around) for row in found)


def _row(row: InboxRow, caller: Caller, around: _Around) -> Row:
    seen = sees(caller, row.office, row.protected, around.day)
    relation = [name.strip() for name in row.properties.get("differs_from", "").split(",")]
    own_work = any((row.case_id, element) in around.done for element in relation)
    state = _state(row, around)
    mine = row.claimed_by == caller.user_id
    return Row(
        task_id=row.task_id,
        case_id=row.case_id,
        number=row.number,
        due=row.due_on,
        left=None if row.due_on is None else around.calendar.open_days_between(around.day, row.due_on),
        name=row.subject_name if seen else None,
        kana=row.subject_kana if seen else None,
        restricted=not seen,
        procedure=words.say(words.PROCEDURES, row.slug, caller.lang),
        element=row.element,
        step=words.step_named(row.slug, row.element, row.name, caller.lang),
        state=state,
        state_word=words.say(words.TASK_STATES, state, caller.lang),
        assignee=around.names.get(row.claimed_by or "", row.claimed_by),
        assignee_id=row.claimed_by,
        mine=mine,
        tags=_tags(row, caller.lang),
        pickable=seen and not own_work and (row.claimed_by is None or mine),
        own_work=own_work,
        office=row.office,
        received_on=row.received_on,
        notes=around.notes.get(row.case_id, 0),
        follow_up=row.follow_up_on,
        follow_up_reason=row.follow_up_reason or "",
    )


def _state(row: InboxRow, around: _Around) -> str:
    """One shape for a task: put off, waiting for papers, come back, in work, or not begun."""
    if row.follow_up_on is not None and row.follow_up_on > around.day < row.due_key:
        return "hold"
    if row.properties.get("waiting"):
        return "wait"
    if row.returned:
        return "back"
    return "work" if f"task:{row.task_id}" in around.typed else "open"


def _tags(row: InboxRow, lang: Lang) -> tuple[Tag, ...]:
    guard = Tag("支援措置" if lang == "ja" else "Under protection", "guard")
    channel = () if row.channel == "COUNTER" else (Tag(words.say(words.CHANNELS, row.channel, lang), "aid"),)
    return ((guard,) if row.protected else ()) + tuple(Tag(caution, "law") for caution in row.cautions) + channel
