"""Whose arrears they are, and how much is open (差押の準備), before anything is drafted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Concerns
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.enforcement import owed
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class PrepareInputs:
    """Whose debts."""

    household_key: str


@dataclass(frozen=True, slots=True)
class PrepareOutputs:
    """`total` yen open; `person_key` who owes."""

    total: int
    person_key: str


def enforcement_needs(household_key: str) -> Iterator[FactKey]:
    """The facts that every step of enforcement rests on."""
    for kind in ("collection_debts", "holds", "assets", "debtor"):
        yield FactKey(kind, household_key)


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from enforcement_needs(str(inputs.household_key))


@operator("seizure/prepare", inputs=PrepareInputs, outputs=PrepareOutputs, needs=_needed)
def prepare(inputs: PrepareInputs, context: Context) -> Done:
    """Reads what is owed and what is known. Raises `debtor_unknown`."""
    key = inputs.household_key
    debtor: Any = context.facts.get_fact("debtor", key)
    if debtor is None:
        raise Refused("debtor_unknown", at_field="household_key")
    debts: Any = [one for one in context.facts.get_fact("collection_debts", key) if owed(one)]
    outputs = PrepareOutputs(sum(map(owed, debts)), str(debtor["person_key"]))
    return Done(outputs, (Concerns((str(debtor["person_key"]),)),))
