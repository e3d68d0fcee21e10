"""Facts of overpayments and refunds (過誤納・還付の事実)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from server.domain.effects import JSON
from server.domain.ledger.books import Claim
from server.domain.ledger.position import payments_on
from server.domain.limitation import Act
from server.domain.values import Values
from server.store import claim_acts, ledger, overpayments, refunds
from server.store import tables as t
from server.store.connection import Connection
from server.store.deferrals import deferred_claims
from server.store.dunnings import dunnings_of
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.late_charges import standing as late_standing
from server.store.late_exemptions import exemptions_of
from server.store.overpayments import Standing
from server.store.prescribed import clocks_of
from server.store.special_results import payees_of
from server.store.values import load_values


def overpaid(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`overpaid`: what a household paid too much, and what it owes that an overpayment could be set off against."""
    values = load_values(ask.conn)
    return {question: _household(ask.conn, question.key, question.on, values) for question in questions}


def refund(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`refund`: the refund of a case as it stands with its payments, None where there is none."""
    return {question: refunds.fact_of(ask.conn, question.key) for question in questions}


def _household(conn: Connection, household: str, day: date, values: Values) -> JSON:
    found = overpayments.standing(conn, household, values)
    claims = ledger.claims_of_books(conn, [household])
    places = _places(conn, claims)
    others = payees_of(conn, {one.lot.claim for one in found if one.lot.left})
    return {
        "lots": [_lot(one, places[one.lot.claim], bool(others.get(one.lot.claim))) for one in found if _shown(one)],
        "owed": _owed(conn, household, {key: one for key, one in claims.items() if one.open}, places, day, values),
    }


def _shown(one: Standing) -> bool:
    return one.lot.left > 0 or (one.row is not None and one.row.state in (overpayments.OPEN, overpayments.REFUND))


def _lot(one: Standing, place: Mapping[str, Any], pension: bool) -> JSON:
    lot, row = one.lot, one.row
    return {
        "key": overpayments.key_of(place["household_key"], lot.line_no),
        "line_no": lot.line_no,
        "claim_key": lot.claim,
        "levy_year": place["levy_year"],
        "no": place["instalment_no"],
        "payer_key": place["payer_key"],
        "arose_on": lot.arose_on.isoformat(),
        "yen": lot.yen,
        "left": lot.left,
        "event": str(lot.event),
        "cause": str(lot.cause),
        "confirmed": None if row is None else row.cause,
        "money": [[paid.day.isoformat(), paid.amount] for paid in lot.money],
        "lapses_on": one.lapses_on.isoformat(),
        "case_id": None if row is None else row.case_id,
        "state": None if row is None else row.state,
        "interest": 0 if row is None else row.interest,
        "interest_trace": None if row is None else row.interest_trace,
        "pension_payer": pension,
    }


def _places(conn: Connection, claims: Mapping[str, Claim]) -> dict[str, Mapping[str, Any]]:
    i, a = t.instalments.c, t.levy_accounts.c
    joined = t.instalments.join(t.levy_accounts, a.account_key == i.account_key)
    wanted = (i.claim_key, a.household_key, a.payer_key, a.levy_year, i.instalment_no, i.ordinance_due)
    rows = conn.execute(select(*wanted).select_from(joined).where(i.claim_key.in_(sorted(claims))))
    return {str(row.claim_key): dict(row._mapping) for row in rows}


def _owed(
    conn: Connection,
    household: str,
    claims: Mapping[str, Claim],
    places: Mapping[str, Mapping[str, Any]],
    day: date,
    values: Values,
) -> list[JSON]:
    lines = ledger.lines_of(conn, household)
    exempt, clocks = exemptions_of(conn, claims), clocks_of(conn, claims, values)
    fixed, deferred = late_standing(conn, claims), deferred_claims(conn, [household], day)
    found: list[JSON] = []
    for key, claim in claims.items():
        mine = [one.posting for one in lines if one.posting.claim == key]
        paid = payments_on(mine, claim.levied.total - max(claim.open.principal.total, 0))
        days = [[one.first.isoformat(), one.last.isoformat(), str(one.share)] for one in exempt.get(key, ())]
        found.append(
            _open(claim, places[key])
            | _dunned(conn, key)
            | {
                "late_fixed": key in fixed or bool(claim.assessed.late),
                "payments": [[one.day.isoformat(), one.amount] for one in paid],
                "exemptions": days,
                "prescribed_after": _iso(clocks[key].ends_on),
                "deferred": key in deferred,
            }
        )
    return sorted(found, key=lambda one: (one["ordinance_due"], one["claim_key"]))


def _open(claim: Claim, place: Mapping[str, Any]) -> dict[str, JSON]:
    return {
        "claim_key": claim.key,
        "levy_year": place["levy_year"],
        "no": place["instalment_no"],
        "payer_key": place["payer_key"],
        "ordinance_due": place["ordinance_due"].isoformat(),
        "due_on": claim.due_on.isoformat(),
        "principal": max(claim.open.principal.total, 0),
        "late": max(claim.open.late, 0),
        "fee": max(claim.open.fee, 0),
        "cost": max(claim.open.cost, 0),
        "levied": claim.levied.total,
    }


def _dunned(conn: Connection, key: str) -> dict[str, JSON]:
    """The first dunning: the letter's own dates, else (books taken over) the act that the limitation knows."""
    letter = dunnings_of(conn, [key]).get(key)
    if letter is not None:
        return {"dispatched": _iso(letter.dispatched_on), "designated": _iso(letter.designated_on)}
    first = claim_acts.documents_of(conn, key, Act.DUNNING)
    return {"dispatched": _iso(first[0][0]) if first else None, "designated": None}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
