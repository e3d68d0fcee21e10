"""A plain reading of BPMN 2.0.2 section 13 for diagrams without events, to hold the engine against (手本).

Tokens lie on flows; a gateway is read from the page of the standard and nothing else. It is slow and small on purpose.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_MOVES = 2000


@dataclass(frozen=True, slots=True)
class Way:
    """A flow: `when` is the name and value a condition compares, None for none; `default` marks the default."""

    id: str
    source: str
    target: str
    when: tuple[str, Any] | None = None
    default: bool = False


class NoWay(Exception):
    """No condition is true and there is no default."""


@dataclass(slots=True)
class Walk:
    """One walk through `kinds` (id → kind) and `ways` with fixed data; the outcome is in `status` and `visited`."""

    kinds: Mapping[str, str]
    ways: list[Way]
    data: Mapping[str, Any]
    tokens: deque[Way] = field(default_factory=deque)
    waiting: dict[str, Counter[str]] = field(default_factory=dict)
    visited: Counter[str] = field(default_factory=Counter)
    status: str = ""

    def run(self, start: str) -> Walk:
        self.waiting = {node: Counter() for node in self.kinds}
        try:
            self._leave(start)
            for _ in range(MAX_MOVES):
                if self.tokens:
                    self._arrive(self.tokens.popleft())
                elif not self._open_an_inclusive_join():
                    self.status = "stuck" if any(map(bool, self.waiting.values())) else "completed"
                    return self
            self.status = "endless"
        except NoWay:
            self.status = "failed"
        return self

    def _in(self, node: str) -> list[Way]:
        return [way for way in self.ways if way.target == node]

    def _out(self, node: str) -> list[Way]:
        return [way for way in self.ways if way.source == node]

    def _arrive(self, way: Way) -> None:
        node, several = way.target, len(self._in(way.target)) > 1
        if self.kinds[node] in {"parallel", "inclusive"} and several:
            self.waiting[node][way.id] += 1
            if self.kinds[node] == "parallel" and all(self.waiting[node][one.id] for one in self._in(node)):
                self._pass_join(node)
        else:
            self._leave(node)

    def _pass_join(self, node: str) -> None:
        self.waiting[node] -= Counter({one.id: 1 for one in self._in(node)})
        self._leave(node)

    def _leave(self, node: str) -> None:
        self.visited[node] += 1
        out = self._out(node)
        if self.kinds[node] in {"exclusive", "inclusive"} and len(out) > 1:
            true = [way for way in out if way.when and self.data.get(way.when[0]) == way.when[1]]
            out = (true[:1] if self.kinds[node] == "exclusive" else true) or [way for way in out if way.default]
            if not out:
                raise NoWay(node)
        self.tokens.extend(out)

    def _open_an_inclusive_join(self) -> bool:
        for node, kind in self.kinds.items():
            if kind == "inclusive" and self.waiting[node] and not self._may_still_come(node):
                self._pass_join(node)
                return True
        return False

    def _may_still_come(self, join: str) -> bool:
        """Section 13.4.3: a token elsewhere with a path to an empty way, and none to a way where one waits."""
        others = [node for node, held in self.waiting.items() if node != join and held]
        empty = [self._before(way, join) for way in self._in(join) if not self.waiting[join][way.id]]
        full = [self._before(way, join) for way in self._in(join) if self.waiting[join][way.id]]
        return any(any(node in one for one in empty) and not any(node in one for one in full) for node in others)

    def _before(self, way: Way, join: str) -> set[str]:
        seen, unread = {way.source}, [way.source]
        while unread:
            for one in self._in(unread.pop()):
                if one.source not in seen | {join}:
                    seen.add(one.source)
                    unread.append(one.source)
        return seen
