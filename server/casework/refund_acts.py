"""Refunds (還付) as a case decided: opened, told, ordered with their interest, settled by the bank's answer, ended.

The money leaves the overpayment on the day of the decision (支出決定); a transfer that comes back goes out again to the
yen, and nothing is posted a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from server.casework import parted_refunds
from server.casework.set_off import compare
from server.domain.calendar import fiscal_year
from server.domain.ledger.acts import refunded
from server.domain.ledger.amounts import one as in_column
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import ledger, mandates, overpayments, refund_shares, refunds
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.sealed_accounts import tails
from server.store.unit_of_work import UnitOfWork

Payload = Mapping[str, Any]
_BY_MANDATE = "MANDATE"


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
        _compare(uow, refund, payload, values)
        _post(uow, refund, payload, origin, values)
        if sum(int(one["yen"]) for one in payload["payees"]) != total:
            raise Refused("refund_payees_differ", yen=total)
        says = {"yen": payload["yen"], "interest": payload["interest"], "decided_on": uow.business_day}
        refunds.move(uow, refund.refund_key, (refunds.WAITING,), state=refunds.ORDERED, **says)
    else:
        _again(uow, refund.refund_key, payload)
        refunds.move(uow, refund.refund_key, (refunds.RETURNED,), state=refunds.ORDERED)
    for one in payload["payees"]:
        refunds.put_payment(uow, {**_account(uow, one, refund.household_key), "refund_key": refund.refund_key})
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
        names = ("yen", "interest", "set_off_interest", "trace", "heir_no")
        row = {name: one[name] for name in names} | {"refund_key": refund.refund_key, "overpayment_key": one["key"]}
        refunds.put_line(uow, row)
        if not payload.get("interest_only"):  # else its refund lapsed and holds it still
            parted_refunds.close(uow, refund, str(one["key"]), overpayments.REFUNDED)


def _compare(uow: UnitOfWork, refund: refunds.Refund, payload: Payload, values: Values) -> None:
    """Nothing but what was decided is paid: the overpayments still have just so many yen, or the heir's part stands."""
    lines = payload["lines"]
    if payload.get("interest_only"):
        return _compare_interest(uow, refund, lines)
    mine = refund_shares.of_refund(uow.conn, refund.refund_key)
    if not mine:
        return compare(uow, refund.household_key, lines, values)
    ledger.claims_locked(uow, [str(one["claim_key"]) for one in lines])
    return parted_refunds.compare(uow, mine, lines)


def _compare_interest(uow: UnitOfWork, refund: refunds.Refund, lines: Any) -> None:
    """Of overpayments whose refund lapsed nothing but the interest that their set-offs fixed."""
    ledger.claims_locked(uow, sorted({str(one["claim_key"]) for one in lines}))
    rows = overpayments.rows_of(uow.conn, [refund.household_key])
    for one in lines:
        row = rows[str(one["key"])]
        fixed = (overpayments.LAPSED, 0, 0, row.interest)
        if fixed != (row.state, int(one["yen"]), int(one["interest"]), int(one["set_off_interest"])):
            raise Refused("overpayment_moved")


def _interest(claim: Claim, yen: int, day: date) -> Posting:
    """還付加算金: an expenditure of the year in which it is decided; it stands in no part of the premium."""
    line = claim.post(Kind.REFUND_INTEREST, in_column("basic", yen), day)
    return replace(line, accounting_year=fiscal_year(day))


def open_refund(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:  # noqa: ARG001
    """A refund waits; its case takes over the overpayments from the one that planned the set-offs."""
    case_id, household = str(origin.case_id), str(payload["household_key"])
    heir = payload.get("heir")
    for key in payload["keys"] if heir is None and not payload.get("interest_only") else ():
        overpayments.mark(uow, str(key), str(payload["from_case"]), case_id=case_id)
    lapses = date.fromisoformat(str(payload["lapses_on"]))
    refunds.open_refund(
        uow, str(payload["refund_key"]), case_id, household, lapses, int(payload["yen"]), int(payload["interest"])
    )
    if heir is not None:
        refund_shares.take(uow, str(payload["refund_key"]), payload["keys"], int(heir["heir_no"]))
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


def _account(uow: UnitOfWork, payee: Payload, household: str) -> dict[str, Any]:
    """The row of a transfer: the sealed account of the claim, or that of the mandate that stands now."""
    row = {name: value for name, value in payee.items() if name != "way"}
    if payee["way"] == _BY_MANDATE:
        mandate = mandates.debited_on(uow.conn, [household], uow.business_day).get(household)
        if mandate is None:
            raise Refused("refund_way_wrong")
        names = ("institution", "branch", "account_kind", "account_token", "holder_kana")
        row |= {name: getattr(mandate, name) for name in names}
    token = str(row["account_token"])
    return row | {"account_tail": tails(uow.conn, [token])[token]}


def settle_refund(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:  # noqa: ARG001
    """What a person was told of a transfer that is under way: PAID, or RETURNED with the bank's reason."""
    refund = refunds.get(uow.conn, str(payload["refund_key"]))
    if refund is None:
        raise Refused("refund_moved")
    for one in refunds.payments_of(uow.conn, refund.refund_key):
        if one.state == refunds.SENT:
            refunds.put_result(uow, one, str(payload["result"]), payload.get("code"))
    refunds.follow_results(uow, refund.refund_key)
    uow.audit("refund.result", object_kind="case", object_key=refund.case_id, case_id=refund.case_id)


ACTS: Mapping[str, Callable[[UnitOfWork, Payload, Origin, Values], None]] = {
    "part_refund": parted_refunds.part_refund,
    "open_refund": open_refund,
    "tell_refund": tell_refund,
    "order_refund": order_refund,
    "settle_refund": settle_refund,
    "end_refund": end_refund,
}
"""The register changes that this room carries out."""
