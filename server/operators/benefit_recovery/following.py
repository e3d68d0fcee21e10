"""What is asked back is watched to its end (返還の収納・催促・時効): recorded, and closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.benefits.recovery import DEFERRED, UNLAWFUL
from server.domain.effects import Effect, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.benefit_recovery.late import fixed_late_charges, refuse_unfixed
from server.operators.civil_claims import give_up, happened
from server.operators.claim_excess import refuse_excess, to_repay
from server.operators.lapse_sheets import hub_needs, told_hub
from server.operators.registry import operator
from server.operators.third_party_recourse.reckoning import still_open

WAIT, AGAIN, CLOSE = "WAIT", "AGAIN", "CLOSE"


@dataclass(frozen=True, slots=True)
class RecordInputs:
    """The receipt, the entry, the row of the table, what happened, who gave the rest up, the turn."""

    start: Any
    entry: Any
    route: Any
    follow: Any
    given_up: Any
    turn: Any


@dataclass(frozen=True, slots=True)
class RecordOutputs:
    """What follows: WAIT, AGAIN (decide anew) or CLOSE with its `state`; `turn` counts the records."""

    next: str
    state: str | None
    turn: int


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("debtor", str(inputs.start["household_key"]))
    yield from hub_needs()


@operator("benefit_recovery/record", inputs=RecordInputs, outputs=RecordOutputs, needs=_needs)
def record(inputs: RecordInputs, context: Context) -> Done:
    """Puts payments, reminders, acts and plans on record; what art. 65 collects is dunned, all else civilly reminded.

    Raises as `civil_claims.happened`, `recovery_no_seizure` for unjust enrichment, `recourse_open_claim`,
    `other_excess_open`.
    """
    said, turn = inputs.follow, int(inputs.turn or 0) + 1
    case: Any = context.facts.get_fact("recovery", str(context.case["id"]))
    mark, result = f"{context.case['id']}/followed/{turn}", str(said["result"])
    if result in ("AGAIN", "CONSENTED"):
        return Done(RecordOutputs(AGAIN, None, turn))
    if result == "GIVE_UP":
        effects = tuple(give_up(case, inputs.given_up, mark, context))
        if to_repay(case):  # first that is paid back
            return Done(RecordOutputs(WAIT, None, turn), effects)
        return Done(RecordOutputs(CLOSE, "ABANDONED", turn), effects)
    if result == "CLOSE":
        refuse_unfixed(case, context)
        return Done(RecordOutputs(CLOSE, _closing(inputs, case), turn))
    household = str(inputs.start["household_key"])
    unlawful = any(one["nature"] == UNLAWFUL for one in case["claims"])
    if result == "SEIZE":
        effects = tuple(_enforced(case, household, turn, unlawful=unlawful, context=context))
        return Done(RecordOutputs(WAIT, None, turn), effects)
    letter = _reminder(inputs, unlawful=unlawful)
    told = {**said, "to": _other(inputs)}
    effects = tuple(happened(told, case, mark, letter, household, context))
    late = tuple(fixed_late_charges(told, case, mark, context)) if result in ("PAID", WAIT) else ()
    return Done(RecordOutputs(WAIT, None, turn), (*effects, *late))


def _reminder(inputs: RecordInputs, *, unlawful: bool) -> str:
    """What the law collects is dunned by its own article (督促), all else reminded of."""
    if inputs.entry["cause"] == DEFERRED:
        return "benefit_recovery/deferred_dunning"
    return "benefit_recovery/dunning" if unlawful else "benefit_recovery/reminder"


def _enforced(case: Any, household: str, turn: int, *, unlawful: bool, context: Context) -> Iterator[Effect]:
    """Begins a seizure, and tells the collectors. Unjust enrichment has no way there (民法703条)."""
    if not unlawful:
        raise Refused("recovery_no_seizure", at_field="result")
    designated = [str(one["until"]) for one in case["acts"] if one["act"] == "DUNNING"]
    if not designated:
        raise Refused("recovery_not_dunned", at_field="result")
    if min(designated) >= context.today.isoformat():
        raise Refused("recovery_before_designated", at_field="result", day=min(designated))
    open_ones = [one for one in case["claims"] if one["nature"] == UNLAWFUL and int(one["open"]) > 0]
    if not open_ones:
        raise Refused("recovery_nothing_open", at_field="result")
    said = {"claims": [one["number"] for one in open_ones]}
    yield from told_hub(context, household, f"art65_enforcement/{turn}", said)
    if _is_debtor(context.facts.get_fact("debtor", household), open_ones):
        yield _seizure(context, household, turn, [str(one["number"]) for one in open_ones])


def _is_debtor(debtor: Any, claims: Sequence[Any]) -> bool:
    """Whether whoever owes the household's premium owes these too; another's assets are looked for on paper."""
    if debtor is None:
        return False
    names = {one["name"] for one in debtor["names"]}
    return all(one["person_key"] == debtor["person_key"] and one["debtor"] in names for one in claims)


def _seizure(context: Context, household: str, turn: int, numbers: Sequence[str]) -> StartCase:
    """The seizure's own case: its draft finds the claims among the debts of the household."""
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": household,
        "reason": f"国民健康保険法による徴収金(65条・44条) {'、'.join(numbers)} 督促の指定期限を過ぎて完納されない"[
            :400
        ],
    }
    return StartCase("seizure", f"seizure/{context.case['id']}/{turn}", data, household)


def _other(inputs: RecordInputs) -> dict[str, Any] | None:
    entry = inputs.entry
    for name, asks in (("insurer", inputs.route["route"] == "ADJUST"), ("provider", entry["cause"] == "PROVIDER")):
        if asks:
            address = {"postal_code": entry[f"{name}_postal"], "address": entry[f"{name}_address"]}
            return {"name": entry[name], **address, "honorific": "御中"}
    return None


def _closing(inputs: RecordInputs, case: Any) -> str:
    how = str(inputs.follow["how"])
    refuse_excess(case, "how")
    if still_open(case) or (how == "RECOVERED" and not case["claims"]):
        raise Refused("recourse_open_claim", at_field="how")
    return "ADJUSTED" if how == "RECOVERED" and inputs.route["route"] == "ADJUST" else how


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """The receipt, the row of the table, the last record (None where nothing was asked back)."""

    start: Any
    route: Any
    record: Any


@dataclass(frozen=True, slots=True)
class CloseOutputs:
    """How the case ended."""

    state: str


@operator("benefit_recovery/close", inputs=CloseInputs, outputs=CloseOutputs, needs=_needs)
def close(inputs: CloseInputs, context: Context) -> Done:
    """Ends the case; claims that were never asked back are free for another one."""
    state = str(inputs.record["state"]) if inputs.record and inputs.record["state"] else "NO_CLAIM"
    case: Any = context.facts.get_fact("recovery", str(context.case["id"]))
    left = [
        {"claim_no": one["claim_no"], "yen": one["yen"], "state": "DROPPED"}
        for one in case["items"]
        if one["state"] == "LISTED"
    ]
    if not left or state != "NO_CLAIM":
        return Done(CloseOutputs(state))
    payload = {"recovery_key": context.case["id"], "items": left}
    return Done(CloseOutputs(state), (RegisterChange("put_recovery_items", f"{context.case['id']}/end", payload),))
