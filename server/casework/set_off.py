"""Overpayments set off and refunded (充当・還付) as a case decided: posted in the step's own transaction, each once.

What was planned is compared with the ledger at the moment of posting; where it moved, nothing is posted and the case
goes back to its plan. Whoever drafted stands beside the one who decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import insert

from server.casework.fix_late_charge import fix_late_charge
from server.domain.calendar import fiscal_year
from server.domain.ledger.acts import brought_forward, offset, refunded
from server.domain.ledger.amounts import one as in_column
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind
from server.domain.ledger.rules import Rules
from server.domain.refund.offset import DebtKind
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import ledger, overpayments, refunds
from server.store import tables as t
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
    _compare(uow, household, payload["sources"], values)
    refuse_prescribed(uow.conn, {str(one["claim_key"]) for one in payload["made"]}, uow.business_day, values)
    for one in payload["made"]:
        _one(uow, one, payload, origin, values)
    rests = {str(one["key"]): one for one in payload["rests"]}
    for source in payload["sources"]:
        rest = rests[str(source["key"])]
        state = overpayments.REFUND if rest["yen"] or rest["interest"] else overpayments.SET_OFF
        said = {"cause": source["cause"], "interest": rest["interest"], "interest_trace": rest["trace"]}
        overpayments.mark(uow, str(source["key"]), case_id, state=state, **said)
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


def _compare(uow: UnitOfWork, household: str, sources: Any, values: Values) -> None:
    """Nothing but what was planned is used: each overpayment still has just so many yen left."""
    ledger.claims_locked(uow, [str(one["claim_key"]) for one in sources])
    left = {
        overpayments.key_of(household, one.lot.line_no): one.lot.left
        for one in overpayments.standing(uow.conn, household, values)
    }
    if any(left.get(str(one["key"]), 0) != int(one["yen"]) for one in sources):
        raise Refused("overpayment_moved")


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
    uow.conn.execute(insert(t.set_offs).values(row))


def order_refund(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """支出決定: posts the refund and its interest, and orders a transfer to each payee; a returned one only anew.

    Raises `refund_moved`, `overpayment_moved`, `refund_twice`, `refund_lapsed`, `refund_payees_differ`.
    """
    refund = refunds.get(uow.conn, str(payload["refund_key"]))
    if refund is None or refund.state not in (refunds.WAITING, refunds.RETURNED):
        raise Refused("refund_moved")
    total = int(payload["yen"]) + int(payload["interest"])
    if refund.state == refunds.WAITING:
        if uow.business_day > refund.lapses_on and not payload["in_time"]:
            raise Refused("refund_lapsed", day=refund.lapses_on.isoformat())
        _compare(uow, refund.household_key, payload["lines"], values)
        _post(uow, refund, payload, origin, values)
        if sum(int(one["yen"]) for one in payload["payees"]) != total:
            raise Refused("refund_payees_differ", yen=total)
        says = {"yen": payload["yen"], "interest": payload["interest"], "decided_on": uow.business_day}
        refunds.move(uow, refund.refund_key, (refunds.WAITING,), state=refunds.ORDERED, **says)
    else:
        _again(uow, refund.refund_key, payload)
        refunds.move(uow, refund.refund_key, (refunds.RETURNED,), state=refunds.ORDERED)
    for one in payload["payees"]:
        refunds.put_payment(uow, {**one, "refund_key": refund.refund_key})
    uow.audit(
        "refund.order",
        object_kind="household",
        object_key=refund.household_key,
        case_id=origin.case_id,
        household_key=refund.household_key,
        detail={"yen": payload["yen"], "interest": payload["interest"], "payees": len(payload["payees"])},
    )
    uow.bump_households(household_revs(uow.conn, [refund.household_key]))


def _again(uow: UnitOfWork, refund_key: str, payload: Payload) -> None:
    """A transfer that came back goes out again to the yen; nothing is posted a second time."""
    returned: dict[int, int] = {}
    for one in refunds.payments_of(uow.conn, refund_key):
        returned[one.payee_no] = one.yen if one.state == refunds.RETURNED else 0
    asked = {int(one["payee_no"]): int(one["yen"]) for one in payload["payees"]}
    if asked != {no: yen for no, yen in returned.items() if yen}:
        raise Refused("refund_payees_differ", yen=sum(returned.values()))


def _post(uow: UnitOfWork, refund: refunds.Refund, payload: Payload, origin: Origin, values: Values) -> None:
    for one in payload["lines"]:
        claim = ledger.claims_locked(uow, [str(one["claim_key"])])[str(one["claim_key"])]
        made = refunded(claim, int(one["yen"]), uow.business_day, values) if one["yen"] else []
        interest = int(one["interest"]) + int(one["set_off_interest"])
        made += [_interest(claim, interest, uow.business_day)] if interest else []
        ledger.write(uow, made, origin)
        names = ("yen", "interest", "set_off_interest", "trace")
        row = {name: one[name] for name in names} | {"refund_key": refund.refund_key, "overpayment_key": one["key"]}
        refunds.put_line(uow, row)
        overpayments.mark(uow, str(one["key"]), refund.case_id, state=overpayments.REFUNDED)


def _interest(claim: Claim, yen: int, day: date) -> Posting:
    """還付加算金: an expenditure of the year in which it is decided; it stands in no part of the premium."""
    line = claim.post(Kind.REFUND_INTEREST, in_column("basic", yen), day)
    return replace(line, accounting_year=fiscal_year(day))


def open_refund(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """A refund waits; its case takes over the overpayments from the one that planned the set-offs."""
    case_id, household = str(origin.case_id), str(payload["household_key"])
    for key in payload["keys"]:
        overpayments.mark(uow, str(key), str(payload["from_case"]), case_id=case_id)
    lapses = date.fromisoformat(str(payload["lapses_on"]))
    refunds.open_refund(
        uow, str(payload["refund_key"]), case_id, household, lapses, int(payload["yen"]), int(payload["interest"])
    )
    uow.audit("refund.open", object_kind="household", object_key=household, case_id=case_id, household_key=household)


def end_refund(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:  # noqa: ARG001
    """A refund that ends without payment: REFUSED, LAPSED (its list is for the year's end), or BACK to be set off."""
    refund = refunds.get(uow.conn, str(payload["refund_key"]))
    state = str(payload["state"])
    if refund is None:
        raise Refused("refund_moved")
    refunds.move(uow, refund.refund_key, (refunds.WAITING,), state=state, ended_on=uow.business_day)
    for row in overpayments.of_case(uow.conn, refund.case_id):
        back = state == refunds.BACK
        says: dict[str, Any] = {"state": overpayments.OPEN, "case_id": None, "turn": row.turn + 1} if back else {}
        if state == refunds.LAPSED:
            says = {"state": overpayments.LAPSED}
        if says:
            overpayments.mark(uow, row.overpayment_key, refund.case_id, **says)
    key = refund.household_key
    uow.audit(f"refund.{state.lower()}", object_kind="household", object_key=key, case_id=origin.case_id)


def tell_refund(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:  # noqa: ARG001
    """Notes that the notice or a reminder went out."""
    refund = refunds.get(uow.conn, str(payload["refund_key"]))
    if refund is None:
        raise Refused("refund_moved")
    says: dict[str, Any] = {"reminded": int(payload["reminded"])}
    if refund.notified_on is None:
        says["notified_on"] = uow.business_day
    refunds.move(uow, refund.refund_key, (refunds.WAITING, refunds.RETURNED), **says)
    uow.audit("refund.tell", object_kind="case", object_key=refund.case_id, case_id=refund.case_id)


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
    "open_refund": open_refund,
    "tell_refund": tell_refund,
    "order_refund": order_refund,
    "end_refund": end_refund,
}
"""The register changes that this room carries out."""
