"""Handing collection over and taking it back (徴収の移管と返還): the list of claims, the register, the decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from server.domain import sheets as paper
from server.domain.arrears import collectable, instalment
from server.domain.effects import JSON, Decision, JSONObject, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator

NOTICE = "transfer_of_collection/notice"


@dataclass(frozen=True, slots=True)
class HouseInputs:
    """The case's household."""

    household_key: str | None


@dataclass(frozen=True, slots=True)
class GatherOutputs:
    """The hand-over list (引継書): `claims` [{claim_key, open}] and their `total` in yen."""

    claims: list[dict[str, JSON]]
    total: int
    sheets: list[dict[str, JSON]] = field(default_factory=list)


def _needs(inputs: Any) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("arrears", inputs.household_key)


@operator("transfer_of_collection/gather", inputs=HouseInputs, outputs=GatherOutputs, needs=_needs)
def gather(inputs: HouseInputs, context: Context) -> Done:
    """Lists what is handed over. Raises `head_unknown`, `transfer_stands`, `arrears_none`."""
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    fact: Any = context.facts.get_fact("arrears", inputs.household_key)
    if fact["transfer"] is not None:
        raise Refused("transfer_stands", at_field="household_key")
    owed = collectable(map(instalment, fact["instalments"]), (), context.today, context.values)
    if not owed:
        raise Refused("arrears_none", at_field="household_key")
    claims: list[dict[str, JSON]] = [{"claim_key": one.claim_key, "open": one.open} for one in owed]
    total = sum(one.open for one in owed)
    lines = [
        paper.line(
            f"{one.levy_year}年度 {one.no}期",
            f"{one.levy_year}, instalment {one.no}",
            f"{one.open:,}円",
            value_en=f"{one.open:,} yen",
        )
        for one in owed
    ]
    lines.append(paper.line("合計", "Total", f"{total:,}円", value_en=f"{total:,} yen"))
    return Done(GatherOutputs(claims, total, [paper.sheet("transfer", "引継書", "Hand-over list", lines)]))


@dataclass(frozen=True, slots=True)
class HandInputs:
    """`entry` where to and why; the list as it was gathered."""

    household_key: str
    entry: Any
    claims: Any
    total: int


@dataclass(frozen=True, slots=True)
class HandOutputs:
    """`list_no` the number of the hand-over list."""

    list_no: str
    handed_on: str


def _hand_needs(inputs: HandInputs) -> Iterator[FactKey]:
    yield FactKey("household", inputs.household_key)


@operator("transfer_of_collection/hand_over", inputs=HandInputs, outputs=HandOutputs, needs=_hand_needs)
def hand_over(inputs: HandInputs, context: Context) -> Done:
    """Hands over from today: the register moves the running cases to the other section, who owes is told.

    Raises `transfer_same_office` where the section is the one that collects already.
    """
    household: Any = context.facts.get_fact("household", inputs.household_key)
    number, today = str(context.case["number"]), context.today.isoformat()
    if inputs.entry["to_office"] == household["office"]:
        raise Refused("transfer_same_office", at_field="to_office")
    payload = {
        "household_key": inputs.household_key,
        "transfer_key": str(context.case["id"]),
        "from_office": household["office"],
        "to_office": inputs.entry["to_office"],
        "list_no": number,
        "claims": list(inputs.claims),
        "total": inputs.total,
        "reason": inputs.entry["reason"],
        "handed_by": str(context.case["started_by"]),
        "valid_from": today,
    }
    change = RegisterChange("put_transfer", f"{context.case['id']}/transfer", payload)
    keys = {"to_office": inputs.entry["to_office"], "handed_on": today, "list_no": number}
    return Done(HandOutputs(number, today), (_decided(inputs.entry), change, _notice(inputs.household_key, keys)))


def _decided(entry: JSONObject) -> Decision:
    return Decision(
        kind="transfer_of_collection",
        result="approved",
        task="decide",
        authority="徴収移管事務取扱要領3条(決裁者)",
        confirm="none",
        summary=f"徴収の移管 {entry['to_office']}",
        basis={"reason": entry["reason"]},
    )


def _notice(household_key: str, keys: dict[str, JSON]) -> LetterRequest:
    return LetterRequest(NOTICE, household_key, None, keys)


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """`left`: whether anything is still owed."""

    left: bool


@operator("transfer_of_collection/look", inputs=HouseInputs, outputs=LookOutputs, needs=_needs)
def look(inputs: HouseInputs, context: Context) -> Done:
    """Whether arrears are left with the other section; where none are, there is nothing to give back."""
    fact: Any = context.facts.get_fact("arrears", str(inputs.household_key))
    return Done(LookOutputs(bool(collectable(map(instalment, fact["instalments"]), (), context.today, context.values))))


@dataclass(frozen=True, slots=True)
class BackInputs:
    """`answers` of the return; nothing where it ended by itself."""

    household_key: str
    answers: Any


@dataclass(frozen=True, slots=True)
class BackOutputs:
    """`reason` of the return."""

    reason: str


@operator("transfer_of_collection/take_back", inputs=BackInputs, outputs=BackOutputs)
def take_back(inputs: BackInputs, context: Context) -> Done:
    """Ends the hand-over from today: the running cases come back with their open tasks."""
    reason = str((inputs.answers or {}).get("reason") or "滞納がなくなった")
    payload = {"household_key": inputs.household_key, "on": context.today.isoformat(), "reason": reason}
    return Done(BackOutputs(reason), (RegisterChange("end_transfer", f"{context.case['id']}/return", payload),))
