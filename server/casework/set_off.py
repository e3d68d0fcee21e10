"""Overpayments set off (充当) as a case decided: posted in the step's own transaction, each once.

What was planned is compared with the ledger at the moment of posting; where it moved, nothing is posted and the case
goes back to its plan. Whoever drafted stands beside the one who decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from server.casework.fix_late_charge import fix_late_charge
from server.domain.ledger.acts import brought_forward, offset
from server.domain.ledger.books import Posting
from server.domain.ledger.kinds import Kind
from server.domain.ledger.rules import Rules
from server.domain.refund.offset import DebtKind
from server.domain.refund.traces import traces_joined
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import ledger, overpayments
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.prescribed import refuse_prescribed
from server.store.unit_of_work import UnitOfWork

Payload = Mapping[str, Any]
_COLUMN = {DebtKind.PRINCIPAL: "principal", DebtKind.LATE_CHARGE: "late", DebtKind.FEE: "fee", DebtKind.COST: "cost"}


def set_off(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """Posts the set-offs of a plan in their order, states the confirmed causes, and what becomes of each rest.

    Raises `overpayment_moved` where an overpayment or a debt is not what was planned, `ledger_*`, `claim_prescribed`.
    """
    household, case_id = str(payload["household_key"]), str(origin.case_id)
    compare(uow, household, payload["sources"], values)
    refuse_prescribed(uow.conn, {str(one["claim_key"]) for one in payload["made"]}, uow.business_day, values)
    for one in payload["made"]:
        _one(uow, one, payload, origin, values)
    rests = {str(one["key"]): one for one in payload["rests"]}
    _state(uow, payload, case_id)
    yen = sum(int(one["yen"]) for one in payload["made"])
    uow.audit(
        "overpayment.set_off",
        object_kind="household",
        object_key=household,
        case_id=origin.case_id,
        household_key=household,
        detail={"yen": yen, "rest": sum(int(one["yen"]) for one in rests.values())},
    )
    uow.bump_households(household_revs(uow.conn, [household]))


def compare(uow: UnitOfWork, household: str, sources: Any, values: Values) -> None:
    """Nothing but what was planned is used: each overpayment still has just so many yen left."""
    ledger.claims_locked(uow, [str(one["claim_key"]) for one in sources])
    left = {
        overpayments.key_of(household, one.lot.line_no): one.lot.left
        for one in overpayments.standing(uow.conn, household, values)
    }
    if any(left.get(str(one["key"]), 0) != int(one["yen"]) for one in sources):
        raise Refused("overpayment_moved")


def _state(uow: UnitOfWork, payload: Payload, case_id: str) -> None:
    """Causes and what becomes of each rest. The interest that an earlier turn fixed stays: its set-offs were made."""
    known = overpayments.rows_of(uow.conn, [str(payload["household_key"])])
    rests = {str(one["key"]): one for one in payload["rests"]}
    for source in payload["sources"]:
        rest, row = rests[str(source["key"])], known[str(source["key"])]
        if row.interest != int(rest.get("earlier", 0)):
            raise Refused("overpayment_moved")
        interest = row.interest + int(rest["interest"])
        trace = traces_joined(row.interest_trace, rest["trace"])
        state = overpayments.REFUND if rest["yen"] or interest else overpayments.SET_OFF
        said = {"cause": source["cause"], "interest": interest, "interest_trace": trace}
        overpayments.mark(uow, row.overpayment_key, case_id, state=state, **said)


def _one(uow: UnitOfWork, one: Payload, payload: Payload, origin: Origin, values: Values) -> None:
    source_key = next(str(each["claim_key"]) for each in payload["sources"] if each["key"] == one["source"])
    target_key, kind, yen = str(one["claim_key"]), DebtKind(one["kind"]), int(one["yen"])
    if kind is DebtKind.LATE_CHARGE and one["grown"]:
        _fixed(uow, target_key, int(one["grown"]), yen, values, origin)
    claims = ledger.claims_locked(uow, [source_key, target_key])
    target, carried = brought_forward(claims[target_key], uow.business_day, values)
    source = target if source_key == target_key else claims[source_key]
    column = _COLUMN[kind]
    open_now = target.open.principal.total if column == "principal" else target.open.of(column)
    if yen > open_now:
        raise Refused("overpayment_moved")
    effective = date.fromisoformat(str(one["effective_on"]))
    rules = Rules(order=(column,))
    pair = offset(source, target, yen, effective, rules, today=uow.business_day, agreed=bool(one["agreed"]))
    lines = ledger.write(uow, [*carried, *pair], origin)
    _keep(uow, one, lines, payload, origin)


def _fixed(uow: UnitOfWork, claim_key: str, whole: int, yen: int, values: Values, origin: Origin) -> None:
    """The late charge that ends with its principal, fixed now as it was planned; a letter only for what stays open."""
    done = fix_late_charge(uow, claim_key, values, by_event=origin.by_event, tell=yen < whole)
    if done.yen != whole:
        raise Refused("overpayment_moved")


def _keep(uow: UnitOfWork, one: Payload, lines: tuple[Posting, ...], payload: Payload, origin: Origin) -> None:
    numbers = {line.kind: line.line_no for line in lines}
    row = {
        "household_key": payload["household_key"],
        "out_line": numbers[Kind.OFFSET_OUT],
        "in_line": numbers[Kind.OFFSET_IN],
        "overpayment_key": one["source"],
        "claim_key": one["claim_key"],
        "subject": one["kind"],
        "yen": one["yen"],
        "effective_on": date.fromisoformat(str(one["effective_on"])),
        "agreed": one["agreed"],
        "decided_on": uow.business_day,
        "case_id": origin.case_id,
        "by_event": origin.by_event,
    }
    overpayments.put_set_off(uow, row)


def take_overpayments(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:  # noqa: ARG001
    """A case takes up what nobody holds."""
    household = str(payload["household_key"])
    overpayments.take(uow, household, payload["lines"], str(origin.case_id))
    uow.audit("overpayment.take", object_kind="household", object_key=household, case_id=origin.case_id)


def drop_overpayments(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:  # noqa: ARG001
    """Nothing of what a case held is left: it went back to its debts."""
    for row in overpayments.of_case(uow.conn, str(origin.case_id)):
        if row.state == overpayments.OPEN:
            overpayments.mark(uow, row.overpayment_key, row.case_id, state=overpayments.GONE)
    uow.audit("overpayment.gone", object_kind="household", object_key=str(payload["household_key"]))


ACTS: Mapping[str, Callable[[UnitOfWork, Payload, Origin, Values], None]] = {
    "take_overpayments": take_overpayments,
    "drop_overpayments": drop_overpayments,
    "set_off": set_off,
}
"""The register changes that this room carries out."""
