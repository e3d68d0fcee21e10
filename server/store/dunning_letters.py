"""Dunning letters in bulk (督促状の一括発行): slips, numbers, frozen letters, and their way out of the house.

What `letters` and `payment_slips` do for one, for a slice in a constant number of statements; the rows are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, func, insert, select, update

from server.domain.collection_number import CollectionNumber, Subject
from server.domain.effects import JSON
from server.store import counters, dunning_lines
from server.store import tables as t
from server.store.dialects import insert_rows
from server.store.dunning_stock import Candidate
from server.store.marks import marked
from server.store.unit_of_work import UnitOfWork

_SLICE = 500
_MOST_ISSUES = 99


@dataclass(frozen=True, slots=True)
class BulkSlip:
    """A slip for one instalment: `yen` asked of its premium or its late charge (`subject`), until `use_by`."""

    of: Candidate
    collection_no: str
    issue_no: int
    yen: int
    use_by: date
    subject: Subject = "principal"


@dataclass(frozen=True, slots=True)
class BulkLetter:
    """A letter with everything that is frozen of it."""

    letter: str
    household_key: str
    payer_key: str | None
    office: str
    protected: bool
    keys: Mapping[str, JSON]
    data: Mapping[str, JSON]
    template_hash: str
    household_rev: int
    number: str
    number_no: int
    code: str
    code_no: int


def next_numbers(conn: Connection, some: Iterable[tuple[Candidate, str]]) -> dict[str, CollectionNumber]:
    """The next slip number of each instalment for what is asked of it; one whose account has used its ninety-nine is
    left out.
    """
    wanted = list(some)
    last = _last_issues(conn, {one.account_key for one, _ in wanted})
    found: dict[str, CollectionNumber] = {}
    for one, subject in wanted:
        issue_no = last.get(one.account_key, 0) + 1
        last[one.account_key] = issue_no
        if issue_no <= _MOST_ISSUES:
            instalment = int(one.claim_key[-2:])
            found[one.claim_key] = CollectionNumber(
                one.levy_year, one.notice_no, instalment, cast("Subject", subject), issue_no
            )
    return found


def _last_issues(conn: Connection, accounts: set[str]) -> dict[str, int]:
    table, found = t.payment_slips.c, dict[str, int]()
    for part in _slices(accounts):
        statement = select(table.account_key, func.max(table.issue_no)).where(table.account_key.in_(part))
        found |= {key: int(no) for key, no in conn.execute(statement.group_by(table.account_key))}
    return found


def put_slips(uow: UnitOfWork, slips: Sequence[BulkSlip], by_event: str) -> None:
    """Issues the slips; every older slip that stands for one of their instalments is superseded by it."""
    older = _standing(uow.conn, [slip.of.claim_key for slip in slips])
    slip_rows, line_rows = [], []
    for slip in slips:
        row = {
            "collection_no": slip.collection_no,
            "account_key": slip.of.account_key,
            "issue_no": slip.issue_no,
            "amount": slip.yen,
            "issued_on": uow.business_day,
            "use_by": slip.use_by,
            "by_event": by_event,
            "by_user": uow.actor.user_id,
            "recorded_at": uow.now,
        }
        line = {"collection_no": slip.collection_no, "line_no": 1, "claim_key": slip.of.claim_key}
        slip_rows.append(marked(t.payment_slips, row))
        line_rows.append(marked(t.payment_slip_lines, line | {"subject": slip.subject, "amount": slip.yen}))
    insert_rows(uow.conn, t.payment_slips, slip_rows)
    insert_rows(uow.conn, t.payment_slip_lines, line_rows)
    _supersede(uow, older, {slip.of.claim_key: slip.collection_no for slip in slips})


def _standing(conn: Connection, claim_keys: Sequence[str]) -> list[tuple[str, str]]:
    slip, line = t.payment_slips.c, t.payment_slip_lines.c
    found: list[tuple[str, str]] = []
    for part in _slices(claim_keys):
        statement = (
            select(slip.collection_no, line.claim_key)
            .select_from(t.payment_slips.join(t.payment_slip_lines, line.collection_no == slip.collection_no))
            .where(line.claim_key.in_(part), slip.superseded_on.is_(None))
        )
        found += [(number, claim) for number, claim in conn.execute(statement)]
    return found


def _supersede(uow: UnitOfWork, older: Iterable[tuple[str, str]], by: Mapping[str, str]) -> None:
    rows = [{"old": number, "new": by[claim]} for number, claim in dict(older).items()]
    if rows:
        table = t.payment_slips
        here = (table.c.collection_no == bindparam("old"), table.c.superseded_on.is_(None))
        said: dict[str, Any] = {"superseded_on": uow.business_day, "superseded_by": bindparam("new")}
        uow.conn.execute(update(table).where(*here).values(said), rows)


def take_numbers(uow: UnitOfWork, series: str, count: int) -> range:
    """So many numbers of a series, one behind the other."""
    first = counters.take(uow, f"letter/{series}", count)
    return range(first, first + count)


def put_letters(
    uow: UnitOfWork, letters: Sequence[BulkLetter], *, case_id: str | None, series: str, codes: str
) -> list[str]:
    """Puts the letters on record as issued today, numbers and codes with them; answers their ids in order."""
    ids = [uow.new_id() for _ in letters]
    insert_rows(uow.conn, t.letters, [_letter(uow, key, one, case_id) for key, one in zip(ids, letters, strict=True)])
    numbers = []
    for key, one in zip(ids, letters, strict=True):
        for name, no, number in ((series, one.number_no, one.number), (codes, one.code_no, one.code)):
            taken = {"series": name, "no": no, "number": number, "letter_id": key, "taken_at": uow.now}
            numbers.append(taken | {"void_reason": None})
    insert_rows(uow.conn, t.letter_numbers, numbers)
    return ids


def _letter(uow: UnitOfWork, letter_id: str, one: BulkLetter, case_id: str | None) -> dict[str, Any]:
    row = dict.fromkeys(column.name for column in t.letters.columns)
    said = {
        "letter_id": letter_id,
        "letter": one.letter,
        "case_id": case_id,
        "office": one.office,
        "household_key": one.household_key,
        "person_key": one.payer_key,
        "request_keys": dict(one.keys),
        "delivery": "POST",
        "protected": one.protected,
        "status": "issued",
        "number": one.number,
        "issued_on": uow.business_day,
        "data": dict(one.data),
        "template_hash": one.template_hash,
        "household_rev": one.household_rev,
        "requested_by": uow.actor.user_id,
        "requested_at": uow.now,
        "issued_at": uow.now,
        "reprints": 0,
    }
    return row | said


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """A line of which the letter was issued."""

    claim_key: str
    letter_id: str
    collection_no: str
    asked_yen: int
    content_hash: str


def lines_issued(uow: UnitOfWork, run_id: str, slice_no: int, issued: Sequence[IssuedLine]) -> None:
    """Writes the letters on their lines; an instalment that has a live letter already is refused by the database."""
    table = t.dunning_lines
    here = (table.c.run_id == run_id, table.c.claim_key == bindparam("claim"), table.c.letter_id.is_(None))
    filled: dict[str, Any] = {
        "letter_id": bindparam("letter"),
        "collection_no": bindparam("slip"),
        "asked_yen": bindparam("yen"),
        "content_hash": bindparam("hash"),
        "slice_no": slice_no,
    }
    rows = [
        {"claim": one.claim_key, "letter": one.letter_id, "slip": one.collection_no}
        | {"yen": one.asked_yen, "hash": one.content_hash}
        for one in issued
    ]
    if rows:
        uow.conn.execute(update(table).where(*here).values(filled), rows)


@dataclass(frozen=True, slots=True)
class LetterState:
    """A letter of a run as its hand-over asks: `household_rev` as it was when the letter was frozen."""

    letter_id: str
    claim_key: str
    household_key: str
    status: str
    household_rev: int
    protected: bool


def states(conn: Connection, run_id: str) -> tuple[LetterState, ...]:
    """The letters of a run that are in the house and not pulled, in order of instalment."""
    line, letter = t.dunning_lines.c, t.letters.c
    names = (letter.letter_id, line.claim_key, letter.household_key, letter.status, letter.household_rev)
    statement = (
        select(*names, letter.protected)
        .select_from(t.dunning_lines.join(t.letters, letter.letter_id == line.letter_id))
        .where(line.run_id == run_id, line.pulled.is_(None), line.handed_over_on.is_(None))
        .order_by(line.claim_key)
    )
    rows: Any = conn.execute(statement)
    return tuple(LetterState(*row) for row in rows)


def void(uow: UnitOfWork, letter_ids: Iterable[str], reason: str) -> None:
    """Takes letters out before they are posted; their numbers are void (欠番) with the reason."""
    letter, number = t.letters, t.letter_numbers
    for part in _slices(letter_ids):
        uow.conn.execute(
            update(letter)
            .where(letter.c.letter_id.in_(part), letter.c.status.not_in(("posted", "returned", "void")))
            .values(status="void", void_reason=reason)
        )
        unset = (number.c.letter_id.in_(part), number.c.void_reason.is_(None))
        uow.conn.execute(update(number).where(*unset).values(void_reason=reason))


def hand_over(uow: UnitOfWork, run_id: str, released_by: str, released_at: datetime) -> int:
    """The rendered letters of a run leave the house, released by its decider; answers how many."""
    line, letter = t.dunning_lines.c, t.letters
    mine = select(line.letter_id).where(
        line.run_id == run_id, line.pulled.is_(None), line.handed_over_on.is_(None), line.letter_id.is_not(None)
    )
    ids = [str(one) for one in uow.conn.scalars(mine)]
    for part in _slices(ids):
        here = (letter.c.letter_id.in_(part), letter.c.status == "rendered")
        said = {"status": "handed_over", "released_by": released_by, "released_at": released_at}
        uow.conn.execute(update(letter).where(*here).values(said | {"handed_over_at": uow.now}))
    prints = [{"letter_id": one, "reason": "発送", "by_user": uow.actor.user_id, "at": uow.now} for one in ids]
    if prints:
        uow.conn.execute(insert(t.letter_prints), prints)
    dunning_lines.handed_over(uow, run_id)
    return len(ids)


def posted(uow: UnitOfWork, run_id: str, slip_no: str, office: str, on: date, pulled: int) -> list[str]:
    """The post office took what is at the printer: its slip, and each letter under it; answers the letters' ids."""
    line, letter = t.dunning_lines.c, t.letters
    mine = select(line.letter_id).where(
        line.run_id == run_id, line.pulled.is_(None), line.handed_over_on.is_not(None), line.dispatched_on.is_(None)
    )
    ids = [str(one) for one in uow.conn.scalars(mine)]
    row = {"slip_no": slip_no, "office": office, "posted_on": on, "pieces": len(ids), "pulled": pulled}
    uow.conn.execute(insert(t.dispatches).values(row | {"by_user": uow.actor.user_id, "recorded_at": uow.now}))
    uow.conn.execute(insert(t.dispatch_letters), [{"letter_id": one, "slip_no": slip_no} for one in ids])
    for part in _slices(ids):
        here = (letter.c.letter_id.in_(part), letter.c.status == "handed_over")
        uow.conn.execute(update(letter).where(*here).values(status="posted", posted_on=on))
    return ids


def numbers_of(conn: Connection, letter_ids: Iterable[str]) -> dict[str, str]:
    """The numbers (通知書番号) of these letters; those without one are left out."""
    table, found = t.letters.c, dict[str, str]()
    for part in _slices(letter_ids):
        here = (table.letter_id.in_(part), table.number.is_not(None))
        found |= {key: str(number) for key, number in conn.execute(select(table.letter_id, table.number).where(*here))}
    return found


def put_acts(uow: UnitOfWork, claim_keys: Iterable[str], act: str, on: date, by_event: str) -> None:
    """States the act on each of the instalments, as `claim_acts.put_act` does on one."""
    rows = [
        marked(
            t.claim_acts,
            {
                "act_id": uow.new_id(),
                "claim_key": key,
                "act": act,
                "on_day": on,
                "until_day": None,
                "by_event": by_event,
                "by_user": uow.actor.user_id,
                "recorded_at": uow.now,
            },
        )
        for key in claim_keys
    ]
    insert_rows(uow.conn, t.claim_acts, rows)


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
