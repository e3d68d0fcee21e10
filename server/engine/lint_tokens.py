"""The token game (トークンの動き): walks through everything a diagram could do, data left aside.

Every choice is tried both ways, every order of parallel work too, so that a join that would never fill, work that would
be done twice, or a way out that others never reach is found before a case stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from server.engine.lint_model import Flow, Node, Scope
from server.engine.lint_structure import in_cycles

MAX_STATES = 5_000
MAX_INCLUSIVE_WAYS = 8

State = frozenset[str]  # ids of flows that carry a token, and `!id` of a side event that has already fired


@dataclass(slots=True)
class Played:
    """What the game showed of one scope, as ids of nodes."""

    stuck: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    multiplied: set[str] = field(default_factory=set)
    throws_beside_others: set[str] = field(default_factory=set)
    together: set[tuple[str, str]] = field(default_factory=set)
    gave_up: bool = False


@lru_cache(maxsize=32)
def play(scope: Scope) -> Played:
    """All states a scope can come to from its start event; asked by several rules, played once."""
    return _Game(scope).run()


class _Game:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.played = Played()
        self.target = {flow.id: scope.nodes[flow.target] for flow in scope.flows if flow.target in scope.nodes}
        self.looping = in_cycles(scope)
        self.after = {node.id: self._after(node) for node in scope.nodes.values()}

    def run(self) -> Played:
        if len(self.scope.starts) != 1:
            return self.played
        first = self._add(frozenset(), self.scope.starts[0].outgoing)
        seen, waiting = {first}, [first]
        while waiting:
            state = waiting.pop()
            following = self._following(state)
            self._look_at(state, bool(following))
            for new in following - seen:
                seen.add(new)
                waiting.append(new)
            if len(seen) > MAX_STATES:
                self.played.gave_up = True
                break
        return self.played

    # -- what one state shows --------------------------------------------------------------------------------

    def _look_at(self, state: State, goes_on: bool) -> None:
        nodes = [self.target[flow] for flow in state if flow in self.target]
        if nodes and not goes_on:
            self.played.stuck |= {node.id for node in nodes}
        ids = sorted(node.id for node in nodes if not self._joins(node))
        for one, other in combinations(ids, 2):
            if one != other:
                self.played.together.add((one, other))
            elif self.scope.nodes[one].tag != "endEvent":
                self.played.doubled.add(one)

    @staticmethod
    def _joins(node: Node) -> bool:
        return node.tag in {"parallelGateway", "inclusiveGateway"} and len(node.incoming) > 1

    # -- moves -----------------------------------------------------------------------------------------------

    def _following(self, state: State) -> set[State]:
        found: set[State] = set()
        for node in {self.target[flow].id: self.target[flow] for flow in state if flow in self.target}.values():
            marked = [flow for flow in node.incoming if flow.id in state]
            if node.tag == "parallelGateway":
                if len(marked) == len(node.incoming):
                    found.add(self._move(state, marked, node.outgoing))
            elif self._joins(node):
                if not self._may_still_come(node, state):
                    found |= {self._move(state, marked, ways) for ways in self._ways(node)}
            else:
                for flow in marked:
                    found |= self._pass(node, flow, state)
        return found

    def _pass(self, node: Node, flow: Flow, state: State) -> set[State]:
        if node.tag == "endEvent":
            return {self._ended(node, flow, state)}
        rest = state - {f"!{event.id}" for event in node.boundary}
        found = {self._move(rest, [flow], ways) for ways in self._ways(node)}
        for event in node.boundary:
            if event.interrupting:
                found.add(self._move(rest, [flow], event.outgoing))
            elif f"!{event.id}" not in state:
                found.add(self._add(state | {f"!{event.id}"}, event.outgoing))
        return found

    def _ended(self, node: Node, flow: Flow, state: State) -> State:
        others = {one for one in state - {flow.id} if one in self.target}
        if node.event in {"error", "escalation"} and others:
            self.played.throws_beside_others.add(node.id)
        return frozenset() if node.event else state - {flow.id}

    def _ways(self, node: Node) -> Iterator[list[Flow]]:
        """The sets of flows a passing token may leave by."""
        if node.tag in {"exclusiveGateway", "eventBasedGateway"}:
            yield from ([flow] for flow in node.outgoing)
        elif node.tag == "inclusiveGateway" and len(node.outgoing) > 1:
            ways = node.outgoing[:MAX_INCLUSIVE_WAYS]
            self.played.gave_up |= len(ways) < len(node.outgoing)
            for count in range(1, len(ways) + 1):
                yield from map(list, combinations(ways, count))
        else:
            yield node.outgoing

    def _move(self, state: State, taken: list[Flow], given: list[Flow]) -> State:
        return self._add(state - {flow.id for flow in taken}, given)

    def _add(self, state: State, given: list[Flow]) -> State:
        for flow in given:
            if flow.id in state and flow.id in self.target:
                self.played.doubled.add(flow.target)
                if self.looping & {flow.source, flow.target}:
                    self.played.multiplied.add(flow.target)
        return state | {flow.id for flow in given}

    # -- inclusive joins -------------------------------------------------------------------------------------

    def _after(self, node: Node) -> set[str]:
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            for one in self.scope.next_of(waiting.pop()):
                if one.id not in seen:
                    seen.add(one.id)
                    waiting.append(one)
        return seen

    def _may_still_come(self, join: Node, state: State) -> bool:
        others = [self.target[flow] for flow in state if flow in self.target and self.target[flow] is not join]
        return any(join.id in self.after[node.id] for node in others)
