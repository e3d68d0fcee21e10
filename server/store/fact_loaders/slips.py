"""Facts of slips and mandates (納付書・口座振替の事実): as they stand now, accounts masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from server.domain.direct_debit import Turn
from server.domain.effects import JSON
from server.domain.ledger.books import Claim
from server.store import debit_runs, ledger, mandates, payment_slips
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, plain
from server.store.payment_slips import Slip, SlipLine

_MONTHS_AHEAD = 120  # days


def slips(ask: Ask, questions: Sequence[Question]) -> Answers:
    """A payment slip by its number, with what is open of each line now."""
    numbers = [question.key for question in questions]
    found, lines = payment_slips.slips(ask.conn, numbers), payment_slips.slip_lines(ask.conn, numbers)
    claims = ledger.claims(ask.conn, {line.claim_key for some in lines.values() for line in some})
    accounts = _accounts(ask, found.values())
    return {
        question: _slip(found[question.key], lines[question.key], claims, accounts) if question.key in found else None
        for question in questions
    }


def _accounts(ask: Ask, found: Iterable[Slip]) -> dict[str, dict[str, JSON]]:
    keys = sorted({slip.account_key for slip in found})
    table = t.levy_accounts
    names = ("levy_year", "notice_no", "household_key", "payer_key")
    rows = ask.conn.execute(select(table).where(table.c.account_key.in_(keys)))
    return {row.account_key: plain(row._asdict(), *names) for row in rows}


def _slip(
    slip: Slip, lines: Sequence[SlipLine], claims: Mapping[str, Claim], accounts: Mapping[str, dict[str, JSON]]
) -> JSON:
    days = {name: None if day is None else day.isoformat() for name, day in _days(slip)}
    told: dict[str, JSON] = {
        "collection_no": slip.collection_no,
        "account_key": slip.account_key,
        "amount": slip.amount,
    }
    told["lines"] = [_line(line, claims[line.claim_key]) for line in lines]
    return {**accounts[slip.account_key], **told, **days}


def _days(slip: Slip) -> tuple[tuple[str, date | None], ...]:
    return (("issued_on", slip.issued_on), ("use_by", slip.use_by), ("superseded_on", slip.superseded_on))


def _line(line: SlipLine, claim: Claim) -> JSON:
    opened = claim.open.late if line.subject == "late" else claim.open.principal.total
    return {
        "claim_key": line.claim_key,
        "instalment_no": int(line.claim_key[-2:]),
        "subject": line.subject,
        "amount": line.amount,
        "open": opened,
        "due_on": claim.due_on.isoformat(),
    }


def mandates_now(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`debit_mandate`: the mandate of a household on the day, masked."""
    answers: dict[Question, JSON] = {}
    for day in {question.on for question in questions}:
        asked = [question for question in questions if question.on == day]
        found = mandates.mandates_on(ask.conn, [question.key for question in asked], day)
        answers |= {question: _mandate(found.get(question.key)) for question in asked}
    return answers


def _mandate(one: mandates.Mandate | None) -> JSON:
    if one is None:
        return None
    return {
        "mandate_key": one.mandate_key,
        "status": one.status,
        "institution": one.institution,
        "branch": one.branch,
        "account_kind": one.account_kind,
        "account_tail": one.account_tail,
        "timing": one.timing,
        "first_due_on": one.first_due_on.isoformat(),
        "ground": one.ground,
        "valid_from": one.valid_from.isoformat(),
    }


def same_accounts(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`same_account`: whether two sealed account numbers are equal, by their marks; nothing is opened."""
    table = t.sealed_accounts.c
    tokens = sorted({part for question in questions for part in question.split()})
    rows = ask.conn.execute(select(table.token, table.match_hash).where(table.token.in_(tokens)))
    marks = {row.token: row.match_hash for row in rows}
    answers: dict[Question, JSON] = {}
    for question in questions:
        first, second = question.split()
        answers[question] = first in marks and marks[first] == marks.get(second)
    return answers


def uncut_due_dates(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`uncut_due_dates`: the due dates of the next months whose request to the banks is not cut yet."""
    known: dict[date, JSON] = {on: _uncut(ask, on) for on in {question.on for question in questions}}
    return {question: known[question.on] for question in questions}


def _uncut(ask: Ask, on: date) -> JSON:
    dues = debit_runs.due_dates(ask.conn, on, date.fromordinal(on.toordinal() + _MONTHS_AHEAD))
    cut = {day for day in dues if debit_runs.run_of(ask.conn, day, Turn.FIRST) is not None}
    return [day.isoformat() for day in dues if day not in cut]
