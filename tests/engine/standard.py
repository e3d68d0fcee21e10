"""A plain reading of BPMN 2.0.2 chapter 13 with events, scopes, rounds and time, to hold the engine against (手本).

It shares nothing with the engine: no tasks, no trees, no XML; tokens lie on ways, what runs stands in a list, clocks in
a heap. It is slow and small on purpose. Where the standard leaves the order of parallel work open and the order would
change what is done (something is taken away while others are about to move), the walk says `open` and is not compared.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Any

MAX_MOVES = 4000


@dataclass(frozen=True, slots=True)
class Way:
    """A flow; `when` names what a condition compares with what, None for none."""

    id: str
    source: str
    target: str
    when: tuple[str, Any] | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often: `loop` (again while the name in `again` is true), `parallel` or `sequential` (`count` instances, or
    until `until` of them have ended)."""

    kind: str
    count: int = 0
    until: int | None = None
    test_before: bool = False
    again: str = ""


@dataclass(slots=True)
class Element:
    """A node. `minutes` is a timer's length; `host` the activity a border stands on; `ends` how an end event ends."""

    id: str
    kind: str
    minutes: int = 0
    host: str = ""
    interrupting: bool = True
    ends: str = ""
    inside: Scope | None = None
    rounds: Rounds | None = None


@dataclass(slots=True)
class Scope:
    """A process or sub-process, drawn."""

    elements: dict[str, Element] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)

    def into(self, node: str) -> list[Way]:
        return [way for way in self.ways if way.target == node]

    def out_of(self, node: str) -> list[Way]:
        return [way for way in self.ways if way.source == node]

    def borders(self, node: str) -> list[Element]:
        return [one for one in self.elements.values() if one.host == node]

    def before(self, way: Way, join: str) -> set[str]:
        """The nodes from which a token can come along `way` without passing `join`."""
        seen, unread = {way.source}, [way.source]
        while unread:
            node = unread.pop()
            found = [one.source for one in self.into(node)] + [self.elements[node].host]
            fresh = {one for one in found if one and one not in seen | {join}}
            seen |= fresh
            unread.extend(fresh)
        return seen


@dataclass(eq=False, slots=True)
class Running:
    """Work under way at one element of a place; `instances` when it is done several times."""

    place: Place
    element: Element
    parent: Running | None = None
    child: Place | None = None
    instances: list[Running] = field(default_factory=list)
    ended: int = 0
    alive: bool = True


@dataclass(eq=False, slots=True)
class Place:
    """One scope being walked: tokens waiting at joins, work under way, ways about to be taken."""

    scope: Scope
    owner: Running | None
    held: dict[str, Counter[str]] = field(default_factory=dict)
    work: list[Running] = field(default_factory=list)
    moving: int = 0
    alive: bool = True

    def idle(self) -> bool:
        return not self.moving and not self.work and not any(+held for held in self.held.values())


class NoWay(Exception):
    """No condition is true and there is no default, or an error is caught nowhere."""


class Walk:
    """One walk; the outcome stands in `status` (completed, waiting, stuck, failed, endless, open) and `visited`."""

    def __init__(self, scope: Scope, data: Mapping[str, Any], answers: Mapping[str, list[Any] | None]) -> None:
        self.data: dict[str, Any] = dict(data)
        self.answers = {name: list(one) if one is not None else None for name, one in answers.items()}
        self.visited: Counter[str] = Counter()
        self.ready: deque[tuple[Place, Callable[[], None]]] = deque()
        self.people: list[Running] = []
        self.clocks: list[tuple[int, int, Running, Element]] = []
        self.numbers = count()
        self.now = self.moves = 0
        self.open = False
        self.root = Place(scope, None)
        self.status = ""

    def run(self) -> Walk:
        try:
            self._enter(self.root)
            while self.root.alive:
                if not self._one_move():
                    break
                self.moves += 1
                if self.moves > MAX_MOVES:
                    self.status = "endless"
                    break
        except NoWay:
            self.status = "failed"
        left = any(self._answer_of(one) is None for one in self.people if one.alive)
        self.status = "open" if self.open else self.status or self._outcome(left)
        return self

    def _outcome(self, left: bool) -> str:
        return "completed" if not self.root.alive else "waiting" if left else "stuck"

    def _one_move(self) -> bool:
        while self.ready:
            place, act = self.ready.popleft()
            if place.alive:
                act()
                return True
        return self._open_an_inclusive_join() or self._fall_due(self.now) or self._ask_somebody() or self._fall_due()

    # -- tokens ------------------------------------------------------------------------------------------------------

    def _soon(self, place: Place, act: Callable[[], None]) -> None:
        place.moving += 1

        def moved() -> None:
            place.moving -= 1
            act()
            self._look_whether_done(place)

        self.ready.append((place, moved))

    def _enter(self, place: Place) -> None:
        start = next(one for one in place.scope.elements.values() if one.kind == "start")
        self._soon(place, lambda: self._pass(place, start))

    def _pass(self, place: Place, element: Element) -> None:
        self.visited[element.id] += 1
        self._leave(place, element)

    def _leave(self, place: Place, element: Element) -> None:
        out = place.scope.out_of(element.id)
        if element.kind in {"exclusive", "inclusive"} and len(out) > 1:
            true = [way for way in out if way.when and self._look_up(way.when[0]) == way.when[1]]
            out = (true[:1] if element.kind == "exclusive" else true) or [way for way in out if way.default]
            if not out:
                raise NoWay(element.id)
        for way in out:
            self._soon(place, lambda way=way: self._arrive(place, way))  # type: ignore[misc]

    def _look_up(self, path: str) -> Any:
        first, _, rest = path.partition(".")
        found = self.data.get(first)
        return found.get(rest) if rest and isinstance(found, dict) else found

    def _arrive(self, place: Place, way: Way) -> None:
        element = place.scope.elements[way.target]
        if element.kind in {"parallel", "inclusive"} and len(place.scope.into(element.id)) > 1:
            held = place.held.setdefault(element.id, Counter())
            held[way.id] += 1
            if element.kind == "parallel" and all(held[one.id] for one in place.scope.into(element.id)):
                self._pass_join(place, element)
        elif element.kind == "end":
            self._end(place, element)
        elif element.kind in {"exclusive", "parallel", "inclusive"}:
            self._pass(place, element)
        else:
            self._begin(place, element)

    def _pass_join(self, place: Place, element: Element) -> None:
        place.held[element.id] -= Counter({way.id: 1 for way in place.scope.into(element.id)})
        self._pass(place, element)

    def _open_an_inclusive_join(self) -> bool:
        for place in self._places(self.root):
            for name, held in place.held.items():
                inclusive = place.scope.elements[name].kind == "inclusive"
                if inclusive and +held and not self._may_still_come(place, name, held):
                    self._pass_join(place, place.scope.elements[name])
                    self._look_whether_done(place)
                    return True
        return False

    def _may_still_come(self, place: Place, join: str, held: Counter[str]) -> bool:
        others = {one.element.id for one in place.work if one.alive}
        others |= {name for name, waiting in place.held.items() if name != join and +waiting}
        ways = place.scope.into(join)
        empty = [place.scope.before(way, join) for way in ways if not held[way.id]]
        full = [place.scope.before(way, join) for way in ways if held[way.id]]
        return any(any(node in one for one in empty) and not any(node in one for one in full) for node in others)

    def _places(self, place: Place) -> Iterator[Place]:
        yield place
        for work in place.work:
            for one in (work, *work.instances):
                if one.alive and one.child is not None:
                    yield from self._places(one.child)

    def _look_whether_done(self, place: Place) -> None:
        if place.alive and place.idle():
            place.alive = False
            if place.owner is not None:
                self._done(place.owner)

    # -- work --------------------------------------------------------------------------------------------------------

    def _begin(self, place: Place, element: Element) -> None:
        work = Running(place, element)
        place.work.append(work)
        for border in place.scope.borders(element.id):
            if border.kind == "timer":
                self._arm(work, border)
        if element.rounds is None:
            self._start(work)
        elif self._none_wanted(work, element.rounds):
            self._finish(work)
        elif element.rounds.kind == "parallel":
            for _ in range(element.rounds.count):
                self._instance(work)
        else:
            self._instance(work)

    def _none_wanted(self, work: Running, rounds: Rounds) -> bool:
        if rounds.kind == "loop":
            return rounds.test_before and not self._again(work)
        return rounds.count == 0

    def _instance(self, work: Running) -> None:
        one = Running(work.place, work.element, work)
        work.instances.append(one)
        self._start(one)

    def _start(self, work: Running) -> None:
        element = work.element
        if element.kind == "user":
            self.people.append(work)
        elif element.kind == "sub":
            assert element.inside is not None
            work.child = Place(element.inside, work)
            self._enter(work.child)
        elif element.kind in {"timer", "events"}:
            targets = [work.place.scope.elements[way.target] for way in work.place.scope.out_of(element.id)]
            for one in [element] if element.kind == "timer" else targets:
                self._arm(work, one)
        else:
            self._soon(work.place, lambda: self._done(work) if work.alive else None)

    def _arm(self, work: Running, timer: Element) -> None:
        heappush(self.clocks, (self.now + timer.minutes, next(self.numbers), work, timer))

    def _done(self, work: Running) -> None:
        self.visited[work.element.id] += 1
        work.alive = False
        if work.parent is None:
            self._finish(work)
            return
        container, rounds = work.parent, work.element.rounds
        assert rounds is not None
        container.ended += 1
        if self._enough(container, rounds):
            for other in container.instances:
                if other.alive:
                    self._take_away(other)
            self._finish(container)
        elif rounds.kind != "parallel":
            self._instance(container)

    def _enough(self, container: Running, rounds: Rounds) -> bool:
        if rounds.kind == "loop":
            return (bool(rounds.count) and container.ended >= rounds.count) or not self._again(container)
        return container.ended >= rounds.count or (rounds.until is not None and container.ended >= rounds.until)

    def _again(self, work: Running) -> bool:
        rounds = work.element.rounds
        assert rounds is not None
        return not rounds.again or self._look_up(rounds.again) is True

    def _finish(self, work: Running) -> None:
        """The activity is over, as a whole; its token goes on."""
        work.alive = False
        work.place.work.remove(work)
        self._leave(work.place, work.element)
        self._look_whether_done(work.place)

    def _take_away(self, work: Running) -> None:
        """Ends work before it was done; what was about to move in it shows that the order was open."""
        work.alive = False
        for one in work.instances:
            if one.alive:
                self._take_away(one)
        if work.element.kind == "user" and self._answer_of(work) is not None:
            self.open = True
        if work.child is not None and work.child.alive:
            self._clear(work.child)

    def _clear(self, place: Place) -> None:
        place.alive = False
        inclusive = any(+held and place.scope.elements[name].kind == "inclusive" for name, held in place.held.items())
        self.open |= place.moving > 0 or inclusive
        for work in place.work:
            self._take_away(work)
        place.work = []

    # -- ends --------------------------------------------------------------------------------------------------------

    def _end(self, place: Place, element: Element) -> None:
        self.visited[element.id] += 1
        if element.ends == "terminate":
            self._clear(place)
            if place.owner is not None:
                self._done(place.owner)
        elif element.ends == "error":
            self._throw(place)

    def _throw(self, place: Place) -> None:
        while place.owner is not None:
            work = place.owner
            container = work.parent or work
            border = next((b for b in work.place.scope.borders(work.element.id) if b.kind == "error"), None)
            if border is not None:
                self._interrupt(container, border)
                return
            place = work.place
        raise NoWay("error")

    def _interrupt(self, work: Running, border: Element) -> None:
        if border.interrupting:
            self._take_away(work)
            work.place.work.remove(work)
        self._pass(work.place, border)
        self._look_whether_done(work.place)

    # -- the world ---------------------------------------------------------------------------------------------------

    def _answer_of(self, work: Running) -> Any:
        given = self.answers.get(work.element.id, [{}])
        return None if given is None else (given[0] if given else {})

    def _ask_somebody(self) -> bool:
        self.people = [one for one in self.people if one.alive]
        work = next((one for one in self.people if self._answer_of(one) is not None), None)
        if work is None:
            return False
        self.people.remove(work)
        self.data[work.element.id] = self._answer_of(work)
        given = self.answers.get(work.element.id)
        if given:
            given.pop(0)
        self._done(work)
        return True

    def _fall_due(self, until: int | None = None) -> bool:
        """The next clock runs out: whenever that is, or one that is due already."""
        while self.clocks and (until is None or self.clocks[0][0] <= until):
            due, _, work, timer = heappop(self.clocks)
            if not work.alive:
                continue
            self.now = max(self.now, due)
            if timer.host:
                self._interrupt(work, timer)
            elif timer is work.element:
                self._done(work)
            else:
                self.visited[work.element.id] += 1
                work.alive = False
                work.place.work.remove(work)
                self._pass(work.place, timer)
            return True
        return False
