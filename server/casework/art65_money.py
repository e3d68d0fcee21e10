"""What a seizure brought for claims of art. 65 (65条の徴収金への配当): receipts on the claims themselves.

They are no premium, so nothing of it enters the premium's books; the late charge that is covered is fixed with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from server.casework.services import Services
from server.domain.refusals import Refused
from server.store import art65_debts, other_claims
from server.store.cases import Case
from server.store.unit_of_work import UnitOfWork


def received(
    services: Services, uow: UnitOfWork, case: Case, sheet: Mapping[str, Any], paid_on: date, reference: str, event: str
) -> int:
    """Posts what the sheet gives to claims of art. 65; the yen received on them, costs among them.

    Raises `claim_prescribed`, and `distribution_sheet_moved` where less is open than the sheet covers.
    """
    found = art65_debts.named(uow.conn, (str(one["claim_key"]) for one in sheet["own"]))
    if not found:
        return 0
    art65_debts.refuse_gone(uow.conn, found, paid_on, services.values(uow.conn))
    mine = [one for one in sheet["own"] if one["claim_key"] in found]
    cost = int(sheet["cost"]) if len(mine) == len(sheet["own"]) else 0
    return sum(
        _on_claim(uow, case, one, cost if place == 0 else 0, paid_on, reference, event)
        for place, one in enumerate(mine)
    )


def _on_claim(
    uow: UnitOfWork, case: Case, one: Mapping[str, Any], cost: int, paid_on: date, reference: str, event: str
) -> int:
    key = str(one["claim_key"])
    said = {"claim_key": key, "value_on": paid_on, "case_id": case.case_id}
    if cost:
        other_claims.post(uow, {**said, "kind": "COST", "yen": cost, "reason": "滞納処分費"}, event)
    if one["late_grown"]:
        reason = f"延滞金 {paid_on.isoformat()}まで(地方自治法231条の3第2項)"
        other_claims.post(uow, {**said, "kind": "LATE_CHARGE", "yen": int(one["late_grown"]), "reason": reason}, event)
    yen = cost + sum(int(one[name]) for name in ("principal", "late", "fee", "cost"))
    if not yen:
        return 0
    receipt = {"kind": "RECEIPT", "yen": -yen, "reason": "差押による配当", "reference": f"{reference}/{key}"}
    try:
        other_claims.post(uow, {**said, **receipt}, event)
    except Refused as refusal:
        if refusal.code == "other_claim_overpaid":
            raise Refused("distribution_sheet_moved") from refusal
        raise
    return yen
