"""Letters (通知書): requested with a case, frozen at issue, released by a named person, and never overwritten.

requested → issued → rendered → released → handed_over → posted → returned; `held` waits for a person at any point
before release, `void` ends a letter for good (its number stays void, 欠番). Every move is conditional on the state
before it, so that two people never move one letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, update

from server.domain.effects import JSON, JSONObject
from server.domain.jsonvalue import check_json
from server.domain.refusals import Refused
from server.domain.rights import Scope
from server.store import counters
from server.store import tables as t
from server.store.dialects import insert_or_ignore, is_postgres
from server.store.rows import PAGE, Page, behind, columns, decode_cursor, fetch_all, fetch_one, page_of
from server.store.scopes import in_scope
from server.store.tables.columns import instant_text
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter asked for: keys only; `office` is the ward that answers for it, `delivery` its class (POST …)."""

    letter: str
    office: str
    household_key: str
    request_keys: JSONObject
    delivery: str
    case_id: str | None = None
    person_key: str | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it stands; `data` is what was frozen at issue, `held_for` the reasons why it waits."""

    letter_id: str
    letter: str
    case_id: str | None
    office: str
    household_key: str
    person_key: str | None
    request_keys: Mapping[str, JSON]
    delivery: str
    protected: bool
    status: str
    number: str | None
    issued_on: date | None
    data: Mapping[str, JSON] | None
    template_hash: str | None
    stack: str | None
    household_rev: int | None
    pdf_hash: str | None
    pages: int | None
    held_for: JSON
    requested_by: str
    requested_at: datetime
    issued_at: datetime | None
    rendered_at: datetime | None
    released_by: str | None
    released_at: datetime | None
    handed_over_at: datetime | None
    posted_on: date | None
    returned_on: date | None
    return_reason: str | None
    void_reason: str | None
    reprints: int


@dataclass(frozen=True, slots=True)
class LetterPrint:
    """One print of a letter."""

    letter_id: str
    reason: str
    by_user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Archived:
    """What lies in the archive under a hash."""

    hash: str
    media_type: str
    size: int
    pages: int | None
    stored_at: datetime


def request_letter(uow: UnitOfWork, new: NewLetter) -> str:
    """Asks for a letter, in the transaction of what it tells about, and returns its id."""
    row = letter_row(uow, new)
    uow.conn.execute(insert(t.letters).values(row))
    return str(row["letter_id"])


def letter_row(uow: UnitOfWork, new: NewLetter) -> dict[str, Any]:
    """A letter asked for as its row."""
    check_json(dict(new.request_keys), "request_keys")
    row = {name: getattr(new, name) for name in NewLetter.__slots__}
    return row | {
        "letter_id": uow.new_id(),
        "request_keys": dict(new.request_keys),
        "status": "requested",
        "requested_by": uow.actor.user_id,
        "requested_at": uow.now,
        "reprints": 0,
    }


def take_letters(uow: UnitOfWork, status: str, *, limit: int = 100) -> tuple[Letter, ...]:
    """The oldest letters in `status`, locked for this unit of work; others skip them (PostgreSQL)."""
    statement = select(*columns(Letter, t.letters)).where(t.letters.c.status == status)
    statement = statement.order_by(t.letters.c.requested_at, t.letters.c.letter_id).limit(limit)
    if is_postgres(uow.conn):
        statement = statement.with_for_update(skip_locked=True)
    return fetch_all(uow.conn, Letter, statement)


def take_number(uow: UnitOfWork, letter_id: str, *, series: str, prefix: str = "", suffix: str = "", width: int) -> str:
    """The next number of a series (通知書番号), this letter's for ever: prefix, `width` digits, suffix."""
    no = counters.take(uow, f"letter/{series}")
    number = f"{prefix}{no:0{width}d}{suffix}"
    row = {"series": series, "no": no, "number": number, "letter_id": letter_id, "taken_at": uow.now}
    uow.conn.execute(insert(t.letter_numbers).values(row))
    return number


def issue_letter(
    uow: UnitOfWork,
    letter_id: str,
    *,
    number: str | None,
    issued_on: date,
    data: JSONObject,
    template_hash: str,
    household_rev: int,
) -> None:
    """Freezes what the letter says (発行); `household_rev` is compared again at hand-over."""
    check_json(dict(data), "data")
    frozen = {
        "number": number,
        "issued_on": issued_on,
        "data": dict(data),
        "template_hash": template_hash,
        "household_rev": household_rev,
        "issued_at": uow.now,
        "held_for": None,
    }
    _move(uow, [letter_id], ("requested", "held"), "issued", **frozen)


def letter_rendered(uow: UnitOfWork, letter_id: str, *, pdf_hash: str, pages: int, stack: str) -> None:
    """The PDF lies in the archive under `pdf_hash`; `stack` is the fingerprint of the text stack that made it."""
    made = {"pdf_hash": pdf_hash, "pages": pages, "stack": stack, "rendered_at": uow.now, "held_for": None}
    _move(uow, [letter_id], ("issued", "held"), "rendered", **made)


def hold_letter(uow: UnitOfWork, letter_id: str, reasons: JSON) -> None:
    """The letter waits for a person (保留): it would be printed wrongly, or what it rests on has moved."""
    check_json(reasons, "held_for")
    _move(uow, [letter_id], ("requested", "issued", "rendered", "held"), "held", held_for=reasons)


def release_letters(uow: UnitOfWork, letter_ids: Iterable[str]) -> int:
    """The actor lets the rendered letters leave the house; raises `Refused` when one is not ready to be released."""
    released = {"released_by": uow.actor.user_id, "released_at": uow.now}
    return _move(uow, letter_ids, ("rendered",), "released", **released)


def hand_over_letters(uow: UnitOfWork, letter_ids: Iterable[str]) -> int:
    """Released letters go to the printer or the counter; the caller has compared every `household_rev`."""
    return _move(uow, letter_ids, ("released",), "handed_over", handed_over_at=uow.now)


def letters_posted(uow: UnitOfWork, letter_ids: Iterable[str], posted_on: date) -> int:
    """The post office has taken them on the day (発送)."""
    return _move(uow, letter_ids, ("handed_over",), "posted", posted_on=posted_on)


def letter_returned(uow: UnitOfWork, letter_id: str, *, returned_on: date, reason: str) -> None:
    """The letter came back (返戻) for a reason."""
    _move(uow, [letter_id], ("posted", "handed_over"), "returned", returned_on=returned_on, return_reason=reason)


def void_letter(uow: UnitOfWork, letter_id: str, reason: str) -> None:
    """Takes a letter out before it left the house; its number is void (欠番) with the reason."""
    _move(uow, [letter_id], ("requested", "issued", "rendered", "held", "released"), "void", void_reason=reason)
    table = t.letter_numbers
    uow.conn.execute(update(table).where(table.c.letter_id == letter_id).values(void_reason=reason))


def record_print(uow: UnitOfWork, letter_id: str, reason: str) -> None:
    """Notes a print by the actor; every one but the first counts as a reprint (再印刷)."""
    row = {"letter_id": letter_id, "reason": reason, "by_user": uow.actor.user_id, "at": uow.now}
    before = uow.conn.execute(
        select(t.letter_prints.c.id).where(t.letter_prints.c.letter_id == letter_id).limit(1)
    ).first()
    uow.conn.execute(insert(t.letter_prints).values(row))
    if before is not None:
        table = t.letters
        uow.conn.execute(update(table).where(table.c.letter_id == letter_id).values(reprints=table.c.reprints + 1))


def prints_of(conn: Connection, letter_id: str) -> tuple[LetterPrint, ...]:
    """All prints of a letter, oldest first."""
    table = t.letter_prints
    statement = select(*columns(LetterPrint, table)).where(table.c.letter_id == letter_id).order_by(table.c.id)
    return fetch_all(conn, LetterPrint, statement)


def get_letter(conn: Connection, letter_id: str) -> Letter | None:
    """One letter."""
    return fetch_one(conn, Letter, select(*columns(Letter, t.letters)).where(t.letters.c.letter_id == letter_id))


def lock_letter(uow: UnitOfWork, letter_id: str) -> Letter | None:
    """The letter as `get_letter`, and nobody else moves it until this unit of work ends."""
    statement = select(*columns(Letter, t.letters)).where(t.letters.c.letter_id == letter_id).with_for_update()
    return fetch_one(uow.conn, Letter, statement)


def get_letter_by_number(conn: Connection, number: str) -> Letter | None:
    """The letter of a 通知書番号."""
    return fetch_one(conn, Letter, select(*columns(Letter, t.letters)).where(t.letters.c.number == number))


def letters_of_case(conn: Connection, case_id: str) -> tuple[Letter, ...]:
    """The letters of a case, oldest first."""
    statement = select(*columns(Letter, t.letters)).where(t.letters.c.case_id == case_id)
    return fetch_all(conn, Letter, statement.order_by(t.letters.c.requested_at, t.letters.c.letter_id))


def find_letters(
    conn: Connection,
    scope: Scope,
    *,
    status: str | None = None,
    letter: str | None = None,
    household_key: str | None = None,
    after: str | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Page[Letter]:
    """Letters in scope, newest first, one page behind the cursor `after` or behind `offset` letters."""
    table = t.letters.c
    wanted = _wanted(scope, status=status, letter=letter, household_key=household_key)
    statement: Select[*tuple[Any, ...]] = select(*columns(Letter, t.letters)).where(*wanted)
    if after is not None:
        requested, letter_id = decode_cursor(after, 2)
        place = (datetime.fromisoformat(requested), letter_id)
        statement = statement.where(behind((table.requested_at, table.letter_id), place, newest_first=True))
    statement = statement.order_by(table.requested_at.desc(), table.letter_id.desc()).offset(offset).limit(limit + 1)
    found = fetch_all(conn, Letter, statement)
    return page_of(found, limit, lambda item: (instant_text(item.requested_at), item.letter_id))


def count_letters(
    conn: Connection,
    scope: Scope,
    *,
    status: str | None = None,
    letter: str | None = None,
    household_key: str | None = None,
) -> int:
    """How many letters `find_letters` would find in all."""
    wanted = _wanted(scope, status=status, letter=letter, household_key=household_key)
    return conn.execute(select(func.count()).select_from(t.letters).where(*wanted)).scalar_one()


def letter_by_code(conn: Connection, series: str, no: int) -> Letter | None:
    """The letter that took number `no` of `series` (the code a scanner reads from its foot); a number is given once."""
    table = t.letter_numbers.c
    taken = select(table.letter_id).where(table.series == series, table.no == no)
    return fetch_one(conn, Letter, select(*columns(Letter, t.letters)).where(t.letters.c.letter_id.in_(taken)))


def _wanted(scope: Scope, **equal: str | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [in_scope(t.letters.c.office, scope)]
    return found + [t.letters.c[name] == value for name, value in equal.items() if value is not None]


def archive_blob(uow: UnitOfWork, blob_hash: str, *, media_type: str, size: int, pages: int | None) -> None:
    """Enters a blob into the archive's index; the same content again changes nothing."""
    row = {"hash": blob_hash, "media_type": media_type, "size": size, "pages": pages, "stored_at": uow.now}
    uow.conn.execute(insert_or_ignore(uow.conn, t.archive).values(row))


def archived(conn: Connection, blob_hash: str) -> Archived | None:
    """What the archive holds under the hash."""
    return fetch_one(conn, Archived, select(*columns(Archived, t.archive)).where(t.archive.c.hash == blob_hash))


def _move(uow: UnitOfWork, letter_ids: Iterable[str], before: tuple[str, ...], after: str, **changes: Any) -> int:
    """All of the letters go from a state in `before` to `after`, or none does."""
    ids = sorted(set(letter_ids))
    table = t.letters
    statement = update(table).where(table.c.letter_id.in_(ids), table.c.status.in_(before))
    moved = uow.conn.execute(statement.values(status=after, **changes)).rowcount
    if moved != len(ids):
        raise Refused("letter_not_in_state", count=len(ids) - moved)
    return moved


def ids_in(conn: Connection, status: str, *, limit: int = 100) -> list[str]:
    """The oldest letters in `status`, by id; each is looked at again under its own lock."""
    table = t.letters.c
    statement = select(table.letter_id).where(table.status == status).order_by(table.requested_at, table.letter_id)
    return list(conn.scalars(statement.limit(limit)))


def count_in(conn: Connection, status: str) -> int:
    """How many letters are in `status`."""
    return conn.execute(select(func.count()).select_from(t.letters).where(t.letters.c.status == status)).scalar_one()
