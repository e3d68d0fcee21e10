"""The steps of a case (工程): what is past, where it stands, what may come, as a list, a chain, and on the diagram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.casework.views import timeline, words
from server.casework.views.seeing import Tag
from server.domain.calendar import Calendar
from server.domain.forms.model import Lang
from server.engine.definition import Procedure
from server.engine.outline import Element
from server.store.history import HistoryRow
from server.store.tasks import Task

_PEOPLE = ("userTask", "callActivity")
_PASSED = frozenset({"started", "completed", "computed", "decided", "fired", "received", "ended", "chosen"})
_TOLD = frozenset({"started", "completed", "computed", "decided", "fired", "received", "ended", "interrupted"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line: `state` is past, now, wait (waits for papers), bad (stands still), skip (if time runs out) or later."""

    element: str
    name: str
    state: str
    who: str | None = None
    at: datetime | None = None
    automatic: bool = False
    facts: str = ""
    lines: tuple[str, ...] = ()
    tag: Tag | None = None
    task_id: str | None = None
    due: date | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One link of the chain in the page head: `state` is past, now or later."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the diagram of the main process shows: elements and flows passed, elements where the case stands now."""

    past: tuple[str, ...]
    now: tuple[str, ...]
    flag: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Walk:
    """All that steps are told from: the case's version, its history, its open tasks, and the names of people."""

    procedure: Procedure
    history: Sequence[HistoryRow]
    open_tasks: Sequence[Task]
    names: Mapping[str, str]
    lang: Lang
    user_id: str
    day: date
    calendar: Calendar
    stands_still: bool = False


def steps_of(walk: Walk) -> tuple[Step, ...]:
    """What happened in order, then where the case stands, then what is still to come as far as that is known."""
    past = [_past(walk, row) for row in walk.history if row.kind in _TOLD and not (row.kind == "ended" and row.path)]
    now = [step for task in walk.open_tasks for step in _now(walk, task)]
    return (*past, *now, *_later(walk))


def chain_of(walk: Walk) -> tuple[ChainStep, ...]:
    """The chain of main steps; what is only done for some cases appears where a case stands in it."""
    links = _links(walk)
    current = {task.path.partition("/")[0] or task.element for task in walk.open_tasks}
    places = [place for place, (element, _) in enumerate(links) if element in current]
    visited = _visited(walk)
    if not places:
        return tuple(ChainStep(label, "past") for element, label in links if element in visited)
    here = max(places)
    return tuple(
        ChainStep(label, "past" if place < here else "now" if place == here else "later")
        for place, (_, label) in enumerate(links)
    )


def marks_of(walk: Walk) -> Marks:
    """Past and present on the main diagram; a flow is past when it was chosen, or led from one passed to the next."""
    main = [element for element in walk.procedure.elements if not element.path]
    visited = _visited(walk)
    now = {task.path.partition("/")[0] or task.element for task in walk.open_tasks}
    chosen = {str(flow) for row in walk.history if row.kind == "chosen" for flow in row.detail.get("flows") or ()}
    past = [element.id for element in main if element.id in visited and element.id not in now]
    flows = [
        flow
        for element in main
        if element.id in visited
        for flow, target in element.ways
        if flow in chosen or (len(element.ways) == 1 and target in visited | now and element.id not in now)
    ]
    flags = {task.path.partition("/")[0] or task.element: _flag(task, walk.lang) for task in walk.open_tasks}
    return Marks(tuple(past + flows), tuple(e.id for e in main if e.id in now), flags)


def _past(walk: Walk, row: HistoryRow) -> Step:
    event = timeline.event_of(walk.procedure, row, walk.names, walk.lang)
    state = "skip" if row.kind == "interrupted" else "past"
    lines = tuple(text for text in (event.note,) if text)
    facts = event.ground if row.kind in ("decided", "computed") else ""
    return Step(row.element, event.what, state, event.who, event.at, event.automatic, facts, lines)


def _now(walk: Walk, task: Task) -> Iterable[Step]:
    name = timeline.element_name(task.element, task.name, walk.lang)
    left = None if task.due_on is None else walk.calendar.open_days_between(walk.day, task.due_on)
    mine = task.claimed_by == walk.user_id
    who = walk.names.get(task.claimed_by or "", task.claimed_by)
    me = Tag("自分" if walk.lang == "ja" else "Mine", "me") if mine else None
    state = "bad" if walk.stands_still else "wait" if task.properties.get("waiting") else "now"
    yield Step(
        task.element,
        name,
        state,
        who,
        tag=me,
        task_id=task.task_id,
        due=task.due_on or _armed(walk, task),
        left=left,
        lines=_round(task, walk.lang),
    )
    for element in _timeouts(walk, task):
        yield Step(element.id, _if_late(walk, element), "skip", due=_armed(walk, task))


def _round(task: Task, lang: Lang) -> tuple[str, ...]:
    if not task.returned:
        return ()
    return ("差戻し" if lang == "ja" else "Returned",)


def _timeouts(walk: Walk, task: Task) -> list[Element]:
    """The boundary clock that stands on this task, as far as the history tells of one that runs."""
    armed = {row.element for row in walk.history if row.kind == "armed" and row.element_type == "boundaryEvent"}
    waiting = bool(task.properties.get("waiting"))
    return [e for e in walk.procedure.elements if e.id in armed and e.type == "boundaryEvent" and waiting]


def _armed(walk: Walk, task: Task) -> date | None:
    """The last day of the clock that runs beside a task that waits."""
    last = [
        str(row.detail["last_day"])
        for row in walk.history
        if row.kind == "armed" and row.element_type == "boundaryEvent" and "last_day" in row.detail
    ]
    return date.fromisoformat(last[-1]) if last and task.properties.get("waiting") else None


def _if_late(walk: Walk, element: Element) -> str:
    targets = {e.id: e for e in walk.procedure.elements}
    following = next((targets[target] for _, target in element.ways if target in targets), element)
    name = timeline.element_name(following.id, following.name, walk.lang)
    return f"期限が来たら {name}" if walk.lang == "ja" else f"When the time has run out: {name}"


def _later(walk: Walk) -> Iterable[Step]:
    if not walk.open_tasks:
        return
    for link in chain_of(walk):
        if link.state == "later":
            yield Step("", link.label, "later")


def _links(walk: Walk) -> list[tuple[str, str]]:
    """The main steps of the procedure; one where a case stands just now is put in where it belongs."""
    named = words.CHAINS.get(walk.procedure.slug)
    main = [e for e in walk.procedure.elements if not e.path]
    visited = _visited(walk)
    if named is None:
        wanted = {e.id for e in main if e.type in _PEOPLE and e.id in visited}
        links = {e.id: timeline.element_name(e.id, e.name, walk.lang) for e in main if e.id in wanted}
    else:
        links = {element: label.of(walk.lang) for element, label in named.items()}
    for task in walk.open_tasks:
        element = task.path.partition("/")[0] or task.element
        links.setdefault(element, timeline.element_name(element, _name_of(main, element, task), walk.lang))
    order = {e.id: place for place, e in enumerate(main)}
    return sorted(links.items(), key=lambda link: order.get(link[0], len(order)))


def _name_of(main: Sequence[Element], element: str, task: Task) -> str:
    return next((e.name for e in main if e.id == element), task.name)


def _visited(walk: Walk) -> set[str]:
    """Elements of the main process that the case has passed; a called part counts from its first element on."""
    found = {row.path.partition("/")[0] or row.element for row in walk.history if row.kind in _PASSED}
    return found | {row.element for row in walk.history if row.kind in _PASSED and not row.path}


def _flag(task: Task, lang: Lang) -> str:
    now = "いま" if lang == "ja" else "Now"
    if task.due_on is None:
        return now
    day = f"{task.due_on.month}/{task.due_on.day}"
    return f"{now} {day}まで" if lang == "ja" else f"{now}, until {day}"
