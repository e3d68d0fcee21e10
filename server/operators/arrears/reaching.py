"""What the hub does (滞納整理の働きかけ): contact on record, reminder, warning, a procedure begun, a hold set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.arrears import REMINDER, WARNING
from server.domain.effects import JSON, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid
from server.operators.registry import operator

_NEEDS_END = ("RELIEF_PENDING", "PAYMENT_IN_TRANSIT", "DISPUTE", "DECEASED")


@dataclass(frozen=True, slots=True)
class CallInputs:
    """The answers of the form `arrears/call`; `round` how many contacts this case has recorded (None: none)."""

    answers: Any
    household_key: str
    round: int | None
    seen: int | None


@dataclass(frozen=True, slots=True)
class CallOutputs:
    """`round` counted on, the `result`; the hub waits (`force` LOOK) until the contact stands in the register."""

    round: int
    result: str
    force: str
    turn: int


@operator("arrears/call_done", inputs=CallInputs, outputs=CallOutputs)
def call_done(inputs: CallInputs, context: Context) -> Done:
    """Puts the contact on record (折衝記録). Raises `InputInvalid` for days that do not fit the result."""
    said, case, turn = inputs.answers, context.case["id"], (inputs.round or 0) + 1
    errors = [
        FieldError(name, "contact_day_past")
        for name in ("promised_on", "call_back_on")
        if said.get(name) and said[name] < context.today.isoformat()
    ]
    if errors:
        raise InputInvalid(errors)
    payload = {
        "contact_key": f"{case}/contact/{turn}",
        "household_key": inputs.household_key,
        "case_id": case,
        "way": said["way"],
        "spoken_to": said["spoken_to"],
        "result": said["result"],
        "note": said.get("note") or "",
        "on_day": context.today.isoformat(),
        "promised_on": said.get("promised_on"),
        "promised_yen": said.get("promised_yen"),
        "call_back_on": said.get("call_back_on"),
    }
    change = RegisterChange("put_contact", f"{case}/contact/{turn}", payload)
    return Done(CallOutputs(turn, said["result"], "LOOK", (inputs.seen or 0) + 1), (change,))


@dataclass(frozen=True, slots=True)
class RemindInputs:
    """`grade` of the reminder: FIRST, SECOND, MEASURE (with the coming measure of P22) or FINAL; `payers` who owe."""

    household_key: str
    grade: str
    payers: Any


@dataclass(frozen=True, slots=True)
class RemindOutputs:
    """`asked_on`: the day on which the reminder was asked for."""

    asked_on: str


@operator("arrears/remind", inputs=RemindInputs, outputs=RemindOutputs)
def remind(inputs: RemindInputs, context: Context) -> Done:
    """Requests the reminder (LT-C13 催告書); what it demands is read from the ledger when it is issued."""
    letters = _to_payers(REMINDER, inputs.household_key, inputs.payers, {"grade": inputs.grade})
    return Done(RemindOutputs(context.today.isoformat()), letters)


def _to_payers(letter: str, household_key: str, payers: Any, keys: dict[str, JSON]) -> tuple[LetterRequest, ...]:
    """One letter for each who owes (納付義務者): what a former head owes is not told to the new one."""
    return tuple(
        LetterRequest(letter, household_key, payer or None, {**keys, "payer_key": payer or None})
        for payer in payers or [""]
    )


@dataclass(frozen=True, slots=True)
class WarnInputs:
    """The decider's answers; `claims` the instalments that may be acted on, `seen` the last order followed."""

    answers: Any
    household_key: str
    claims: Any
    payers: Any
    seen: int | None


@dataclass(frozen=True, slots=True)
class OrderOutputs:
    """`force` what the hub does next, `turn` the number of this order."""

    force: str
    turn: int


@operator("arrears/warn_done", inputs=WarnInputs, outputs=OrderOutputs)
def warn_done(inputs: WarnInputs, context: Context) -> Done:
    """SEND requests the warning (LT-C21), SKIP begins the seizure at once where assets may vanish, BACK returns it.

    Raises `InputInvalid` (`required`) for SKIP and BACK without a reason.
    """
    result, turn = inputs.answers["result"], (inputs.seen or 0) + 1
    if result != "SEND" and not (inputs.answers.get("reason") or "").strip():
        raise InputInvalid([FieldError("reason", "required")])
    if result == "SEND":
        return Done(OrderOutputs("WARNED", turn), _to_payers(WARNING, inputs.household_key, inputs.payers, {}))
    if result == "BACK":
        return Done(OrderOutputs("PLAN", turn))
    once = f"{context.case['id']}/seizure/warn{turn}"
    return Done(OrderOutputs("LOOK", turn), (_start("seizure", once, inputs, context, inputs.answers["reason"]),))


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """The officer's answers; `matters` everything that was to be looked at, which is looked at with this."""

    answers: Any
    household_key: str
    matters: Any
    claims: Any
    seen: int | None


@dataclass(frozen=True, slots=True)
class PlanOutputs:
    """`force` and `turn` as of any order; `handled` the matters that are looked at."""

    force: str
    turn: int
    handled: list[str]


@operator("arrears/plan_done", inputs=PlanInputs, outputs=PlanOutputs)
def plan_done(inputs: PlanInputs, context: Context) -> Done:
    """What the officer ordered: begin a procedure, remind, warn, hold, or wait. Raises `InputInvalid`."""
    said, turn = inputs.answers, (inputs.seen or 0) + 1
    action = said["action"]
    force = action if action in ("REMIND", "WARN") else "LOOK"
    effects: list[Effect] = []
    if action == "START":
        once = f"{context.case['id']}/{said['procedure']}/plan{turn}"
        effects.append(_start(said["procedure"], once, inputs, context, said["reason"]))
    if action == "HOLD":
        effects.append(_hold(inputs, context, turn))
    return Done(PlanOutputs(force, turn, list(inputs.matters or ())), tuple(effects))


def _hold(inputs: PlanInputs, context: Context, turn: int) -> RegisterChange:
    said, key = inputs.answers, f"{context.case['id']}/hold/{turn}"
    until = said.get("hold_until")
    if until is None and said["hold_kind"] in _NEEDS_END:
        raise InputInvalid([FieldError("hold_until", "required")])
    if until is not None and until <= context.today.isoformat():
        raise InputInvalid([FieldError("hold_until", "contact_day_past")])
    payload = {
        "hold_key": key,
        "household_key": inputs.household_key,
        "kind": said["hold_kind"],
        "valid_from": context.today.isoformat(),
        "valid_to": until,
        "reason": said["reason"],
    }
    return RegisterChange("set_hold", key, payload)


@dataclass(frozen=True, slots=True)
class BeginInputs:
    """The procedure that the table chose."""

    household_key: str
    procedure: str
    claims: Any


@dataclass(frozen=True, slots=True)
class BeginOutputs:
    """`begun`: whether a case of it was begun (False where the procedure is not in force)."""

    begun: bool


def _begin_needs(inputs: BeginInputs) -> Iterator[FactKey]:
    yield FactKey("procedure_stands", inputs.procedure)
    yield FactKey("arrears", inputs.household_key)


@operator("arrears/begin", inputs=BeginInputs, outputs=BeginOutputs, needs=_begin_needs)
def begin(inputs: BeginInputs, context: Context) -> Done:
    """Begins a case of the procedure that the table chose, each once; its end brings the hub back."""
    if not context.facts.get_fact("procedure_stands", inputs.procedure):
        return Done(BeginOutputs(begun=False))
    spokes = context.facts.get_fact("arrears", inputs.household_key)["spokes"]
    before = sum(one["slug"] == inputs.procedure for one in spokes)
    once = f"{context.case['id']}/{inputs.procedure}/{before + 1}"
    return Done(BeginOutputs(begun=True), (_start(inputs.procedure, once, inputs, context, "滞納整理の表による"),))


def _start(procedure: str, once: str, inputs: Any, context: Context, reason: str) -> StartCase:
    data = {
        "channel": "LINK",
        "received_on": context.today.isoformat(),
        "household_key": inputs.household_key,
        "record_number": context.case["number"],
        "claim_keys": list(inputs.claims or ()),
        "reason": reason,
        "found": reason,
        "trigger": "OTHER",
        "remarks": reason,
    }
    return StartCase(procedure, once, data, inputs.household_key)
