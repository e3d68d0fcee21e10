"""Draws random diagrams with events, scopes, repetition and time, as BPMN text and as the plain reading's elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.engine.diagrams import boundary, call, catch, diagram, end, event, flow, gateway, start, sub, task, timer
from tests.engine.standard import Element, Rounds, Scope, Way

_FORMAL = 'xsi:type="bpmn:tFormalExpression"'
_ERROR = '<bpmn:error id="err" name="E" errorCode="E" />'
Ends = tuple[str, str]


@dataclass(slots=True)
class Sketch:
    """One random diagram; `answers` are those of its people, `scope` is the whole as the plain reading wants it."""

    random: Random
    scope: Scope = field(default_factory=Scope)
    answers: dict[str, list[Any] | None] = field(default_factory=dict)
    called: dict[str, Scope] = field(default_factory=dict)
    number: int = 0

    def draw(self, depth: int = 3) -> Sketch:
        self._frame(self.scope, depth, "")
        return self

    # -- scopes ------------------------------------------------------------------------------------------------------

    def _frame(self, scope: Scope, depth: int, ends: str) -> None:
        """Start, a block, an end; with `ends` also a choice that ends the scope otherwise."""
        first, last = self._block(scope, depth)
        opening = self._add(scope, "start").id
        self._connect(scope, opening, first)
        if ends:
            choice = self._add(scope, "exclusive")
            self._connect(scope, last, choice.id)
            self._connect(scope, choice.id, self._add(scope, "end", ends=ends).id, condition=True)
            self._connect(scope, choice.id, self._add(scope, "end").id, default=True)
        else:
            self._connect(scope, last, self._add(scope, "end").id)
        self._across(scope)

    def _across(self, scope: Scope) -> None:
        """Now and then an arrow from one gateway to another, wherever they stand."""
        gateways = [one.id for one in scope.elements.values() if one.kind in {"exclusive", "parallel", "inclusive"}]
        if len(gateways) < 2 or self.random.random() > 0.2:
            return
        one, other = self.random.sample(gateways, 2)
        if all((way.source, way.target) != (one, other) for way in scope.ways) and len(scope.out_of(one)) > 1:
            self._connect(scope, one, other, condition=scope.elements[one].kind != "parallel")

    def _add(self, scope: Scope, kind: str, **more: Any) -> Element:
        self.number += 1
        element = Element(f"{kind[0]}{self.number}", kind, **more)
        scope.elements[element.id] = element
        return element

    def _connect(
        self, scope: Scope, source: str, target: str, *, condition: bool = False, default: bool = False
    ) -> None:
        when = (f"v{self.random.randrange(5)}", self.random.randrange(3)) if condition else None
        self._way(scope, source, target, when, default)

    def _way(self, scope: Scope, source: str, target: str, when: tuple[str, Any] | None, default: bool) -> None:
        self.number += 1
        scope.ways.append(Way(f"f{self.number}", source, target, when, default))

    def _minutes(self) -> int:
        return self.random.randrange(1, 5_000_000)  # so many that two never fall due together

    # -- blocks ------------------------------------------------------------------------------------------------------

    def _block(self, scope: Scope, depth: int) -> Ends:
        if depth == 0 or self.random.random() < 0.2:
            return self._leaf(scope)
        if self.random.random() < 0.25:
            (first, middle), (following, last) = self._block(scope, depth - 1), self._block(scope, depth - 1)
            self._connect(scope, middle, following)
            return first, last
        kinds = [self._split, self._split, self._loop, self._wait_for_one, self._inner, self._inner]
        return self.random.choice(kinds)(scope, depth)

    def _leaf(self, scope: Scope) -> Ends:
        kind = self.random.choice(["task", "task", "user", "user", "timer"])
        element = self._add(scope, kind, minutes=self._minutes() if kind == "timer" else 0)
        chance = self.random.random()
        if kind == "user" and chance < 0.3:
            return self._bordered(scope, element)
        if kind != "timer" and chance > 0.7:
            element.rounds = self._rounds(element)
        return element.id, element.id

    def _rounds(self, element: Element) -> Rounds:
        count = self.random.randrange(4)
        kind = self.random.choice(["loop", "parallel", "sequential"])
        if kind != "loop":
            return Rounds(kind, count, self.random.choice([None, 1, 2]))
        if element.kind == "user" and self.random.random() < 0.5:
            self.answers[element.id] = [{"again": True}] * count + [{"again": False}]
            return Rounds("loop", again=f"{element.id}.again")
        again = f"v{self.random.randrange(5)}_set" if self.random.random() < 0.5 else ""
        return Rounds("loop", count + 1, again=again, test_before=self.random.random() < 0.5)

    def _split(self, scope: Scope, depth: int) -> Ends:
        kind, other = (self.random.choice(["exclusive", "parallel", "inclusive"]) for _ in range(2))
        opening = self._add(scope, kind).id
        closing = self._add(scope, kind if self.random.random() < 0.8 else other).id
        count = self.random.randint(2, 3)
        default = self.random.randrange(count)
        for number in range(count):
            first, last = self._block(scope, depth - 1)
            choosing = kind != "parallel"
            chosen = choosing and number == default
            self._connect(scope, opening, first, condition=choosing and not chosen, default=chosen)
            self._connect(scope, last, closing)
        return opening, closing

    def _loop(self, scope: Scope, depth: int) -> Ends:
        """Rounds drawn with arrows, as long as a person says so."""
        merge, choice = self._add(scope, "exclusive").id, self._add(scope, "exclusive").id
        person = self._add(scope, "user").id
        self.answers[person] = [{"again": True}] * self.random.randrange(4) + [{"again": False}]
        first, last = self._block(scope, depth - 1)
        self._connect(scope, merge, first)
        self._connect(scope, last, person)
        self._connect(scope, person, choice)
        self._way(scope, choice, merge, (f"{person}.again", True), False)
        after = self._add(scope, "task").id
        self._connect(scope, choice, after, default=True)
        return merge, after

    def _wait_for_one(self, scope: Scope, depth: int) -> Ends:
        opening, closing = self._add(scope, "events").id, self._add(scope, "exclusive").id
        for _ in range(self.random.randint(2, 3)):
            one = self._add(scope, "timer", minutes=self._minutes()).id
            first, last = self._block(scope, depth - 1)
            self._connect(scope, opening, one)
            self._connect(scope, one, first)
            self._connect(scope, last, closing)
        return opening, closing

    def _inner(self, scope: Scope, depth: int) -> Ends:
        """A sub-process or a called process, repeated, or with something at its border."""
        ends = self.random.choice(["", "", "terminate", "error"])
        inner = Scope()
        self._frame(inner, depth - 1, ends)
        element = self._add(scope, "sub", inside=inner)
        if self.random.random() < 0.2:
            self.called[element.id] = inner
        if ends == "error":
            return self._bordered(scope, element, "error")
        if self.random.random() < 0.3:
            return self._bordered(scope, element)
        if self.random.random() < 0.4:
            element.rounds = self._rounds(element)
        return element.id, element.id

    def _bordered(self, scope: Scope, host: Element, kind: str = "timer") -> Ends:
        """The activity, its border event, and where the two paths meet (or, running beside, end apart)."""
        beside = kind == "timer" and self.random.random() < 0.4
        border = self._add(
            scope, kind, host=host.id, interrupting=not beside, minutes=self._minutes() if kind == "timer" else 0
        )
        if host.kind == "user" and self.random.random() < 0.6:
            self.answers[host.id] = None if not beside else self.answers.get(host.id, [{}])
        first, last = self._leaf(scope)
        self._connect(scope, border.id, first)
        if beside:
            self._connect(scope, last, self._add(scope, "end").id)
            return host.id, host.id
        meeting = self._add(scope, "exclusive").id
        self._connect(scope, host.id, meeting)
        self._connect(scope, last, meeting)
        return host.id, meeting

    # -- text --------------------------------------------------------------------------------------------------------

    def bpmn(self) -> bytes:
        parts = self._parts(self.scope)
        processes = "".join(
            f'<bpmn:process id="process_{name}" isExecutable="true">'
            f"{''.join(_ordered(self._parts(inner)))}</bpmn:process>"
            for name, inner in self.called.items()
        )
        text = diagram(*parts, around=_ERROR)
        return text.replace(b"</bpmn:definitions>", f"{processes}</bpmn:definitions>".encode())

    def _parts(self, scope: Scope) -> list[str]:
        parts = [self._element(scope, element) for element in scope.elements.values()]
        for way in scope.ways:
            condition = "" if way.when is None else f"{way.when[0]} = {str(way.when[1]).lower()}"
            parts.append(flow(way.source, way.target, condition, id=way.id))
        return parts

    def _element(self, scope: Scope, element: Element) -> str:
        name, kind = element.id, element.kind
        mark = "" if element.rounds is None else _marker(element.rounds)
        if element.host:
            inside = event("error", errorRef="err") if kind == "error" else timer(f"PT{element.minutes}M")
            return boundary(name, element.host, inside, cancelActivity=str(element.interrupting).lower())
        if kind == "start":
            return start(name)
        if kind == "end":
            written = {"error": event("error", errorRef="err"), "terminate": event("terminate"), "": ""}
            return end(name, written[element.ends])
        if kind == "sub":
            return self._activity(element, mark)
        if kind == "timer":
            return catch(name, timer(f"PT{element.minutes}M"))
        if kind in {"task", "user"}:
            return task(name, "task" if kind == "task" else "userTask", mark)
        default = next((way.id for way in scope.ways if way.source == name and way.default), None)
        return gateway(name, "eventBased" if kind == "events" else kind, **({"default": default} if default else {}))

    def _activity(self, element: Element, mark: str) -> str:
        if element.id in self.called:
            return call(element.id, f"process_{element.id}").replace(
                "></bpmn:callActivity", f">{mark}</bpmn:callActivity"
            )
        assert element.inside is not None
        return (
            sub(element.id, mark, *self._parts(element.inside))
            if mark
            else sub(element.id, *self._parts(element.inside))
        )


def _ordered(parts: list[str]) -> list[str]:
    return sorted(parts, key=lambda part: "<bpmn:sequenceFlow" in part[:20])


def _marker(rounds: Rounds) -> str:
    if rounds.kind == "loop":
        attributes = f' loopMaximum="{rounds.count}"' if rounds.count else ""
        attributes += ' testBefore="true"' if rounds.test_before else ""
        condition = f"<bpmn:loopCondition {_FORMAL}>{rounds.again} = true</bpmn:loopCondition>" if rounds.again else ""
        return f"<bpmn:standardLoopCharacteristics{attributes}>{condition}</bpmn:standardLoopCharacteristics>"
    count = f"<bpmn:loopCardinality {_FORMAL}>{rounds.count}</bpmn:loopCardinality>"
    enough = f"numberOfCompletedInstances &gt;= {rounds.until}"
    count += "" if rounds.until is None else f"<bpmn:completionCondition {_FORMAL}>{enough}</bpmn:completionCondition>"
    sequential = ' isSequential="true"' if rounds.kind == "sequential" else ""
    return f"<bpmn:multiInstanceLoopCharacteristics{sequential}>{count}</bpmn:multiInstanceLoopCharacteristics>"
