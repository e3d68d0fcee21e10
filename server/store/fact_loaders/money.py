"""Loaders of facts about money (収納・期別の事実): a payment with where it stands, an instalment with what is open."""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import JSON
from server.domain.ledger.books import Claim
from server.domain.receipts import Stage
from server.store import ledger, receipts
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.paid_in_year import paid_in_year
from server.store.receipts import StoredReceipt
from server.store.receipts_desk import receipts_by_id, standing_of


def payments(ask: Ask, questions: Sequence[Question]) -> Answers:
    """A payment by its id: what its file said, the claims it stands on, what of it is in suspense; None for none."""
    found = {one.receipt_id: one for one in receipts_by_id(ask.conn, [question.key for question in questions])}
    left = receipts.suspense(ask.conn) if found else {}
    standing = standing_of(ask.conn, found)
    return {
        question: _payment(found[question.key], left.get(question.key, 0), standing.get(question.key, {}))
        if question.key in found
        else None
        for question in questions
    }


def _payment(one: StoredReceipt, suspense: int, standing: dict[str, int]) -> JSON:
    return {
        "receipt_id": one.receipt_id,
        "channel": one.channel,
        "final": one.stage == str(Stage.FINAL),
        "reference": one.reference,
        "collection_no": one.collection_no,
        "amount": one.amount,
        "paid_on": one.paid_on.isoformat(),
        "settled_on": one.settled_on.isoformat(),
        "suspense": suspense,
        "standing": [{"claim_key": key, "yen": yen} for key, yen in sorted(standing.items())],
        "notes": list(one.notes),
    }


def claims(ask: Ask, questions: Sequence[Question]) -> Answers:
    """An instalment by its key: household, due day, what is levied, open and overpaid in yen; None for none."""
    found = ledger.claims(ask.conn, [question.key for question in questions])
    return {question: _claim(found[question.key]) if question.key in found else None for question in questions}


def _claim(one: Claim) -> JSON:
    return {
        "claim_key": one.key,
        "household_key": one.book,
        "levy_year": one.levy_year,
        "due_on": one.due_on.isoformat(),
        "levied": one.levied.total,
        "open": one.open.total,
        "overpaid": one.payable.total,
    }


def paid_in_years(ask: Ask, questions: Sequence[Question]) -> Answers:
    """What a payer paid in a calendar year; key `household_key/payer_key/year`, the payer empty for the head's own."""
    asked = {question: _parts(question.key) for question in questions}
    by_year: dict[int, set[str]] = {}
    for household, _, year in asked.values():
        by_year.setdefault(year, set()).add(household)
    found = {year: paid_in_year(ask.conn, households, year) for year, households in by_year.items()}
    return {
        question: [
            {"channel": one.channel, "levy_year": one.levy_year, "yen": one.yen}
            for one in found[year]
            if one.household_key == household and one.payer_key in ("", payer)
        ]
        for question, (household, payer, year) in asked.items()
    }


def _parts(key: str) -> tuple[str, str, int]:
    household, payer, year = key.split("/")
    return household, payer, int(year)
