"""From JSON to an operator's dataclasses and back: every type it may ask for, and every misfit by its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

import pytest

from server.engine.contracts import read_inputs, write_outputs
from server.engine.faults import StepFault


@dataclass(frozen=True, slots=True)
class Out:
    """`n`: what came out."""

    n: Any


class Kind(Enum):
    """A choice."""

    NEW = "new"


@dataclass(frozen=True, slots=True)
class Person:
    """A member."""

    name: str
    born: date
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Wide:
    """Every type an operator may ask for."""

    day: date
    rate: Decimal
    kind: Kind
    choice: Literal["a", "b"]
    people: tuple[Person, ...]
    pairs: tuple[str, int]
    names: list[str]
    marks: frozenset[str]
    by_name: Mapping[str, int]
    maybe: int | None = None
    anything: Any = None
    extra: tuple[str, ...] = field(default_factory=tuple)


GIVEN: dict[str, Any] = {
    "day": "2026-04-01",
    "rate": "0.0771",
    "kind": "new",
    "choice": "a",
    "people": [{"name": "甲", "born": "2000-02-29", "unknown": 1}],
    "pairs": ["x", 1],
    "names": ["x"],
    "marks": ["x", "x"],
    "by_name": {"x": 1},
}


def test_every_type_is_made_of_json() -> None:
    read = read_inputs(Wide, GIVEN, "t")
    assert (read.day, read.rate, read.kind, read.maybe) == (date(2026, 4, 1), Decimal("0.0771"), Kind.NEW, None)
    assert read.people == (Person("甲", date(2000, 2, 29)),)
    assert (read.pairs, read.names, read.marks, read.by_name) == (("x", 1), ["x"], frozenset({"x"}), {"x": 1})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "2026-02-30"),
        ("day", 20260401),
        ("rate", 0.5),
        ("rate", "many"),
        ("kind", "old"),
        ("choice", "c"),
        ("people", [{"name": "甲"}]),
        ("people", {"name": "甲"}),
        ("people", [{"name": "甲", "born": "yesterday"}]),
        ("pairs", ["x"]),
        ("names", "x"),
        ("by_name", {"x": "1"}),
        ("by_name", ["x"]),
        ("maybe", "1"),
        ("extra", [1]),
    ],
)
def test_a_value_of_another_type_is_told_by_its_place(name: str, value: Any) -> None:
    with pytest.raises(StepFault, match=rf"t: {name}"):
        read_inputs(Wide, GIVEN | {name: value}, "t")


def test_outputs_are_written_as_json() -> None:
    @dataclass(frozen=True, slots=True)
    class Answer:
        """All kinds."""

        value: Any

    value = {
        "d": date(2026, 4, 1),
        "r": Decimal("0.10"),
        "k": Kind.NEW,
        "t": (1, None),
        "p": Person("甲", date(2000, 1, 1)),
    }
    assert write_outputs(Answer, Answer(value), "t")["value"] == {
        "d": "2026-04-01",
        "r": "0.10",
        "k": "new",
        "t": [1, None],
        "p": {"name": "甲", "born": "2000-01-01", "note": None},
    }


@pytest.mark.parametrize("wrong", [1.5, {1: 2}, {"x"}, object(), b"x"])
def test_outputs_that_are_not_json_are_a_fault(wrong: Any) -> None:
    with pytest.raises(StepFault, match=r"^t: "):
        write_outputs(Out, Out(wrong), "t")


def test_another_answer_than_the_contracts_is_a_fault() -> None:
    with pytest.raises(StepFault, match="instead of Out"):
        write_outputs(Out, {"n": 1}, "t")
