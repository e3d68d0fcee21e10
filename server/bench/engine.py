"""`bench engine`: load, complete a task, step and save one case, against SpiffWorkflow's own serializer and engine.

Both do the same case (`enrolment_walk`) over the same shipped diagram, turn about in the same run: ours in this
process, the library by itself in another (`stock_engine`). What operators compute is no engine's work, so on both sides
they answer from the record; how long ours takes with the law computed anew stands in the details.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from statistics import fmean, median
from time import perf_counter, perf_counter_ns
from typing import Any

from server.bench.enrolment_walk import SLUG, Walk, WalkedStep, walked
from server.bench.measured import Measured, Wish, percentile
from server.domain.facts import Facts
from server.domain.operating import Context, Done, Operator
from server.engine.step import step

_STOCK = Path(__file__).with_name("stock_engine.py")
_WARM_UP = 3
_Times = Sequence[Sequence[int]]  # nanoseconds: for each round, those of each act
_HOW = (
    "one act = stored state read, one task completed with a person's answers, everything that follows by itself, state "
    "written (no database); operators answer from the record and diagrams are parsed before, on both sides; rounds of "
    "the whole case turn about in one run; the value is the mean of the acts' medians"
)
_ADAPTED = (
    "the shipped diagram and tables with expressions in Python instead of FEEL, the named period as a literal one and "
    "tables set to the library's first match; serialize_json and deserialize_json, PythonScriptEngine, its loggers at "
    "WARNING"
)


def measure(wish: Wish) -> Measured:
    """The mean time of one act in milliseconds, ours and the library's. Raises `RuntimeError` when they part ways."""
    walk = walked()
    recorded = _with_recorded_operators(walk)
    with reference(_setup(walk)) as other:
        for _ in range(_WARM_UP):
            for one in (walk, recorded):
                _round(one)
            other.round()
        sizes = [one[1] for one in _round(recorded)]
        ours, computing, theirs = list[list[int]](), list[list[int]](), list[list[int]]()
        end = perf_counter() + wish.seconds
        while perf_counter() < end or not ours:
            ours.append([one[0] for one in _round(recorded)])
            theirs.append(other.round()["ns"])
            computing.append([one[0] for one in _round(walk)])
        details = _details(walk, ours, theirs, computing) | {
            "ours_bytes": sizes,
            "reference_bytes": other.last["bytes"],
            "reference": f"SpiffWorkflow {other.about['version']}, stock, in a process of its own",
        }
    mine, stock = _typical(ours), _typical(theirs)
    return Measured("engine", mine, "ms", stock, stock / mine, percentile(_ms(ours), 95), details)


def _with_recorded_operators(walk: Walk) -> Walk:
    """The same walk with operators that answer at once what they answered before, effects and all."""
    answered: dict[str, list[Done]] = {}

    def listening(operator: Operator) -> Operator:
        def run(inputs: Any, context: Context) -> Done:
            done = operator.run(inputs, context)
            answered.setdefault(operator.id, []).append(done)
            return done

        return replace(operator, run=run)

    def answering(operator: Operator) -> Operator:
        turn = cycle(answered.get(operator.id, ()))
        return replace(operator, run=lambda *_: next(turn))

    operators = walk.operators
    _round(replace(walk, operators={name: listening(one) for name, one in operators.items()}))
    return replace(walk, operators={name: answering(one) for name, one in operators.items()})


def _round(walk: Walk) -> list[tuple[int, int]]:
    """The whole case once: nanoseconds and stored bytes of each act after the start."""
    state = _step(walk, None, walk.steps[0])
    acts = []
    for one in walk.steps[1:]:
        before = perf_counter_ns()
        state = _step(walk, state, one)
        acts.append((perf_counter_ns() - before, len(state)))
    return acts


def _step(walk: Walk, state: bytes | None, one: WalkedStep) -> bytes:
    facts = Facts(dict(one.facts))
    result = step(state, one.command, one.at, walk.procedure, walk.operators, facts, walk.values)
    if result.state is None:
        raise RuntimeError(f"the case does not go on at {one.element}: {result.error or result.refusal}")
    return result.state


class Reference:
    """The other process, asked for a round at a time."""

    def __init__(self, process: subprocess.Popen[str], setup: Mapping[str, Any]) -> None:
        self._process = process
        self.about = self._ask(setup)
        self.last: dict[str, Any] = {}

    def round(self) -> dict[str, Any]:
        self.last = self._ask(None)
        if not self.last["completed"]:
            raise RuntimeError("the reference did not bring the case to its end")
        return self.last

    def _ask(self, said: object) -> dict[str, Any]:
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the reference has no pipes")
        process.stdin.write(json.dumps(said) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError("the reference ended; what it said stands above")
        found: dict[str, Any] = json.loads(answer)
        return found


@contextmanager
def reference(setup: Mapping[str, Any]) -> Iterator[Reference]:
    """The library in a process of its own, ready to do the case of `setup`."""
    command = [sys.executable, "-I", str(_STOCK)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603 - our own file
    try:
        yield Reference(process, setup)
    finally:
        process.kill()
        process.communicate()


def _setup(walk: Walk) -> dict[str, Any]:
    """What the library needs to do the same: diagrams, the tables that tasks ask, periods, answers."""
    diagrams = {name: data.decode() for name, data in walk.files.items() if name.endswith(".bpmn")}
    asked = {f"{table}.dmn" for text in diagrams.values() for table in between(text, "calledDecisionId")}
    tables = {n: data.decode() for n, data in walk.files.items() if n.rpartition("/")[2] in asked}
    day = walk.steps[0].at.date()
    names = {name.strip() for text in diagrams.values() for name in between(text, "timeDuration")}
    periods = {name: f"P{walk.values.row(f'period.{name}', day).value}D" for name in names}
    first, *others = walk.steps
    steps = [
        {
            "element": one.element,
            "answers": one.answers["answers"],
            "computed": [json.dumps(outputs, ensure_ascii=False) for _, outputs in one.computed],
        }
        for one in others
    ]
    start = {"start": first.answers["data"], "case": first.answers["case"]}
    return {
        "process": SLUG, "diagrams": diagrams, "tables": tables, "periods": periods, "start": start, "steps": steps,
    }  # fmt: skip


def between(text: str, tag: str) -> list[str]:
    """The texts of the elements of this name."""
    pieces = text.split(f":{tag}")[1::2]
    return [piece.partition(">")[2].partition("<")[0] for piece in pieces]


def _ms(rounds: _Times) -> list[float]:
    return [ns / 1e6 for one in rounds for ns in one]


def _details(walk: Walk, ours: _Times, theirs: _Times, computing: _Times) -> dict[str, Any]:
    return {
        "how": _HOW,
        "reference_how": _ADAPTED,
        "acts": [one.element for one in walk.steps[1:]],
        "ours_ms": _per_act(ours),
        "reference_ms": _per_act(theirs),
        "reference_p95_ms": round(percentile(_ms(theirs), 95), 3),
        "ours_with_operators_computing_ms": _per_act(computing),
        "ratio_with_operators_computing": round(_typical(theirs) / _typical(computing), 3),
        "rounds": len(ours),
    }


def _per_act(rounds: _Times) -> list[float]:
    """The median of each act in milliseconds: what else the machine does meanwhile falls on a few rounds."""
    return [round(median(times) / 1e6, 4) for times in zip(*rounds, strict=True)]


def _typical(rounds: _Times) -> float:
    """The mean of the acts' medians, in milliseconds."""
    return fmean(_per_act(rounds))
