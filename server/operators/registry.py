"""The registry of operators (自動処理) and of letter builders: a name in a diagram maps to a typed pure function.

An operator reads its `Inputs` (a frozen dataclass, filled from case data), the facts it named, dated values and
tables, and returns its `Outputs` with effects. Registration checks the shape, so a mistake fails at import.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Beside, Context, Done, LetterBuilder, Operator


@dataclass(slots=True)
class Registry:
    """All operators and letter builders by id, what stands beside forms by slug; filled by importing the modules."""

    operators: dict[str, Operator] = field(default_factory=dict)
    letters: dict[str, LetterBuilder] = field(default_factory=dict)
    besides: dict[str, Beside] = field(default_factory=dict)


REGISTRY = Registry()

_OURS = ("registry", "letter_frame")


def load_operators() -> Registry:
    """The registry with every operator and letter builder of this program: whatever stands beside this file."""
    package = import_module("server.operators")
    for module in iter_modules(package.__path__):
        if module.name not in _OURS:
            import_module(f"server.operators.{module.name}")
    return REGISTRY


def _nothing(_: Any) -> Iterable[FactKey]:
    return ()


def operator(
    id: str,  # noqa: A002 - the word of the diagram
    *,
    inputs: type[Any],
    outputs: type[Any],
    needs: Callable[[Any], Iterable[FactKey]] = _nothing,
    tables: tuple[str, ...] = (),
) -> Callable[[Callable[[Any, Context], Done]], Callable[[Any, Context], Done]]:
    """Registers `run(inputs, context) -> Done` under `slug/name`; refuses a second one and non-frozen contracts."""

    def register(run: Callable[[Any, Context], Done]) -> Callable[[Any, Context], Done]:
        if id in REGISTRY.operators:
            raise TypeError(f"operator {id} is registered twice")
        for contract in (inputs, outputs):
            if not (dataclasses.is_dataclass(contract) and contract.__dataclass_params__.frozen):  # type: ignore[attr-defined]
                raise TypeError(f"operator {id}: {contract.__name__} must be a frozen dataclass")
        if not run.__doc__:
            raise TypeError(f"operator {id} needs a docstring: it is its contract")
        REGISTRY.operators[id] = Operator(id, inputs, outputs, run, needs, tables, run.__doc__)
        return run

    return register


def letter(
    id: str,  # noqa: A002 - the word of the catalogue
    *,
    needs: Callable[[JSONObject], Iterable[FactKey]],
) -> Callable[[Callable[[JSONObject, Context], dict[str, JSON]]], Callable[[JSONObject, Context], dict[str, JSON]]]:
    """Registers the builder of letter `slug/name`."""

    def register(
        build: Callable[[JSONObject, Context], dict[str, JSON]],
    ) -> Callable[[JSONObject, Context], dict[str, JSON]]:
        if id in REGISTRY.letters:
            raise TypeError(f"letter {id} has two builders")
        REGISTRY.letters[id] = LetterBuilder(id, needs, build, build.__doc__ or "")
        return build

    return register


def beside(
    slug: str,
) -> Callable[[Callable[[Any, Context], list[dict[str, JSON]]]], Callable[[Any, Context], list[dict[str, JSON]]]]:
    """Registers what stands beside the forms of a procedure; its operators then hand on no sheets of their own."""

    def register(
        show: Callable[[Any, Context], list[dict[str, JSON]]],
    ) -> Callable[[Any, Context], list[dict[str, JSON]]]:
        if slug in REGISTRY.besides:
            raise TypeError(f"procedure {slug} has two registered besides")
        REGISTRY.besides[slug] = Beside(slug, show, show.__doc__ or "")
        return show

    return register


def missing(names: Iterable[str], have: Mapping[str, object]) -> list[str]:
    """The names that `have` lacks, in order."""
    return [name for name in names if name not in have]
