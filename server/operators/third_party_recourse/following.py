"""A claim is watched to its end (収納・催促・時効・履行延期): what happened is put on record, the case closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Effect, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.civil_claims import give_up, happened
from server.operators.claim_excess import refuse_excess, to_repay
from server.operators.registry import operator
from server.operators.third_party_recourse.issuing import whom
from server.operators.third_party_recourse.reckoning import limits_now, said_limits, still_open

WAIT, AGAIN, CLOSE = "WAIT", "AGAIN", "CLOSE"
_WORDS = {"NOT_THIRD_PARTY": "NO_CLAIM", "WORK": "REFERRED"}


@dataclass(frozen=True, slots=True)
class RecordInputs:
    """The receipt, the case looked at, its entry, the row of payers, what happened, who gave the rest up, the turn."""

    start: Any
    found: Any
    entry: Any
    route: Any
    follow: Any
    given_up: Any
    turn: Any


@dataclass(frozen=True, slots=True)
class RecordOutputs:
    """What follows: WAIT, AGAIN (the facts changed) or CLOSE with its `state`; `turn` counts the records."""

    next: str
    state: str | None
    turn: int


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("recourse", str(inputs.found["recourse_key"]))


@operator("third_party_recourse/record", inputs=RecordInputs, outputs=RecordOutputs, needs=_needs)
def record(inputs: RecordInputs, context: Context) -> Done:
    """Puts payments, reminders, acts and plans on record.

    Raises as `civil_claims.happened`, `recourse_open_claim`, `other_excess_open`, `recourse_nothing_entrusted`.
    """
    said, turn = inputs.follow, int(inputs.turn or 0) + 1
    case: Any = context.facts.get_fact("recourse", str(inputs.found["recourse_key"]))
    mark = f"{context.case['id']}/followed/{turn}"
    if said["result"] == "AGAIN":
        return Done(RecordOutputs(AGAIN, None, turn))
    if said["result"] == "GIVE_UP":
        rest = give_up(case, inputs.given_up, mark, context)
        if to_repay(case):  # first that is paid back
            return Done(RecordOutputs(WAIT, None, turn), tuple(rest))
        return Done(RecordOutputs(CLOSE, "ABANDONED", turn), tuple(rest))
    if said["result"] == "CLOSE":
        return Done(RecordOutputs(CLOSE, _closing(said, case), turn))
    kind = "third_party_recourse/reminder"
    told = {**said, "to": whom(inputs.entry)}
    effects: list[Effect] = list(happened(told, case, mark, kind, str(inputs.start["household_key"]), context))
    new = [
        {**effect.payload, "until": effect.payload.get("lasts_until")}
        for effect in effects
        if isinstance(effect, RegisterChange) and effect.kind == "put_other_act"
    ]
    if new:
        insured = case["insurer_until"] is not None
        ends = limits_now(case["accident_on"], case["knew_on"], [*case["acts"], *new], insured=insured, context=context)
        payload = {"recourse_key": case["recourse_key"], **said_limits(ends)}
        effects.append(RegisterChange("change_recourse", f"{mark}/ends", payload))
    return Done(RecordOutputs(WAIT, None, turn), tuple(effects))


def _closing(said: Any, case: Any) -> str:
    how = str(said["how"])
    if how == "ENTRUSTED_CLOSED" and case["state"] != "ENTRUSTED":
        raise Refused("recourse_nothing_entrusted", at_field="how")
    refuse_excess(case, "how")
    if still_open(case) or (how == "COLLECTED" and not case["claims"]):
        raise Refused("recourse_open_claim", at_field="how")
    return how


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """The receipt, the case looked at, what the household said, its entry, the row of payers, the last record."""

    start: Any
    found: Any
    papers: Any
    route: Any
    record: Any


@dataclass(frozen=True, slots=True)
class CloseOutputs:
    """How the case ended."""

    state: str


@operator("third_party_recourse/close", inputs=CloseInputs, outputs=CloseOutputs, needs=_needs)
def close(inputs: CloseInputs, context: Context) -> Done:
    """Ends the case. What another law pays for is asked back in a case of recovery (国保法56条)."""
    state = _state(inputs)
    key = str(inputs.found["recourse_key"])
    payload = {"recourse_key": key, "state": state, "ended_on": context.today.isoformat()}
    effects: list[Effect] = [RegisterChange("change_recourse", f"{context.case['id']}/end", payload)]
    if state == "REFERRED":
        effects.append(_recovery(inputs, context))
    return Done(CloseOutputs(state), tuple(effects))


def _state(inputs: CloseInputs) -> str:
    if inputs.record is not None and inputs.record["state"]:
        state, refer = str(inputs.record["state"]), inputs.route is not None and inputs.route["route"] == "REFER"
        return "REFERRED" if refer and state == "NO_CLAIM" else state  # it only waited for what was to be paid back
    if inputs.route is not None:
        return "REFERRED" if inputs.route["route"] == "REFER" else "NO_CLAIM"
    return _WORDS[str(inputs.papers["result"])]


def _recovery(inputs: CloseInputs, context: Context) -> StartCase:
    case: Any = context.facts.get_fact("recourse", str(inputs.found["recourse_key"]))
    linked = [one["claim_no"] for one in case["links"] if one["linked"]]
    household = str(inputs.start["household_key"])
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": household,
        "person_key": str(inputs.start["person_key"]).strip(),
        "cause": "OTHER_LAW",
        "claims": " ".join(linked),
        "remarks": None,
    }
    return StartCase("benefit_recovery", f"recovery/{context.case['id']}", data, household)
