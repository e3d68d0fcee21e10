"""Facts about arrangements with debtors and about letters that went out (分納・猶予・送達)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from server.domain.effects import JSON
from server.domain.ledger.books import Posting
from server.domain.ledger.position import Position, State, position
from server.store import claim_acts, ledger, receipts
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, holding, plain
from server.store.letter_services import services_of
from server.store.values import load_values

_PLEDGE = "pledge_key status signed_on signer principal claims lines missed rule ground valid_from".split()
_DEFERRAL = (
    "deferral_key case_id kind ex_officio status reason first_on last_on share security claims lines missed ground "
    "valid_from".split()
)
_SENT = (
    "letter_id letter number status delivery household_key person_key office case_id protected issued_on posted_on "
    "request_keys".split()
)
_SERVICE = "status reason returned_on way served_on posted_from case_id".split()
_GONE = (State.PRESCRIBED, State.WRITTEN_OFF)


def pledges(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`pledges`: a household's pledges as they are on the day."""
    return _of_household(ask, questions, t.pledges, _PLEDGE)


def deferrals(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`deferrals`: a household's deferrals as known on the day."""
    return _of_household(ask, questions, t.deferrals, _DEFERRAL)


def _of_household(ask: Ask, questions: Sequence[Question], table: Table, names: Sequence[str]) -> Answers:
    keys = [question.key for question in questions]
    rows = by(ask.rows(table, table.c.household_key, keys), "household_key")
    return {
        question: [plain(row, *names) for row in holding(rows.get(question.key, []), question.on)]
        for question in questions
    }


def letters_sent(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`letter_sent`: a letter by its id, its number, or the code at its foot; None for none."""
    keys = sorted({question.key for question in questions})
    n, c = t.letter_numbers.c, t.letters.c
    numbered = select(n.number, n.letter_id).where(n.number.in_(keys), n.void_reason.is_(None))
    ids: dict[str, str] = {row.number: row.letter_id for row in ask.conn.execute(numbered)}
    wanted = sorted({*keys, *ids.values()})
    rows = {row.letter_id: row._asdict() for row in ask.conn.execute(t.letters.select().where(c.letter_id.in_(wanted)))}
    day = max(question.on for question in questions)
    served = services_of(ask.conn, rows, day)
    answers: dict[Question, JSON] = {}
    for question in questions:
        row = rows.get(ids.get(question.key, question.key))
        answers[question] = None if row is None else _sent(row, served.get(row["letter_id"]))
    return answers


def _sent(row: dict[str, Any], service: Any) -> dict[str, JSON]:
    data = row["data"] or {}
    stands = None if service is None else plain({n: getattr(service, n) for n in _SERVICE}, *_SERVICE)
    return {**plain(row, *_SENT), "code": data.get("letter_code"), "service": stands}


def open_claims(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`open_claims`: of a household what is still open of each instalment, and what is extinct."""
    books = sorted({question.key for question in questions})
    claims = {key: one for key, one in ledger.claims_of_books(ask.conn, books).items() if one.open.total > 0}
    acts = claim_acts.acts_on(ask.conn, claims)
    lines: dict[str, list[Posting]] = {key: [] for key in claims}
    p = t.postings
    for row in ask.conn.execute(p.select().where(p.c.book.in_(books)).order_by(p.c.book, p.c.line_no)):
        if row.claim_key in lines:
            lines[row.claim_key].append(ledger.posting_of(row))
    values, coming = load_values(ask.conn), _coming(ask.conn, books)
    answers: dict[Question, JSON] = {}
    for question in questions:
        mine = [one for one in claims.values() if one.book == question.key]
        at = [position(c, lines[c.key], acts[c.key], values, question.on) for c in mine]
        answers[question] = {**_open(at), "coming": coming.get(question.key, 0)}
    return answers


def _coming(conn: Connection, books: Sequence[str]) -> dict[str, int]:
    """The yen told of by 速報 alone, by household."""
    found: dict[str, int] = {}
    for one in receipts.in_transit(conn, books):
        found[str(one.household_key)] = found.get(str(one.household_key), 0) + one.amount
    return found


def _open(stand: list[Position]) -> dict[str, JSON]:
    stand = sorted(stand, key=lambda one: (one.claim.due_on, one.claim.key))
    return {
        "standing": [_one(at) for at in stand if at.state not in _GONE and at.claim.open.principal.total > 0],
        "prescribed": [at.claim.key for at in stand if at.state in _GONE],
    }


def _one(at: Position) -> dict[str, JSON]:
    claim = at.claim
    return {
        "claim_key": claim.key,
        "levy_year": claim.levy_year,
        "no": int(claim.key[-2:]),
        "due_on": claim.due_on.isoformat(),
        "open": claim.open.principal.total,
        "late": None if at.late is None else at.late_yen,
    }
