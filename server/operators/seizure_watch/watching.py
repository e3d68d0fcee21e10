"""A seizure watched until its end (差押の管理): once its debts are paid its release begins the same day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Effect, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.enforcement import owed
from server.operators.registry import operator

RELEASE = "seizure_release"


@dataclass(frozen=True, slots=True)
class LookInputs:
    """Which seizure of whom."""

    household_key: str
    seizure_id: str


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """`state` RELEASED, PAID (its release was begun) or STANDING; `left` yen open of its debts."""

    state: str
    left: int


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("seizure", str(inputs.seizure_id))
    yield FactKey("collection_debts", str(inputs.household_key))
    yield FactKey("deposits", str(inputs.household_key))


@operator("seizure_watch/look", inputs=LookInputs, outputs=LookOutputs, needs=_needed)
def look(inputs: LookInputs, context: Context) -> Done:
    """Reads the seizure, its debts and its money anew. Raises `seizure_unknown`.

    National Tax Collection Act art. 79(1): when nothing is owed any more it must be released.
    """
    seizure: Any = context.facts.get_fact("seizure", inputs.seizure_id)
    if seizure is None or seizure["household_key"] != inputs.household_key:
        raise Refused("seizure_unknown", number=inputs.seizure_id)
    debts = open_debts(seizure, context.facts.get_fact("collection_debts", inputs.household_key))
    left = sum(map(owed, debts))
    held: Any = context.facts.get_fact("deposits", inputs.household_key)
    waiting = [one for one in held if one["seizure_id"] == inputs.seizure_id and one["applied_on"] is None]
    state = "STANDING" if left or waiting else "PAID"
    if seizure["released_on"] is not None:
        state = "RELEASED"
    effects: tuple[Effect, ...] = (_release(seizure, context),) if state == "PAID" else ()
    return Done(LookOutputs(state, left), effects)


def open_debts(seizure: Any, debts: Any) -> list[Any]:
    """What is still owed of the instalments for which was seized."""
    claims = {one["claim_key"] for one in seizure["debts"]}
    return [one for one in debts if one["claim_key"] in claims and owed(one)]


def _release(seizure: Any, context: Context) -> StartCase:
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": seizure["household_key"],
        "seizure_number": seizure["number"],
        "ground": "PAID",
        "reason": "差押に係る保険料等が完納になった",
    }
    return StartCase(RELEASE, f"{RELEASE}/{seizure['seizure_id']}/PAID", data, str(seizure["household_key"]))
