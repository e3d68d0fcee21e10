"""還付未済の時効 as a case decided: what nobody claimed in time booked as 雑入, each yen once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from server.casework import parted_refunds
from server.domain.ledger.acts import brought_forward, refund_lapsed
from server.domain.ledger.kinds import Kind
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import ledger, overpayments, refund_lapses, refunds
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.unit_of_work import UnitOfWork

Payload = Mapping[str, Any]


def lapse_refunds(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """Books what was decided as revenue of the year of today. Raises `refund_lapse_moved` where one is not what was
    listed: nothing is booked, and the list is drawn anew.
    """
    ledger.claims_locked(uow, sorted({str(one["claim_key"]) for one in payload["rows"]}))
    stand = {
        (one["refund_key"], one["overpayment_key"], one["heir_no"]): one
        for one in refund_lapses.lapsed(uow.conn, values)
    }
    for one in payload["rows"]:
        found = stand.get((str(one["refund_key"]), str(one["overpayment_key"]), int(one["heir_no"])))
        if found is None or found["yen"] != int(one["yen"]):
            raise Refused("refund_lapse_moved")
        _book(uow, found, origin, values)
    households = sorted({str(one["household_key"]) for one in payload["rows"]})
    yen = sum(int(one["yen"]) for one in payload["rows"])
    detail = {"rows": len(payload["rows"]), "yen": yen}
    uow.audit("refund.lapse", object_kind="case", object_key=str(origin.case_id), case_id=origin.case_id, detail=detail)
    uow.bump_households(household_revs(uow.conn, households))


def _book(uow: UnitOfWork, one: Payload, origin: Origin, values: Values) -> None:
    claim = ledger.claims_locked(uow, [str(one["claim_key"])])[str(one["claim_key"])]
    into, carried = brought_forward(claim, uow.business_day, values)
    lines = ledger.write(uow, [*carried, *refund_lapsed(into, int(one["yen"]), uow.business_day)], origin)
    line_no = next(line.line_no for line in lines if line.kind is Kind.REFUND_LAPSED)
    names = ("overpayment_key", "heir_no", "refund_key", "yen")
    row = {name: one[name] for name in names} | {"line_no": line_no, "case_id": origin.case_id}
    refund_lapses.put(uow, row | {"lapsed_on": date.fromisoformat(str(one["lapses_on"]))})
    refund = refunds.get(uow.conn, str(one["refund_key"]))
    if refund is not None:
        parted_refunds.close(uow, refund, str(one["overpayment_key"]), overpayments.LAPSED)


ACTS: Mapping[str, Callable[[UnitOfWork, Payload, Origin, Values], None]] = {"lapse_refunds": lapse_refunds}
"""The register changes that this room carries out."""
