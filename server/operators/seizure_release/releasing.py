"""The release of a seizure (差押解除): what must and what may be released; told to the third debtor and the debtor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, Message, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.seizure import CLAIMS, Kind
from server.operators.enforcement import owed
from server.operators.registry import operator
from server.operators.seizure.letters import right_holders
from server.operators.seizure_release.letters import GROUNDS
from server.operators.seizure_watch.watching import open_debts


@dataclass(frozen=True, slots=True)
class ExamineInputs:
    """The receipt: whose seizure, why it is released."""

    household_key: str
    seizure_number: str
    ground: str


@dataclass(frozen=True, slots=True)
class ExamineOutputs:
    """`seizure_id`, and `left` yen still owed of its debts."""

    seizure_id: str
    left: int


def _needed(inputs: Any) -> Iterator[FactKey]:
    for kind in ("seizures", "collection_debts"):
        yield FactKey(kind, str(inputs.household_key))


@operator("seizure_release/examine", inputs=ExamineInputs, outputs=ExamineOutputs, needs=_needed)
def examine(inputs: ExamineInputs, context: Context) -> Done:
    """Finds the seizure. Raises `seizure_unknown`, `seizure_not_in_force`, `seizure_already_released`, and for a full
    payment `seizure_release_too_early` while anything is owed."""
    found = _found(inputs.household_key, inputs.seizure_number, context)
    seizure: Any = context.facts.get_fact("seizure", found)
    return Done(ExamineOutputs(found, _refuse_early(seizure, inputs.ground, context)))


def _found(household_key: str, number: str, context: Context) -> str:
    seizures: Any = context.facts.get_fact("seizures", household_key)
    found = [one for one in seizures if one["number"] == number.strip()]
    if not found:
        raise Refused("seizure_unknown", at_field="seizure_number", number=number)
    if found[0]["released_on"] is not None:
        raise Refused("seizure_already_released", at_field="seizure_number", number=number)
    if found[0]["result"] != "SERVED":
        raise Refused("seizure_not_in_force", at_field="seizure_number", number=number)
    return str(found[0]["seizure_id"])


def _refuse_early(seizure: Any, ground: str, context: Context) -> int:
    debts: Any = context.facts.get_fact("collection_debts", str(seizure["household_key"]))
    left = sum(map(owed, open_debts(seizure, debts)))
    if ground == "PAID" and left:
        raise Refused("seizure_release_too_early", yen=f"{left:,}")
    return left


@dataclass(frozen=True, slots=True)
class ReleaseInputs:
    """The receipt, the seizure found, and the row of the table: duty or discretion, with its article."""

    start: Any
    examined: Any
    duty: str
    article: str


@dataclass(frozen=True, slots=True)
class ReleaseOutputs:
    """`released_on` today."""

    released_on: str


def _release_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("seizure", str(inputs.examined["seizure_id"]))
    yield FactKey("collection_debts", str(inputs.start["household_key"]))


@operator("seizure_release/release", inputs=ReleaseInputs, outputs=ReleaseOutputs, needs=_release_needs)
def release(inputs: ReleaseInputs, context: Context) -> Done:
    """Releases: the hold and the clock end, both are told (arts. 79, 80); what is owed is asked again before."""
    key, seizure_id = str(inputs.start["household_key"]), str(inputs.examined["seizure_id"])
    seizure: Any = context.facts.get_fact("seizure", seizure_id)
    if seizure["released_on"] is not None:
        raise Refused("seizure_already_released", number=seizure["number"])
    _refuse_early(seizure, str(inputs.start["ground"]), context)
    return Done(ReleaseOutputs(context.today.isoformat()), tuple(_effects(inputs, seizure, key, context)))


def _effects(inputs: ReleaseInputs, seizure: Any, key: str, context: Context) -> Iterator[Effect]:
    today, ground, case = context.today.isoformat(), str(inputs.start["ground"]), context.case
    number, seizure_id = seizure["number"], str(seizure["seizure_id"])
    payload = {"seizure_id": seizure_id, "household_key": key, "released_on": today, "release_ground": ground}
    yield RegisterChange("release_seizure", f"{seizure_id}/release", payload)
    hold = {"hold_key": f"seizure/{seizure_id}", "on": today, "reason": GROUNDS[ground][0]}
    yield RegisterChange("end_hold", f"{seizure_id}/end_hold", hold)
    basis = {"ground": ground, "article": inputs.article, "duty": inputs.duty}
    summary = f"差押解除 {number} {GROUNDS[ground][0]}"
    yield Decision("seizure_release", "released", "decide", "9-4 差押解除(課長)", "none", summary, basis)
    keys: dict[str, JSON] = {"seizure_id": seizure_id, "case_number": case["number"], "ground": ground}
    kind = Kind(seizure["asset"]["kind"])
    if kind in CLAIMS:
        yield LetterRequest("seizure_release/third_party", key, seizure["person_key"], keys, "TRACKED")
    if kind is Kind.REAL_ESTATE:
        yield LetterRequest("seizure/entrustment", key, seizure["person_key"], {**keys, "cancel": True}, "TRACKED")
    yield LetterRequest("seizure_release/debtor", key, seizure["person_key"], keys, "TRACKED")
    for holder in right_holders(seizure):
        yield LetterRequest("seizure_release/right_holder", key, None, {**keys, "to": holder}, "TRACKED")
    yield Message("case_event", f"seizure_release/{seizure_id}", {"household_key": key}, {"seizure_id": seizure_id})
