"""The acts of a seizure that need more than a register row (差押の執行・配当): three people, custody money, receipts.

Who drafted, checked and decided is read from the case's history, never handed in. Money in custody is applied as a
receipt of the day on which the third debtor paid (徴収法67条3項); nothing of it becomes overpaid premium.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from server.casework import art65_money
from server.casework.services import Services
from server.domain.calendar import fiscal_year
from server.domain.effects import RegisterChange
from server.domain.ledger.acts import added, brought_forward, received
from server.domain.ledger.books import SUSPENSE, Claim, Posting
from server.domain.ledger.custody import note_of
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.rules import Rules, rules_on
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Outcome, Stage
from server.domain.refusals import Refused
from server.store import art65_debts, history, incidents, ledger, registers, seizures, users
from server.store import deposits as custody
from server.store import receipts as receipt_store
from server.store.cases import Case
from server.store.ledger import Origin
from server.store.prescribed import refuse_prescribed
from server.store.receipts import NewReceipt
from server.store.unit_of_work import UnitOfWork

SIGN, NAMESAKE = "sign_seizure", "report_namesake"
HOLD, APPLY, RECEIVE = "hold_deposit", "apply_deposit", "receive_participation"
TAKE_OVER = "take_over"
KINDS = (SIGN, NAMESAKE, HOLD, APPLY, RECEIVE, TAKE_OVER)
_ORDER = ("cost", "principal", "late", "fee")
"""Within our claim: costs, then the principal, then the late charge (art. 129(6))."""
SENDER, INTERFACE = "hq", "levy_proceeds"


def act(services: Services, uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:
    """Carries out one of `KINDS`."""
    acts = {
        SIGN: _sign,
        NAMESAKE: _namesake,
        HOLD: _hold,
        APPLY: _apply,
        RECEIVE: _receive,
        TAKE_OVER: _take_over,
    }
    acts[change.kind](services, uow, case, change, event)


def _sign(services: Services, uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:  # noqa: ARG001
    """The seizure with its three people and the name of the officer. Raises `seizure_same_person`."""
    people = history.last_actors(uow.conn, case.case_id, ("enter", "check", "decide"))
    officer = users.get_user(uow.conn, uow.actor.user_id)
    details = {**change.payload["details"], "officer": uow.actor.user_id if officer is None else officer.name}
    payload = {
        **change.payload,
        "details": details,
        "drafted_by": people["enter"],
        "verified_by": people["check"],
        "decided_by": people["decide"],
    }
    put = RegisterChange("put_seizure", change.key, payload)
    registers.apply_change(uow, put, event=event, case_id=case.case_id)


def _take_over(services: Services, uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:  # noqa: ARG001
    """A participation as the seizure that it became, with the people who filed it and the debts it was filed for."""
    p = change.payload
    people = history.last_actors(uow.conn, case.case_id, ("enter", "check", "decide"))
    filed = str(p["participation_id"])
    officer = users.get_user(uow.conn, people["enter"])
    details = {**p["details"], "officer": people["enter"] if officer is None else officer.name}
    seizure = {
        "seizure_id": filed,
        **{name: p[name] for name in ("number", "household_key", "person_key", "asset_id")},
        "case_id": case.case_id,
        "amount": None,
        "details": details,
        "signed_on": seizures.filed_on(uow.conn, filed).isoformat(),
        "drafted_by": people["enter"],
        "verified_by": people["check"],
        "decided_by": people["decide"],
        "debts": seizures.participation_debts(uow.conn, filed),
    }
    served = {name: p[name] for name in ("household_key", "served_at")} | {"seizure_id": filed, "result": "SERVED"}
    for kind, payload in (("put_seizure", seizure), ("serve_seizure", served)):
        made = RegisterChange(kind, f"{change.key}/{kind}", payload)
        registers.apply_change(uow, made, event=event, case_id=case.case_id)


def _namesake(services: Services, uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:  # noqa: ARG001
    incidents.raise_incident(
        uow,
        kind="seizure_of_namesake",
        object_kind="seizure",
        object_key=str(change.payload["seizure_id"]),
        summary=f"別人の財産を差し押さえ、即日解除しました(差押 {change.payload['number']})",
        case_id=case.case_id,
        office=case.office,
        detail={"released_on": change.payload["released_on"]},
    )


def _hold(services: Services, uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:  # noqa: ARG001
    """受入: the money goes into custody (歳入歳出外現金), once."""
    p = change.payload
    if not custody.put_deposit(uow, p, case_id=case.case_id, by_event=event):
        return
    paid_on = date.fromisoformat(p["paid_on"])
    held = _custody(Kind.DEPOSIT_HELD, int(p["amount"]), paid_on, uow.business_day, str(p["deposit_id"]))
    second = history.last_actors(uow.conn, case.case_id, ("enter",)).get("enter")
    ledger.write(uow, [held], _origin(uow, event, case, second))


def _apply(services: Services, uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:
    """払出: our share becomes a receipt, the rest leaves custody for others; raises `distribution_sheet_moved`."""
    p = change.payload
    deposit = custody.take_deposit(uow, str(p["deposit_id"]))
    reference = f"distribution/{deposit.deposit_id}"
    made = _received(services, uow, p["sheet"], deposit.household_key, deposit.paid_on, reference)
    second, day = history.last_actors(uow.conn, case.case_id, ("check",)).get("check"), uow.business_day
    other = art65_money.received(services, uow, case, p["sheet"], deposit.paid_on, reference, event)
    out = _custody(Kind.DEPOSIT_APPLIED, deposit.amount, day, day, deposit.deposit_id)
    ledger.write(uow, [out, *made], _origin(uow, event, case, second))
    applied = sum(posting.yen for posting in made if posting.kind is Kind.RECEIPT) + other
    custody.pay_out(uow, p, applied=applied, second_user=second)


def _receive(services: Services, uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:
    """What another's execution paid us (交付要求の配当): a receipt of the day on which it was paid."""
    p = change.payload
    paid_on, key = date.fromisoformat(p["paid_on"]), str(p["household_key"])
    made = _received(services, uow, p["sheet"], key, paid_on, f"participation/{p['participation_id']}")
    second = history.last_actors(uow.conn, case.case_id, ("enter",)).get("enter")
    ledger.write(uow, made, _origin(uow, event, case, second))


def _origin(uow: UnitOfWork, event: str, case: Case, second: str | None) -> Origin:
    return Origin(event, case.case_id, None if second == uow.actor.user_id else second)


def _custody(kind: Kind, yen: int, value_on: date, day: date, deposit_id: str) -> Posting:
    return Posting(
        book=SUSPENSE,
        kind=kind,
        accounting_year=fiscal_year(day),
        standing=Standing.CURRENT,
        value_on=value_on,
        unsplit=yen,
        channel=str(Channel.LEVY_PROCEEDS),
        reason=note_of(deposit_id),
    )


def _received(
    services: Services, uow: UnitOfWork, sheet: Mapping[str, Any], household: str, paid_on: date, reference: str
) -> list[Posting]:
    """The receipt on each instalment as the sheet says; the late charge that it covers is assessed with it.

    Raises `claim_prescribed` for an instalment that was extinct on the day of the payment.
    """
    every: Sequence[Mapping[str, Any]] = sheet["own"]
    other = art65_debts.named(uow.conn, (str(one["claim_key"]) for one in every))
    own = [one for one in every if one["claim_key"] not in other]
    cost = int(sheet["cost"]) if own else 0  # where nothing but art. 65 is collected, costs stand on its own claim
    yen = cost + sum(_of(one) for one in own)
    if not yen:
        return []
    claims = ledger.claims_locked(uow, [str(one["claim_key"]) for one in own])
    values = services.values(uow.conn)
    refuse_prescribed(uow.conn, claims, paid_on, values)
    rules = replace(rules_on(values, paid_on), order=_ORDER)
    receipt = _receipt(uow, household, yen, paid_on, reference)
    made: list[Posting] = []
    for place, one in enumerate(own):
        claim, carried = brought_forward(claims[str(one["claim_key"])], uow.business_day, values)
        made += carried
        made += _on_claim(claim, one, cost if place == 0 else 0, paid_on, rules, receipt)
    return made


def _on_claim(
    claim: Claim, one: Mapping[str, Any], cost: int, paid_on: date, rules: Rules, receipt: str
) -> list[Posting]:
    """Raises `distribution_sheet_moved` where less is open than the sheet covers: never an overpayment by seizure."""
    made: list[Posting] = []
    if cost:
        made += added(claim, Kind.COST, cost, paid_on)
    if one["late_grown"] and not claim.assessed.late:
        made += added(claim, Kind.LATE_FIXED, int(one["late_grown"]), paid_on)
    claim = claim.after(made)
    too_much = one["principal"] > claim.open.principal.total or one["late"] > claim.open.late
    if too_much or one["fee"] > claim.open.fee or one["cost"] + cost > claim.open.cost:
        raise Refused("distribution_sheet_moved")
    paid = received(claim, _of(one) + cost, paid_on, rules)
    if any(posting.kind is Kind.OVERPAID for posting in paid):
        raise Refused("distribution_sheet_moved")
    channel = str(Channel.LEVY_PROCEEDS)
    return made + [replace(posting, receipt_id=receipt, channel=channel) for posting in paid]


def _of(one: Mapping[str, Any]) -> int:
    return int(one["principal"] + one["late"] + one["fee"] + one["cost"])


def _receipt(uow: UnitOfWork, household: str, yen: int, paid_on: date, reference: str) -> str:
    """The receipt on record, in a file of its own (取立・配当)."""
    incoming = IncomingReceipt(1, reference, Stage.FINAL, "", yen, paid_on, uow.business_day, Channel.LEVY_PROCEEDS)
    sequence = custody.next_sequence(uow)
    day = uow.business_day
    file = IncomingFile(INTERFACE, Channel.LEVY_PROCEEDS, SENDER, sequence, day, day, day, (incoming,))
    file_id = receipt_store.put_file(uow, file, name=reference, content_hash=reference, credited=None)
    new = NewReceipt(uow.new_id(), incoming, household, Outcome.PARTIAL)
    receipt_store.put_receipts(uow, file_id, [new])
    return new.receipt_id
