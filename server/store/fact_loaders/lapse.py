"""Facts of what time does to a claim (延滞金・時効・執行停止・欠損の事実)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from server.domain.effects import JSON
from server.domain.ledger.books import Claim
from server.domain.limitation import Clock, is_prescribed
from server.domain.limitation_warning import trace_of
from server.store import late_charges, ledger, suspensions, write_offs
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.late_charges import FixedLate
from server.store.prescribed import clocks_of
from server.store.rows import columns, fetch_all
from server.store.suspensions import Suspension
from server.store.values import load_values


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
        "spans": fixed.trace["spans"] if fixed is not None and stands else [],
        "open_late": claim.open.late,
    }


def limitation_clocks(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`limitation_clocks`: of a household each open instalment with the end of its limitation and every act on it."""
    claims = _open_of(ask, questions)
    clocks = clocks_of(ask.conn, claims, load_values(ask.conn))
    resting = suspensions.suspended(ask.conn, claims)
    return {
        question: [
            {
                **_named(claim),
                "open": claim.open.total,
                "ends_on": _day(clocks[key].ends_on),
                "shown_on": _day(clocks[key].shown_on),
                "extinct": is_prescribed(clocks[key].ends_on, question.on),
                "suspended": key in resting,
                "steps": trace_of(clocks[key]),
            }
            for key, claim in claims.items()
            if claim.book == question.key and claim.due_on < question.on
        ]
        for question in questions
    }


def suspension(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`suspension`: a suspension by its key (the case) with what rests of it now; None for none."""
    table, wanted = t.suspensions, [question.key for question in questions]
    statement = select(*columns(Suspension, table)).where(table.c.suspension_key.in_(wanted))
    rows: dict[str, list[Suspension]] = {}
    for one in fetch_all(ask.conn, Suspension, statement.order_by(table.c.claim_key)):
        rows.setdefault(one.suspension_key, []).append(one)
    claims = ledger.claims(ask.conn, {one.claim_key for some in rows.values() for one in some})
    return {
        question: _suspension(rows[question.key], claims) if question.key in rows else None for question in questions
    }


def _suspension(rows: Sequence[Suspension], claims: Mapping[str, Claim]) -> JSON:
    first = rows[0]
    return {
        "household_key": first.household_key,
        "from_day": first.from_day.isoformat(),
        "reason": first.reason,
        "at_once": first.at_once,
        "claims": [
            {**_named(claims[one.claim_key]), "open": claims[one.claim_key].open.total, "ended_as": one.ended_as}
            for one in rows
        ],
    }


def extinct_claims(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`extinct_claims`: of a household what is extinct and still stands in the books, each with ground and proof."""
    claims = _open_of(ask, questions)
    clocks = clocks_of(ask.conn, claims, load_values(ask.conn))
    ended = suspensions.extinguished(ask.conn, claims)
    answers: dict[Question, JSON] = {}
    for question in questions:
        mine = [claim for claim in claims.values() if claim.book == question.key]
        found = (_extinct(claim, clocks[claim.key], ended.get(claim.key), question) for claim in mine)
        answers[question] = [one for one in found if one is not None]
    return answers


def _extinct(claim: Claim, clock: Clock, ended: Suspension | None, question: Question) -> dict[str, JSON] | None:
    """Whichever came first ended it: limitation, or the suspension."""
    lapsed = is_prescribed(clock.ends_on, question.on)
    by_rest = None if ended is None or ended.ended_on is None else ended.ended_on
    if by_rest is not None and ended is not None and not (lapsed and clock.ends_on and clock.ends_on < by_rest):
        ground = "EXTINGUISHED_AT_ONCE" if ended.at_once else "EXTINGUISHED_3Y"
        proof: dict[str, JSON] = {"suspension": ended.suspension_key, "reason": ended.reason}
        proof |= {"from_day": ended.from_day.isoformat(), "document": ended.by_event}
        return {
            **_named(claim),
            "open": claim.open.total,
            "ground": ground,
            "since": by_rest.isoformat(),
            "proof": proof,
        }
    if not lapsed or clock.ends_on is None:
        return None
    since = clock.ends_on + timedelta(days=1)
    steps = {"steps": trace_of(clock), "ends_on": clock.ends_on.isoformat()}
    return {
        **_named(claim),
        "open": claim.open.total,
        "ground": "PRESCRIBED",
        "since": since.isoformat(),
        "proof": steps,
    }


def write_offs_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`write_off`: the write-off of an instalment that stands, and whether it is extinct still; None for none."""
    found = write_offs.standing(ask.conn, [question.key for question in questions])
    clocks = clocks_of(ask.conn, found, load_values(ask.conn))
    ended = suspensions.extinguished(ask.conn, found)
    claims = ledger.claims(ask.conn, found)
    answers: dict[Question, JSON] = {}
    for question in questions:
        one = found.get(question.key)
        if one is None:
            answers[question] = None
            continue
        lapsed = is_prescribed(clocks[one.claim_key].ends_on, question.on)
        still = lapsed if one.ground == "PRESCRIBED" else one.claim_key in ended
        said = {"household_key": one.household_key, "ground": one.ground, "yen": one.yen, "still_extinct": still}
        answers[question] = {**_named(claims[one.claim_key]), **said, "written_on": one.written_on.isoformat()}
    return answers


def _open_of(ask: Ask, questions: Sequence[Question]) -> dict[str, Claim]:
    claims = ledger.claims_of_books(ask.conn, {question.key for question in questions})
    return {key: claim for key, claim in claims.items() if claim.open.total > 0}


def _named(claim: Claim) -> dict[str, JSON]:
    return {
        "claim_key": claim.key,
        "levy_year": claim.levy_year,
        "no": int(claim.key[-2:]),
        "due_on": claim.due_on.isoformat(),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
