"""One line of the federation's list on its case (委託求償の入金の記帳): claim, receipt, and the line kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.domain.calendar import fiscal_year
from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey
from server.domain.recourse.remittance import Remitted
from server.domain.refusals import Refused
from server.operators.third_party_recourse.reckoning import amount_now
from server.store import cases, entrusted_receipts, other_claims, recourses, registers
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.households import household_revs
from server.store.recourses import Case
from server.store.unit_of_work import UnitOfWork

ENTRUSTED = "ENTRUSTED"


def entrusted_case(conn: Connection, number: str) -> Case | None:
    """The running case of recourse of this number that was entrusted; None for any other."""
    case = cases.get_case_by_number(conn, number)
    found = () if case is None else recourses.recourses_of(conn, households=[str(case.household_key)])
    return next((one for one in found if case and one.case_id == case.case_id and one.state == ENTRUSTED), None)


def post(uow: UnitOfWork, file_id: str, remitted_on: str, row: Remitted, case: Case) -> None:
    """Receipts what was collected on the case's open claims, the oldest first; what is over them is fixed as one."""
    event, left = f"feed:{file_id}/{row.row_no}", row.collected
    open_ones = _open(uow.conn, case.case_id)
    missing = left - sum(open_ones.values())
    if missing > 0:
        open_ones |= dict(_fixed(uow, row, case, missing, event))
    keys = list(open_ones)
    for place, key in enumerate(keys, 1):
        part = min(left, open_ones[key])
        if part:
            _receipt(uow, row, case, key, part, f"国保連 {file_id[-8:]}/{row.row_no}/{place}", event)
        left -= part
    kept = {"file_id": file_id, "row_no": row.row_no, "case_id": case.case_id, "claim_key": keys[-1]}
    kept |= {name: getattr(row, name) for name in ("payer", "paid_on", "collected", "fee", "remitted", "final")}
    entrusted_receipts.put(uow, kept | {"remitted_on": date.fromisoformat(remitted_on)})
    uow.bump_households(household_revs(uow.conn, [case.household_key]))


def _open(conn: Connection, case_id: str) -> dict[str, int]:
    """Yen that are open of each of the case's claims."""
    every = other_claims.claims_of_case(conn, case_id)
    lines = other_claims.lines_of(conn, (one.claim_key for one in every))
    found = {one.claim_key: sum(line.yen for line in lines[one.claim_key]) for one in every}
    return {key: yen for key, yen in found.items() if yen > 0}


def _fixed(uow: UnitOfWork, row: Remitted, case: Case, yen: int, event: str) -> Iterator[tuple[str, int]]:
    """Money that comes unasked is a claim fixed on its arrival (事後調定)."""
    number = len(other_claims.claims_of_case(uow.conn, case.case_id)) + 1
    key, today = f"{case.case_id}/{number}", uow.business_day
    payload: dict[str, JSON] = {
        "claim_key": key,
        "kind": "RECOURSE",
        "nature": "PRIVATE",
        "household_key": case.household_key,
        "person_key": case.person_key,
        "case_id": case.case_id,
        "debtor": case.debtor or row.payer,
        "number": f"{row.case_number}-{number}",
        "fixed_on": today.isoformat(),
        "due_on": today.isoformat(),
        "accounting_year": fiscal_year(today),
        "ends_on": case.first_end.isoformat(),
        "yen": yen,
        "reason": "第三者納付金の調定(国保連合会の収納)",
        "second_user": None,
    }
    registers.apply_change(uow, RegisterChange("fix_other_claim", key, payload), event=event)
    yield key, yen


def _receipt(uow: UnitOfWork, row: Remitted, case: Case, key: str, yen: int, reference: str, event: str) -> None:
    payload: dict[str, JSON] = {
        "claim_key": key,
        "kind": "RECEIPT",
        "yen": -yen,
        "value_on": row.paid_on.isoformat(),
        "reason": f"国保連合会の収納(手数料{row.fee:,}円)",
        "case_id": case.case_id,
        "reference": reference,
    }
    registers.apply_change(uow, RegisterChange("post_other_claim", f"{key}/{reference}", payload), event=event)


def difference(
    conn: Connection, case: Case, entry: Mapping[str, Any] | None, day: date, *, final: bool
) -> tuple[int, int] | None:
    """Yen received and the amount by the register of now, where they part: more than it, or less at the end."""
    received = sum(one.collected for one in entrusted_receipts.of_case(conn, case.case_id))
    kinds = [FactKey("recourse", case.recourse_key), FactKey("benefits", case.person_key)]
    known = load_facts(conn, kinds, on=day)
    told: Any = known.get_fact("recourse", case.recourse_key)
    found: Any = known.get_fact("benefits", case.person_key)
    try:
        amount = 0 if entry is None else amount_now(found, told["links"], entry).amount
    except Refused:
        amount = 0
    return (received, amount) if received > amount or (final and received < amount) else None
