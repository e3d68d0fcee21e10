"""The effects of a step carried out (効果の適用): registers, letters, messages, exports, cases, decisions.

All of it in the transaction of the step itself. Each effect has a key of its own, so that nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from server.casework import (
    dunning_run,
    dunning_served,
    lapse_acts,
    levy_run,
    public_sales,
    refund_acts,
    refund_lapses,
    safe_addresses,
    seizures,
    set_off,
    special_run,
)
from server.casework.decide_levy import LevyOrder, decide_levy
from server.casework.move_receipt import hand_over_receipt, move_receipt
from server.casework.services import Services
from server.domain.effects import (
    Concerns,
    Decision,
    Effect,
    ExportRequest,
    LetterRequest,
    Message,
    RegisterChange,
    StartCase,
)
from server.store import cases, decisions, deputies, history, letters, messages, my_numbers, registers, work_queue
from server.store.cases import Case
from server.store.connection import Connection
from server.store.decisions import NewDecision
from server.store.households import any_protected
from server.store.households import household_revs as revs_of
from server.store.ledger import Origin
from server.store.unit_of_work import UnitOfWork

BIND_NUMBER, CHANGE_NUMBER = "bind_my_number", "change_my_number"
MOVE_RECEIPT, HAND_OVER = "move_receipt", "hand_over_receipt"
DECIDE_LEVY = "decide_levy"
_POSTED = {**lapse_acts.ACTS, **set_off.ACTS, **refund_acts.ACTS, **refund_lapses.ACTS}
_OF_MONEY = (MOVE_RECEIPT, HAND_OVER, DECIDE_LEVY, *_POSTED)
"""Changes of the ledger, which has its own keys, guards and second person."""
APART = (BIND_NUMBER, CHANGE_NUMBER, *_OF_MONEY, *levy_run.KINDS, *special_run.KINDS, *dunning_run.KINDS)
_NUMBERS = {BIND_NUMBER: my_numbers.assign_number, CHANGE_NUMBER: my_numbers.replace_number}
"""What is said of sealed My Numbers: whose one is, and that a person has another one."""


@dataclass(frozen=True, slots=True)
class EffectContext:
    """Where the effects of one step come from; `starts` gathers the cases to be begun once all else is done."""

    services: Services
    uow: UnitOfWork
    case: Case
    step_no: int
    starts: list[StartCase] = field(default_factory=list)

    @property
    def event(self) -> str:
        """The name by which register rows tell what asked for them."""
        return f"case:{self.case.case_id}/{self.step_no}"


def apply(context: EffectContext, effect: Effect) -> None:
    """Carries out one effect; raises what the registers refuse (`Refused`), then nothing of the step happens."""
    match effect:
        case RegisterChange():
            _change(context, effect)
        case LetterRequest():
            _letter(context, effect)
        case Message():
            messages.put_message(context.uow, effect, from_case_id=context.case.case_id)
        case ExportRequest():
            messages.queue_export(context.uow, effect, case_id=context.case.case_id)
        case Decision():
            _decision(context, effect)
        case StartCase():
            context.starts.append(effect)
        case Concerns():
            _concerns(context, effect)


def _concerns(context: EffectContext, effect: Concerns) -> None:
    """Whom the case is about; one of them under protection (支援措置) makes it a case for few, from here on."""
    uow, case_id = context.uow, context.case.case_id
    cases.set_persons(uow, case_id, effect.person_keys)
    if any_protected(uow.conn, effect.person_keys, uow.business_day):
        cases.protect_case(uow, case_id)


def _change(context: EffectContext, change: RegisterChange) -> None:
    if change.kind in _NUMBERS:
        token, whose = (str(change.payload[name]) for name in ("token", "person_key"))
        _NUMBERS[change.kind](context.uow, context.services.numbers, token, whose)
        return
    if change.kind in _OF_MONEY:
        _money(context, change)
        return
    if change.kind in levy_run.KINDS:
        levy_run.act(context.services, context.uow, context.case, change.kind, change.payload)
        return
    if change.kind in special_run.KINDS:
        special_run.act(context.services, context.uow, context.case, change.kind, change.payload)
        return
    if change.kind in dunning_run.KINDS:
        dunning_run.act(context.services, context.uow, context.case, change.kind, change.payload)
        return
    if change.kind in seizures.KINDS:
        seizures.act(context.services, context.uow, context.case, change, context.event)
        return
    if change.kind in public_sales.KINDS:
        public_sales.act(context.uow, context.case, change, context.event)
        return
    change = safe_addresses.sealed(context.services, change)
    registers.apply_change(context.uow, change, event=context.event, case_id=context.case.case_id)
    if change.kind == dunning_served.KIND:
        dunning_served.take(context.services, context.uow, change.payload, context.event)
    person = change.payload.get("person_key")
    if isinstance(person, str):
        cases.add_persons(context.uow, context.case.case_id, [person])


def _money(context: EffectContext, change: RegisterChange) -> None:
    """A levy decided, or a payment moved as another person has proposed: who that was is read from the history."""
    if change.kind == DECIDE_LEVY:
        _levy(context, change)
        return
    if change.kind in _POSTED:
        _lapse(context, change)
        return
    payload, uow = change.payload, context.uow
    proposed_by = history.last_actors(uow.conn, context.case.case_id, ("propose",))["propose"]
    receipt_id, reason = str(payload["receipt_id"]), str(payload["reason"])
    if change.kind == MOVE_RECEIPT:
        move_receipt(context.services, uow, receipt_id, str(payload["claim_key"]), proposed_by, reason)
    else:
        hand_over_receipt(uow, receipt_id, proposed_by, reason)


def _levy(context: EffectContext, change: RegisterChange) -> None:
    """A levy decided as it was shown; whoever entered is the second person beside the one who decides now."""
    payload, uow = change.payload, context.uow
    order = LevyOrder(
        household_key=str(payload["household_key"]),
        levy_year=int(payload["levy_year"]),
        cause=str(payload["cause"]),
        by_event=context.event,
        case_id=context.case.case_id,
        second_user=history.last_actors(uow.conn, context.case.case_id, ("enter",)).get("enter"),
        overlap=bool(payload["overlap"]),
        expected=payload["expected"],
    )
    decide_levy(uow, order, context.services.values(uow.conn))


def _lapse(context: EffectContext, change: RegisterChange) -> None:
    """A late charge waived, a claim written off or brought back, an overpayment set off or refunded; whoever drafted is
    the second person."""
    uow, case_id = context.uow, context.case.case_id
    drafted = history.last_actors(uow.conn, case_id, ("enter",)).get("enter")
    origin = Origin(context.event, case_id, None if drafted == uow.actor.user_id else drafted)
    _POSTED[change.kind](uow, change.payload, origin, context.services.values(uow.conn))


def _letter(context: EffectContext, request: LetterRequest) -> None:
    protected = cases.is_protected(context.uow.conn, context.case.case_id)
    request = dunning_served.renewed(context.services, context.uow, request, context.event)
    letter_id = letters.request_letter(context.uow, new_letter(context.case, request, protected))
    work_queue.defer(context.uow.conn, work_queue.ISSUE, [{"letter_ids": [letter_id]}])


def new_letter(case: Case, request: LetterRequest, protected: bool) -> letters.NewLetter:
    """The letter that a step of `case` asks for."""
    return letters.NewLetter(
        letter=request.letter,
        office=case.office,
        household_key=request.household_key,
        request_keys={**request.keys, "office": case.office, "household_key": request.household_key},
        delivery=request.delivery,
        case_id=case.case_id,
        person_key=request.person_key,
        protected=protected,
    )


def _decision(context: EffectContext, decision: Decision) -> None:
    """Puts the decision on record: who entered, checked and decided are read from the history, never handed in."""
    conn, case_id = context.uow.conn, context.case.case_id
    actors = history.last_actors(conn, case_id, ("enter", "check", decision.task))
    principal = deputies.principal_of(conn, case_id, decision.task, actors[decision.task])
    record = NewDecision(
        case_id=context.case.case_id,
        office=context.case.office,
        kind=decision.kind,
        result=decision.result,
        authority=decision.authority,
        summary=decision.summary,
        basis=decision.basis,
        entered_by=actors["enter"],
        checked_by=actors.get("check"),
        decided_by=actors[decision.task],
        confirm_by=decision.confirm if principal is None else "deputised",
        deputy_for=principal,
    )
    decisions.record_decision(context.uow, record)


def household_revs(conn: Connection, case: Case) -> dict[str, int]:
    """The guard of the case's household as it stands before the step."""
    return revs_of(conn, [case.household_key]) if case.household_key else {}


def guard_households(context: EffectContext, effects: Iterable[Effect], before: dict[str, int]) -> None:
    """Raises the guard of every household that the step changed; raises `StaleHousehold` when another was faster."""
    changes = [effect for effect in effects if isinstance(effect, RegisterChange) and effect.kind not in APART]
    touched = registers.touched_households(context.uow.conn, changes)
    if touched:
        now = revs_of(context.uow.conn, touched)
        context.uow.bump_households({key: before.get(key, now[key]) for key in touched})
