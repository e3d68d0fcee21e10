"""A suspension carried out, cancelled, or over (執行の停止・取消し・終わり)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.lapse_sheets import hub_needs, told_hub
from server.operators.registry import operator

RELEASE = "seizure_release"
_UNKNOWN = 3  # 1項3号: nobody can be told


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """The receipt, what was examined, the findings, the check's result and the row of 専決区分."""

    start: Any
    judged: Any
    entry: Any
    checked: str
    decider: str
    rule: str


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """The day from which it rests, and whether the debtor is told."""

    from_day: str
    told: bool


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("procedure_stands", RELEASE)
    yield FactKey("seizures", str(inputs.start["household_key"]))
    yield FactKey("successions", str(inputs.start["household_key"]))
    yield FactKey("holds", str(inputs.start["household_key"]))
    yield from hub_needs()


@operator("suspension_write_off/register", inputs=RegisterInputs, outputs=RegisterOutputs, needs=_needs)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Suspends: the claims rest, a hold stands on them, no late charge arises; LT-C29 tells the debtor (not for (iii)).

    By paragraph 5 the duty to pay ends on the same day. What was seized is released by the seizure's own case.
    """
    judged, day = inputs.judged, context.today.isoformat()
    effects = (*_changes(inputs, day, context), _decision(inputs), *_letter(inputs, day, context))
    return Done(RegisterOutputs(day, judged["reason"] != _UNKNOWN), (*effects, *_news(inputs, context)))


def _changes(inputs: RegisterInputs, day: str, context: Context) -> Iterator[Effect]:
    judged, case = inputs.judged, str(context.case["id"])
    household = str(inputs.start["household_key"])
    what: dict[str, JSON] = {"household_key": household, "suspension_key": case}
    says = {"claim_keys": judged["claims"], "reason": judged["reason"], "at_once": judged["at_once"], "valid_from": day}
    yield RegisterChange("suspend_claims", f"{case}/suspend", {**what, **says})
    yield from _nobody_inherits(household, judged["claims"], day, context)
    if judged["at_once"]:
        yield RegisterChange("end_suspension", f"{case}/at_once", {**what, "on": day, "how": "EXTINGUISHED"})
        return
    hold = {
        "hold_key": f"{case}/suspension",
        "household_key": household,
        "kind": "SUSPENSION",
        "valid_from": day,
        "reason": f"執行停止 {judged['reason']}号",
        "claim_keys": judged["claims"],
    }
    yield RegisterChange("set_hold", f"{case}/hold", hold)
    for key in judged["claims"]:
        exempt = {"exemption_key": f"{case}/{key}", "claim_key": key, "first_day": day, "share": "FULL"}
        yield RegisterChange("put_late_exemption", f"{case}/{key}/exempt", {**exempt, "ground": "SUSPENSION"})


def _nobody_inherits(household: str, claims: list[str], day: str, context: Context) -> Iterator[Effect]:
    """The hold of a dead payer without an heir ends with this decision for the debts that it suspends, and stays on
    those that it leaves out (P29).
    """
    successions: Any = context.facts.get_fact("successions", household)
    if any(one["state"] == "NO_HEIR" for one in successions):
        holds: Any = context.facts.get_fact("holds", household)
        for one in holds:
            if one["kind"] == "DECEASED" and set(one["claim_keys"] or ()) & set(claims):
                yield _without(one, claims, household, day, context)


def _without(hold: Any, claims: list[str], household: str, day: str, context: Context) -> RegisterChange:
    """A hold without these instalments: over, or stated anew on those that are left."""
    source, key = f"{context.case['id']}/deceased/{hold['hold_key']}", str(hold["hold_key"])
    left = [one for one in hold["claim_keys"] if one not in claims]
    if not left:
        return RegisterChange(
            "end_hold", source, {"hold_key": key, "on": day, "reason": "相続人がなく、執行停止を決定"}
        )
    what: dict[str, JSON] = {"hold_key": key, "household_key": household, "kind": "DECEASED", "valid_from": day}
    return RegisterChange("set_hold", source, {**what, "reason": str(hold["reason"]), "claim_keys": list(left)})


def _decision(inputs: RegisterInputs) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    judged = inputs.judged
    words = "執行停止・即時消滅" if judged["at_once"] else "執行停止"
    return Decision(
        kind="suspension_write_off",
        result="suspended",
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"{words} {judged['reason']}号 {len(judged['claims'])}期 {judged['yen']:,}円",
        basis={"claims": judged["claims"], "evidence": inputs.entry["evidence"]},
    )


def _letter(inputs: RegisterInputs, day: str, context: Context) -> Iterator[Effect]:
    if inputs.judged["reason"] == _UNKNOWN:
        return  # nobody knows where; the case keeps that it was not possible
    keys = {
        "from_day": day,
        "ground": str(inputs.judged["reason"]),
        "at_once": inputs.judged["at_once"],
        "suspension_key": context.case["id"],
    }
    yield LetterRequest("suspension_write_off/suspended", str(inputs.start["household_key"]), None, keys)


def _news(inputs: RegisterInputs, context: Context) -> Iterator[Effect]:
    household = str(inputs.start["household_key"])
    if inputs.entry["seized"] == "yes" and context.facts.get_fact("procedure_stands", RELEASE):
        yield from _releases(household, context)
    yield from told_hub(context, household, "suspension", {"claims": inputs.judged["claims"]})


def _releases(household: str, context: Context) -> Iterator[Effect]:
    """What is seized is released (15条の7第3項): each standing seizure by a case of its own."""
    every: Any = context.facts.get_fact("seizures", household)
    for seizure in every:
        if seizure["released_on"] is not None:
            continue
        data: dict[str, JSON] = {
            "channel": "EXOFFICIO",
            "received_on": context.today.isoformat(),
            "household_key": household,
            "seizure_number": seizure["number"],
            "ground": "SUSPENSION",
            "reason": "滞納処分の執行を停止したため(生活を著しく窮迫させるおそれ)",
        }
        yield StartCase(RELEASE, f"{RELEASE}/{seizure['seizure_id']}/SUSPENSION", data, household)


@dataclass(frozen=True, slots=True)
class CancelInputs:
    """The household, what was found, and since when it rested."""

    household_key: str
    found: Any
    from_day: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _cancel_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield from hub_needs()


@operator("suspension_write_off/cancel", inputs=CancelInputs, outputs=Nothing, needs=_cancel_needs)
def cancel(inputs: CancelInputs, context: Context) -> Done:
    """Cancels what rests (15条の8): hold and exemption end, LT-C30 tells it with the notice of appeal.

    Raises `suspension_over` when nothing rests any more.
    """
    case, day = str(context.case["id"]), context.today.isoformat()
    found: Any = context.facts.get_fact("suspension", case)
    resting = [] if found is None else [one for one in found["claims"] if one["ended_as"] is None]
    if not resting:
        raise Refused("suspension_over")
    what: dict[str, JSON] = {"household_key": inputs.household_key, "suspension_key": case}
    changes = [RegisterChange("end_suspension", f"{case}/cancel", {**what, "on": day, "how": "CANCELLED"})]
    changes.append(RegisterChange("end_hold", f"{case}/hold/end", {"hold_key": f"{case}/suspension", "on": day}))
    for one in resting:
        key = f"{case}/{one['claim_key']}"
        changes.append(RegisterChange("end_late_exemption", f"{key}/end", {"exemption_key": key, "on": day}))
    keys = {"from_day": inputs.from_day, "cancelled_on": day, "reason": inputs.found["reason"], "suspension_key": case}
    keys |= {"claims": [str(one["claim_key"]) for one in resting]}
    letter = LetterRequest("suspension_write_off/cancelled", inputs.household_key, None, keys)
    return Done(Nothing(), (*changes, letter, *told_hub(context, inputs.household_key, "suspension_cancelled", {})))


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """The household and how the last of it ended, as the night told."""

    household_key: str
    how: str


@dataclass(frozen=True, slots=True)
class CloseOutputs:
    """How it ended: PAID, PRESCRIBED or EXTINGUISHED."""

    how: str


@operator("suspension_write_off/close", inputs=CloseInputs, outputs=CloseOutputs, needs=_cancel_needs)
def close(inputs: CloseInputs, context: Context) -> Done:
    """Nothing rests any more: the hold ends, and the household's case of arrears hears it."""
    case = str(context.case["id"])
    end = {"hold_key": f"{case}/suspension", "on": context.today.isoformat()}
    change = RegisterChange("end_hold", f"{case}/hold/end", end)
    news = told_hub(context, inputs.household_key, "suspension_over", {"how": inputs.how})
    return Done(CloseOutputs(inputs.how), (change, *news))
