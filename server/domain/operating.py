"""What an operator (自動処理) is: the surroundings it may read, its answer, its contract by types.

It stands in the domain because two rooms of the same floor need it: `operators` registers the functions, `engine`
calls them inside a step. Neither imports the other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from server.domain.effects import JSON, Effect, JSONObject
from server.domain.facts import FactKey, Facts
from server.domain.values import Values


class Decide(Protocol):
    """Evaluates one of the tables the operator declared; raises `Refused` when no row or two rows answer."""

    def __call__(self, table: str, inputs: JSONObject) -> JSON: ...


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a computation: the civil day it runs on, the case's header, dated values, facts, tables."""

    today: date
    case: JSONObject
    values: Values
    facts: Facts
    decide: Decide


@dataclass(frozen=True, slots=True)
class Done:
    """The operator's answer: outputs (a frozen dataclass of JSON-able fields) and effects in order."""

    outputs: Any
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Operator:
    """One registered operator: its contract by types and the function behind it."""

    id: str
    inputs: type[Any]
    outputs: type[Any]
    run: Callable[[Any, Context], Done]
    needs: Callable[[Any], Iterable[FactKey]]
    tables: tuple[str, ...]
    doc: str

    def input_names(self) -> tuple[str, ...]:
        return tuple(f.name for f in dataclasses.fields(self.inputs))

    def output_names(self) -> tuple[str, ...]:
        return tuple(f.name for f in dataclasses.fields(self.outputs))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the forms of a procedure (右の欄) as the registers say it at the moment of looking.

    `show(data, context)` gives sheets (`domain.sheets`) from the answers so far; it asks for facts by reading them.
    """

    slug: str
    show: Callable[[Any, Context], list[dict[str, JSON]]]
    doc: str


@dataclass(frozen=True, slots=True)
class LetterBuilder:
    """Builds the frozen data of one letter at its issue: `needs(keys)` names facts, `build` gives the slots' values."""

    letter: str
    needs: Callable[[JSONObject], Iterable[FactKey]]
    build: Callable[[JSONObject, Context], dict[str, JSON]]
    doc: str
