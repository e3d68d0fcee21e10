"""Random diagrams: what the gate lets through, the engine walks exactly as the standard reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from server.engine.lint_lone import check_file
from server.engine.lint_tree import Surroundings
from server.engine.session import Stage
from server.engine.simulate import try_procedure
from tests.engine.diagrams import diagram, end, flow, gateway, start, task
from tests.engine.reference import Walk, Way

STAGE = Stage(datetime(2026, 4, 1, tzinfo=UTC))


@dataclass(slots=True)
class Drawing:
    """Draws blocks inside blocks, with joins that sometimes do not fit their split and a flow or two across."""

    random: Random
    kinds: dict[str, str] = field(default_factory=lambda: {"s": "start", "e": "end"})
    ways: list[Way] = field(default_factory=list)

    def draw(self) -> Drawing:
        first, last = self.block(3)
        self.connect("s", first)
        self.connect(last, "e")
        gateways = [node for node, kind in self.kinds.items() if kind in {"exclusive", "inclusive", "parallel"}]
        if len(gateways) > 1 and self.random.random() < 0.3:
            one, other = self.random.sample(gateways, 2)
            if all((way.source, way.target) != (one, other) for way in self.ways):
                self.connect(one, other, condition=self.kinds[one] != "parallel")
        return self

    def add(self, kind: str) -> str:
        name = f"{kind[0]}{len(self.kinds)}"
        self.kinds[name] = kind
        return name

    def connect(self, source: str, target: str, *, condition: bool = False, default: bool = False) -> None:
        when = (f"v{self.random.randrange(5)}", self.random.randrange(3)) if condition else None
        self.ways.append(Way(f"f{len(self.ways)}", source, target, when, default))

    def block(self, depth: int) -> tuple[str, str]:
        if depth == 0 or self.random.random() < 0.3:
            node = self.add(self.random.choice(["task", "userTask"]))
            return node, node
        if self.random.random() < 0.3:
            (first, middle), (following, last) = self.block(depth - 1), self.block(depth - 1)
            self.connect(middle, following)
            return first, last
        return self.split(self.random.choice(["exclusive", "parallel", "inclusive"]), depth)

    def split(self, kind: str, depth: int) -> tuple[str, str]:
        other = self.random.choice(["exclusive", "parallel", "inclusive"])
        opening, closing = self.add(kind), self.add(kind if self.random.random() < 0.8 else other)
        count = self.random.randint(2, 3)
        default = self.random.randrange(count)
        for number in range(count):
            first, last = self.block(depth - 1)
            choosing = kind != "parallel"
            self.connect(
                opening, first, condition=choosing and number != default, default=choosing and number == default
            )
            self.connect(last, closing)
        return opening, closing

    def bpmn(self) -> bytes:
        parts = [start("s"), end("e")]
        for node, kind in self.kinds.items():
            if kind in {"task", "userTask"}:
                parts.append(task(node, kind))
            elif kind in {"exclusive", "parallel", "inclusive"}:
                default = next((way.id for way in self.ways if way.source == node and way.default), None)
                parts.append(gateway(node, kind, **({"default": default} if default else {})))
        parts += [
            flow(way.source, way.target, f"{way.when[0]} = {way.when[1]}" if way.when else "", id=way.id)
            for way in self.ways
        ]
        return diagram(*parts)


@pytest.mark.parametrize("batch", range(4))
def test_the_engine_walks_as_the_standard_reads(batch: int, tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(batch * 40, batch * 40 + 40):
        random = Random(seed)
        drawing = Drawing(random).draw()
        data = {f"v{number}": random.randrange(3) for number in range(5)}
        file = tmp_path / "p.bpmn"
        file.write_bytes(drawing.bpmn())
        if any(one.severity == "error" for one in check_file(file, Surroundings())):
            outcomes["refused"] += 1
            continue
        expected = Walk(drawing.kinds, drawing.ways, data).run("s")
        outcomes[expected.status] += 1
        if expected.status == "endless":
            continue  # the engine counts further before it gives up
        report = try_procedure(file, data, {}, None, STAGE)
        if expected.status == "completed":
            assert report["status"] == "completed", f"seed {seed}: {report['error']}"
            assert Counter(one["element"] for one in report["visited"]) == expected.visited, f"seed {seed}"
        else:
            assert report["status"] == "failed", f"seed {seed}: {expected.status}"
    assert outcomes["completed"] >= 15
