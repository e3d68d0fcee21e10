"""A refund parted among heirs (還付の分割): each part claimed, checked and paid by a refund of its own, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import overpayments, refund_shares, refunds
from server.store.ledger import Origin
from server.store.refund_shares import Share
from server.store.refunds import Refund
from server.store.unit_of_work import UnitOfWork

Payload = Mapping[str, Any]


def part_refund(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """The refund ends and what it was about stands by heir; its overpayments stay held by its case.

    Raises `refund_moved` for one that does not wait any more, `overpayment_moved` where the yen are not those that are
    left, `refund_twice`.
    """
    refund = refunds.get(uow.conn, str(payload["refund_key"]))
    if refund is None:
        raise Refused("refund_moved")
    left = {
        overpayments.key_of(refund.household_key, one.lot.line_no): one.lot.left
        for one in overpayments.standing(uow.conn, refund.household_key, values)
    }
    sums: dict[str, int] = {}
    for one in payload["shares"]:
        sums[str(one["overpayment_key"])] = sums.get(str(one["overpayment_key"]), 0) + int(one["yen"])
    if any(left.get(key, 0) != yen for key, yen in sums.items()):
        raise Refused("overpayment_moved")
    refunds.move(uow, refund.refund_key, (refunds.WAITING,), state=refunds.PARTED, ended_on=uow.business_day)
    refund_shares.put(uow, [{**one, "parted_from": refund.refund_key} for one in payload["shares"]])
    key, detail = refund.household_key, {"heirs": len({one["heir_no"] for one in payload["shares"]})}
    uow.audit("refund.part", object_kind="household", object_key=key, case_id=origin.case_id, detail=detail)


def compare(uow: UnitOfWork, mine: Sequence[Share], lines: Sequence[Payload]) -> None:
    """An heir is paid his own parts to the yen, and none that is done. Raises `overpayment_moved`."""
    done = refund_shares.done_of(uow.conn, {one.overpayment_key for one in mine})
    stand = {
        (one.overpayment_key, one.heir_no): one.yen
        for one in mine
        if one.heir_no not in done.get(one.overpayment_key, ())
    }
    if any(stand.get((str(one["key"]), int(one["heir_no"]))) != int(one["yen"]) for one in lines):
        raise Refused("overpayment_moved")


def close(uow: UnitOfWork, refund: Refund, key: str, state: str) -> None:
    """The overpayment is over: at once where it was not parted, else with the last heir's part."""
    shares = refund_shares.of_overpayments(uow.conn, [key])
    if not shares:
        overpayments.mark(uow, key, refund.case_id, state=state)
        return
    done = refund_shares.done_of(uow.conn, [key]).get(key, frozenset())
    if all(one.heir_no in done for one in shares):
        overpayments.mark(uow, key, shares[0].parted_from, state=state)
