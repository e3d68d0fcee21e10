"""Facts of what time does to a claim (延滞金・時効・執行停止・欠損の事実)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from server.domain.effects import JSON
from server.domain.ledger.books import Claim
from server.store import late_charges, ledger
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.late_charges import FixedLate
from server.store.rows import columns, fetch_all


def late_charge(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`late_charge`: a late charge by its id with what is open of it now; None for none."""
    table, wanted = t.late_charges, [question.key for question in questions]
    statement = select(*columns(FixedLate, table)).where(table.c.late_id.in_(wanted))
    found = {one.late_id: one for one in fetch_all(ask.conn, FixedLate, statement)}
    claims = ledger.claims(ask.conn, {one.claim_key for one in found.values()})
    return {
        question: _late(found[question.key], claims[found[question.key].claim_key]) if question.key in found else None
        for question in questions
    }


def _late(one: FixedLate, claim: Claim) -> JSON:
    return {
        "late_id": one.late_id,
        "claim_key": one.claim_key,
        "no": int(one.claim_key[-2:]),
        "amount": one.amount,
        "open_late": claim.open.late,
        "levied": claim.levied.total,
        "paid_on": one.paid_on.isoformat(),
        "due_on": None if one.due_on is None else one.due_on.isoformat(),
        "principal_due_on": claim.due_on.isoformat(),
        "taken_back": one.taken_back_on is not None,
        "trace": dict(one.trace),
    }


def late_of_household(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`late_of_household`: every instalment past its due date on the day, with its fixed late charge where there is
    one; oldest first."""
    claims = ledger.claims_of_books(ask.conn, [question.key for question in questions])
    fixed = late_charges.standing(ask.conn, claims)
    return {
        question: [
            _line(claim, fixed.get(key))
            for key, claim in claims.items()
            if claim.book == question.key and claim.due_on < question.on
        ]
        for question in questions
    }


def _line(claim: Claim, fixed: FixedLate | None) -> JSON:
    stands = fixed is not None and fixed.state == late_charges.FIXED
    return {
        "claim_key": claim.key,
        "levy_year": claim.levy_year,
        "no": int(claim.key[-2:]),
        "due_on": claim.due_on.isoformat(),
        "open": claim.open.principal.total,
        "fixed": fixed.amount if fixed is not None and stands else None,
        "open_late": claim.open.late,
    }
