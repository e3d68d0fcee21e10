"""Facts of overpayments and refunds (過誤納・還付の事実)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from server.domain.effects import JSON
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.position import payments_on
from server.domain.limitation import Act
from server.domain.limitation_rights import Right, lapses_on
from server.domain.values import Values
from server.store import claim_acts, ledger, overpayments, refund_lapses, refund_shares, refunds
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
    values, said = load_values(ask.conn), dict[Question, JSON]()
    for day in sorted({question.on for question in questions}):
        asked = {question.key: question for question in questions if question.on == day}
        for household, fact in _households(ask.conn, sorted(asked), day, values).items():
            said[asked[household]] = fact
    return said


def refund(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`refund`: the refund of a case as it stands with its payments, None where there is none."""
    found = refunds.facts_of(ask.conn, (question.key for question in questions))
    return {question: found.get(question.key) for question in questions}


def lapsed_refunds(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`lapsed_refunds`: those of the whole city that are not booked as revenue yet."""
    found: JSON = list(refund_lapses.lapsed(ask.conn, load_values(ask.conn))) if questions else []
    return dict.fromkeys(questions, found)


@dataclass(frozen=True, slots=True)
class _Books:
    """What the registers say of the claims of some households, each by claim."""

    places: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, Sequence[Posting]]
    exempt: Mapping[str, Sequence[Any]]
    clocks: Mapping[str, Any]
    fixed: Collection[str]
    deferred: Collection[str]
    letters: Mapping[str, Any]
    dunned: Mapping[str, date]


def _households(conn: Connection, keys: Sequence[str], day: date, values: Values) -> dict[str, JSON]:
    found = overpayments.standing_of(conn, keys, values)
    claims = ledger.claims_of_books(conn, keys)
    books = _books(conn, keys, claims, day, values)
    parts, fixed = _parts(conn, found), overpayments.interest_days(conn, keys)
    others = payees_of(conn, {one.lot.claim for some in found.values() for one in some if one.lot.left})
    said: dict[str, JSON] = {}
    for key in keys:
        mine = [one for name, one in claims.items() if one.open and books.places[name]["household_key"] == key]
        lots = [one for one in found[key] if _shown(one)]
        said[key] = {
            "lots": [
                _lot(one, books.places[one.lot.claim], bool(others.get(one.lot.claim)))
                | {"parts": parts(one), "interest_lapses_on": _interest_day(one, fixed, values)}
                for one in lots
            ],
            "owed": sorted(
                (_owed(one, books) for one in mine), key=lambda one: (one["ordinance_due"], one["claim_key"])
            ),
        }
    return said


def _interest_day(one: Standing, fixed: Mapping[str, date], values: Values) -> str | None:
    """The last day of the interest on its set-offs, a right with a limitation of its own; None where there is none."""
    day = None if one.row is None or not one.row.interest else fixed.get(one.row.overpayment_key)
    return None if day is None else lapses_on(Right.REFUND_INTEREST, day, values).isoformat()


def _parts(conn: Connection, found: Mapping[str, Sequence[Standing]]) -> Callable[[Standing], JSON]:
    """For an overpayment what each heir may claim of it, and whether that is done; none where it was not parted."""
    keys = [
        one.row.overpayment_key
        for some in found.values()
        for one in some
        if one.row is not None and one.row.state == overpayments.REFUND
    ]
    shares = refund_shares.of_overpayments(conn, keys) if keys else ()
    done = refund_shares.done_of(conn, {one.overpayment_key for one in shares}) if shares else {}

    def of(one: Standing) -> JSON:
        key = None if one.row is None else one.row.overpayment_key
        return [
            {
                "heir_no": part.heir_no,
                "refund_key": part.refund_key,
                "yen": part.yen,
                "interest": part.set_off_interest,
                "money": part.money,
                "done": part.heir_no in done.get(part.overpayment_key, ()),
            }
            for part in shares
            if part.overpayment_key == key
        ]

    return of


def _books(conn: Connection, keys: Sequence[str], claims: Mapping[str, Claim], day: date, values: Values) -> _Books:
    lines: dict[str, list[Posting]] = {}
    for some in ledger.lines_of_books(conn, keys).values():
        for one in some:
            if one.posting.claim is not None:
                lines.setdefault(one.posting.claim, []).append(one.posting)
    owed = [key for key, one in claims.items() if one.open]
    acts = claim_acts.acts_on(conn, owed)
    return _Books(
        places=_places(conn, claims),
        lines=lines,
        exempt=exemptions_of(conn, owed),
        clocks=clocks_of(conn, owed, values),
        fixed=late_standing(conn, owed),
        deferred=deferred_claims(conn, keys, day),
        letters=dunnings_of(conn, owed),
        dunned={key: min(days) for key in owed if (days := [one.on for one in acts[key] if one.act is Act.DUNNING])},
    )


def _shown(one: Standing) -> bool:
    row = one.row
    if one.lot.left > 0 or row is None:
        return one.lot.left > 0
    return row.state in (overpayments.OPEN, overpayments.REFUND) or (
        row.state == overpayments.LAPSED and row.interest > 0  # it outlives the refund
    )


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


def _owed(claim: Claim, books: _Books) -> dict[str, Any]:
    key = claim.key
    paid = payments_on(books.lines.get(key, ()), claim.levied.total - max(claim.open.principal.total, 0))
    return (
        _open(claim, books.places[key])
        | _dunned(key, books)
        | {
            "late_fixed": key in books.fixed or bool(claim.assessed.late),
            "payments": [[one.day.isoformat(), one.amount] for one in paid],
            "exemptions": [
                [one.first.isoformat(), one.last.isoformat(), str(one.share)] for one in books.exempt.get(key, ())
            ],
            "prescribed_after": _iso(books.clocks[key].ends_on),
            "deferred": key in books.deferred,
        }
    )


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


def _dunned(key: str, books: _Books) -> dict[str, JSON]:
    """The first dunning: the letter's own dates, else (books taken over) the act that the limitation knows."""
    letter = books.letters.get(key)
    if letter is not None:
        return {"dispatched": _iso(letter.dispatched_on), "designated": _iso(letter.designated_on)}
    return {"dispatched": _iso(books.dunned.get(key)), "designated": None}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
