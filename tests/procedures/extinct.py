"""A household with an extinct instalment beside one that still lives (時効の完成した期別), and acts upon either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from server.casework import seizures as acts
from server.domain.effects import RegisterChange
from server.domain.ledger.amounts import Amounts
from server.domain.refusals import Refused
from server.store import levies, registers
from server.store import tables as t
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from server.store.unit_of_work import UnitOfWork
from tests.procedures.seizing import HEAD, HOUSE
from tests.world import World

YEN = 300_000
GONE, LAST = "2024-0000000106-01", "2024-0000000106-02"
"""Extinct since 1 November 2026; and to be collected until 2 December 2026."""


def old_levy(world: World, household: str = HOUSE) -> None:
    """A levy of 2024 of which nothing was paid and nobody was dunned; today is 18 November 2026."""
    days = (date(2024, 10, 31), date(2024, 12, 2))
    with world.uow() as uow:
        account = levies.open_account(uow, 2024, "0000000106", household)
        new = [NewInstalment(no, day, day, date(2024, 6, 10)) for no, day in enumerate(days, 1)]
        levies.open_instalments(uow, account, new)
        on = {key: Amounts(YEN - 2_000, 2_000, 0, 0) for key in (GONE, LAST)}
        levies.state_levy(uow, account, on, Origin("test"), cause="決定")


@contextmanager
def refused(world: World, code: str = "claim_prescribed") -> Iterator[UnitOfWork]:
    """An act that is refused, with nothing of it kept."""
    with pytest.raises(Refused, match=code), world.uow() as uow:
        yield uow


def pledge(uow: UnitOfWork, claim: str) -> None:
    """誓約: an acknowledgement of the debt."""
    today = uow.business_day.isoformat()
    lines = [{"no": 1, "due_on": today, "amount": YEN, "claims": [{"claim_key": claim, "amount": YEN}]}]
    says: dict[str, Any] = {"household_key": HOUSE, "pledge_key": f"p/{claim}", "case_id": None, "status": "STANDING"}
    says |= {"signed_on": today, "signer": "DEBTOR", "principal": YEN, "missed": [], "rule": "R1", "valid_from": today}
    says |= {"claims": [{"claim_key": claim, "amount": YEN}], "lines": lines}
    registers.apply_change(uow, RegisterChange("put_pledge", f"p/{claim}", says), event="test")


def deferral(uow: UnitOfWork, claim: str) -> None:
    """徴収猶予."""
    today = uow.business_day.isoformat()
    says: dict[str, Any] = {"household_key": HOUSE, "deferral_key": f"d/{claim}", "case_id": None}
    says |= {"kind": "COLLECTION", "ex_officio": False, "status": "GRANTED", "reason": "ILLNESS", "first_on": today}
    says |= {"last_on": "2027-05-31", "share": "FULL", "security": "NONE", "missed": [], "valid_from": today}
    says |= {"claims": [{"claim_key": claim, "amount": YEN}], "lines": []}
    registers.apply_change(uow, RegisterChange("put_deferral", f"d/{claim}", says), event="test")


def _asset(uow: UnitOfWork, case_id: str) -> None:
    row: dict[str, Any] = {
        "asset_id": "a",
        "number": "a",
        "household_key": HOUSE,
        "person_key": HEAD,
        "kind": "DEPOSIT",
    }
    row |= {"third_party": "銀行", "postal_code": "000-0021", "address": "中央区", "detail": "普通", "prior": 0}
    row |= {"account_tail": "****567", "value": 500_000, "exempt": False, "source": "照会", "as_of": uow.business_day}
    uow.conn.execute(insert(t.assets).values(row | {"case_id": case_id, "by_event": "test", "recorded_at": uow.now}))


def signed(uow: UnitOfWork, claim: str, case_id: str) -> None:
    """差押 signed."""
    _asset(uow, case_id)
    says: dict[str, Any] = {"seizure_id": case_id, "number": "s", "case_id": case_id, "household_key": HOUSE}
    says |= {"person_key": HEAD, "asset_id": "a", "amount": YEN, "details": {}}
    says |= {"signed_on": uow.business_day.isoformat(), "drafted_by": "a", "verified_by": "b", "decided_by": "c"}
    says |= {"debts": [{"claim_key": claim, "principal": YEN, "late": 0, "fee": 0, "cost": 0}]}
    registers.apply_change(uow, RegisterChange("put_seizure", f"s/{claim}", says), event="test")


def served(uow: UnitOfWork, claim: str, case_id: str) -> None:
    """差押 served, signed on a day on which the claim still lived."""
    _asset(uow, case_id)
    row: dict[str, Any] = {"seizure_id": case_id, "number": "s", "case_id": case_id, "household_key": HOUSE}
    row |= {"person_key": HEAD, "asset_id": "a", "amount": YEN, "details": {}, "signed_on": date(2026, 10, 30)}
    row |= {"signed_by": "a", "signed_at": uow.now, "drafted_by": "a", "verified_by": "b", "decided_by": "c"}
    uow.conn.execute(insert(t.seizures).values(row | {"by_event": "test"}))
    debt = {"seizure_id": case_id, "claim_key": claim, "principal": YEN, "late": 0, "fee": 0, "cost": 0}
    uow.conn.execute(insert(t.seizure_debts).values(debt))
    says = {"seizure_id": case_id, "household_key": HOUSE, "result": "SERVED", "served_at": uow.now.isoformat()}
    registers.apply_change(uow, RegisterChange("serve_seizure", f"v/{claim}", says), event="test")


def filed(uow: UnitOfWork, claim: str, case_id: str) -> None:
    """交付要求 filed."""
    today = uow.business_day.isoformat()
    says: dict[str, Any] = {"participation_id": case_id, "number": "q", "case_id": case_id, "household_key": HOUSE}
    says |= {
        "kind": "DELIVERY",
        "body": "地方裁判所",
        "body_case": "令和8年(ケ)1号",
        "period_end": "2027-03-31",
        "filed_on": today,
    }
    says |= {"debts": [{"claim_key": claim, "principal": YEN, "late": 0, "rank": "PRIORITY"}]}
    registers.apply_change(uow, RegisterChange("put_participation", f"q/{claim}", says), event="test")


def _sheet(claim: str) -> dict[str, Any]:
    own = {"claim_key": claim, "principal": YEN, "late": 0, "fee": 0, "cost": 0, "late_grown": 0}
    return {"own": [own], "cost": 0, "surplus": 0}


def shared(world: World, uow: UnitOfWork, claim: str, case_id: str) -> None:
    """配当 of another's execution put on the claim."""
    says: dict[str, Any] = {"participation_id": case_id, "household_key": HOUSE, "sheet": _sheet(claim)}
    change = RegisterChange(acts.RECEIVE, f"r/{claim}", says | {"paid_on": uow.business_day.isoformat()})
    acts.act(world.services, uow, world.case(case_id), change, "test")


def distributed(world: World, uow: UnitOfWork, claim: str, case_id: str) -> None:
    """配当 of money in custody put on the claim."""
    _asset(uow, case_id)
    today = uow.business_day.isoformat()
    row: dict[str, Any] = {"seizure_id": case_id, "number": "s", "case_id": case_id, "household_key": HOUSE}
    row |= {"person_key": HEAD, "asset_id": "a", "amount": YEN, "details": {}, "signed_on": uow.business_day}
    row |= {"signed_by": "a", "signed_at": uow.now, "drafted_by": "a", "verified_by": "b", "decided_by": "c"}
    uow.conn.execute(insert(t.seizures).values(row | {"by_event": "test"}))
    held: dict[str, Any] = {"deposit_id": case_id, "seizure_id": case_id, "household_key": HOUSE, "amount": YEN}
    case = world.case(case_id)
    acts.act(world.services, uow, case, RegisterChange(acts.HOLD, "h", held | {"paid_on": today}), "test")
    says = {"deposit_id": case_id, "sheet": _sheet(claim), "sent_on": today, "pay_on": today}
    acts.act(world.services, uow, case, RegisterChange(acts.APPLY, "a", says), "test")
