"""The books (収納台帳の帳簿): lines are added and never changed; every balance is a sum over them.

A book belongs to a household, or is `SUSPENSE`. Its head is moved in the same statement that proves nobody else was
faster, so two acts on one household never number the same line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, exists, func, select, update

from server.domain.ledger.amounts import COLUMNS, NONE, Amounts
from server.domain.ledger.books import SUSPENSE, Claim, Posting
from server.domain.ledger.kinds import Kind, Standing
from server.store import tables as t
from server.store.among import among
from server.store.dialects import insert_or_ignore, insert_rows, is_postgres
from server.store.errors import StaleHousehold
from server.store.marks import chained, mark_of
from server.store.posting_rows import Origin as Origin
from server.store.posting_rows import PostingCutter, posting_row
from server.store.stencils import insert_cut
from server.store.unit_of_work import UnitOfWork

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a book as it stands."""

    posting: Posting
    posted_on: date
    by_event: str
    by_user: str
    second_user: str | None
    assessment_no: str | None


class Written(NamedTuple):
    """Where a line stands, and its mark."""

    book: str
    line_no: int
    mark: str


def write(uow: UnitOfWork, postings: Iterable[Posting], origin: Origin) -> tuple[Posting, ...]:
    """Adds lines to their books, in order, and answers them with their numbers, book by book.

    Raises `StaleHousehold` when someone else wrote the same book meanwhile.
    """
    books = _by_book(postings)
    rows: list[dict[str, Any]] = []

    def spell(posting: Posting, line_no: int) -> str:
        row = posting_row(uow, posting, origin, line_no)
        row["mark"] = mark_of(t.postings, row)
        rows.append(row)
        return str(row["mark"])

    numbers = iter([line.line_no for line in _write(uow, books, spell)])
    insert_rows(uow.conn, t.postings, rows)
    return tuple(replace(posting, line_no=next(numbers)) for book in sorted(books) for posting in books[book])


def write_many(uow: UnitOfWork, postings: Iterable[Posting], origin: Origin) -> list[Written]:
    """As `write`, for runs over many books: lines of few kinds; answers where each stands, with its mark."""
    cutter = PostingCutter(uow, origin)
    written = _write(uow, _by_book(postings), cutter.cut)
    insert_cut(uow.conn, t.postings, cutter.rows)
    return written


def _by_book(postings: Iterable[Posting]) -> dict[str, list[Posting]]:
    books: dict[str, list[Posting]] = {}
    for posting in postings:
        books.setdefault(posting.book, []).append(posting)
    return books


def _write(
    uow: UnitOfWork, books: Mapping[str, Sequence[Posting]], spell: Callable[[Posting, int], str]
) -> list[Written]:
    """Numbers the lines of each book and moves its head; `spell` makes the row and answers its mark."""
    before = _heads(uow.conn, books)
    after: dict[str, tuple[int, str]] = {}
    written: list[Written] = []
    for book in sorted(books):
        last, digest = before.get(book, (0, ""))
        for posting in books[book]:
            last += 1
            mark = spell(posting, last)
            digest = chained(digest, mark)
            written.append(Written(book, last, mark))
        after[book] = (last, digest)
    _move_heads(uow.conn, before, after)
    return written


def claims_locked(uow: UnitOfWork, keys: Iterable[str]) -> dict[str, Claim]:
    """`claims` of books that nobody else writes until this unit of work ends: what an act is computed from.

    Two payments of one instalment at the same moment would otherwise both find it open. On SQLite a unit of work is
    alone anyway.
    """
    wanted = sorted(set(keys))
    if is_postgres(uow.conn):
        for part in _slices(wanted):
            head, a, i = t.ledger_heads, t.levy_accounts.c, t.instalments.c
            of_claims = (
                select(a.household_key)
                .select_from(t.instalments.join(t.levy_accounts, a.account_key == i.account_key))
                .where(among(i.claim_key, part))
            )
            lock = select(head.c.book).where(head.c.book.in_(of_claims)).order_by(head.c.book).with_for_update()
            uow.conn.execute(lock).all()
    return claims(uow.conn, wanted)


def claims(conn: Connection, keys: Iterable[str]) -> dict[str, Claim]:
    """The claims of these keys as they stand; unknown keys are left out."""
    return {
        claim.key: claim for part in _slices(keys) for claim in _claims(conn, among(t.instalments.c.claim_key, part))
    }


def claims_of_books(conn: Connection, books: Iterable[str]) -> dict[str, Claim]:
    """All claims on these households as they stand, in order of due date."""
    found = [claim for part in _slices(books) for claim in _claims(conn, among(t.levy_accounts.c.household_key, part))]
    return {claim.key: claim for claim in sorted(found, key=lambda claim: (claim.due_on, claim.key))}


def lines_of(conn: Connection, book: str) -> tuple[Line, ...]:
    """The whole book in order."""
    table = t.postings
    return tuple(map(_line, conn.execute(table.select().where(table.c.book == book).order_by(table.c.line_no))))


def lines_of_books(conn: Connection, books: Iterable[str]) -> dict[str, list[Line]]:
    """Several books whole, each in order; a book without a line is empty."""
    wanted, table = sorted(set(books)), t.postings
    found: dict[str, list[Line]] = {book: [] for book in wanted}
    for part in _slices(wanted):
        statement = table.select().where(among(table.c.book, part)).order_by(table.c.book, table.c.line_no)
        for row in conn.execute(statement):
            found[str(row.book)].append(_line(row))
    return found


def line(conn: Connection, book: str, line_no: int) -> Line | None:
    """One line of a book."""
    table = t.postings
    row = conn.execute(table.select().where(table.c.book == book, table.c.line_no == line_no)).one_or_none()
    return None if row is None else _line(row)


def reversed_by(conn: Connection, book: str, line_no: int) -> int | None:
    """The line that takes this one back, None while it stands."""
    table = t.postings.c
    return conn.execute(select(table.line_no).where(table.book == book, table.reverses == line_no)).scalar_one_or_none()


def lines_of_receipt(conn: Connection, receipt_id: str) -> tuple[Line, ...]:
    """Every line that a receipt made, in whatever book, oldest first."""
    table = t.postings
    statement = table.select().where(table.c.receipt_id == receipt_id)
    return tuple(map(_line, conn.execute(statement.order_by(table.c.recorded_at, table.c.book, table.c.line_no))))


def suspense_of(conn: Connection, receipt_id: str) -> int:
    """The yen of a receipt that still stand as suspense."""
    signs = {Kind.SUSPENSE_IN: 1, Kind.SUSPENSE_OUT: -1, Kind.SUSPENSE_BACK: -1}
    lines = (line.posting for line in lines_of_receipt(conn, receipt_id) if line.posting.book == SUSPENSE)
    return sum(posting.unsplit * signs[posting.kind] for posting in lines)


def _heads(conn: Connection, books: Iterable[str]) -> dict[str, tuple[int, str]]:
    table = t.ledger_heads.c
    found: dict[str, tuple[int, str]] = {}
    for part in _slices(books):
        statement = select(table.book, table.lines, table.digest).where(among(table.book, part))
        for book, lines, digest in conn.execute(statement):
            found[book] = (lines, digest)
    return found


def _move_heads(conn: Connection, before: Mapping[str, tuple[int, str]], after: Mapping[str, tuple[int, str]]) -> None:
    """Moves every head from where it was read; what then stands otherwise was moved by someone else meanwhile.

    The digest hangs on each line, so no two writers come to the same one.
    """
    table = t.ledger_heads
    new = [{"book": book, "lines": n, "digest": digest} for book, (n, digest) in after.items() if book not in before]
    if new:
        conn.execute(insert_or_ignore(conn, table), new)
    moved = [
        {"of": book, "was": before[book][0], "now": n, "is": digest}
        for book, (n, digest) in after.items()
        if book in before
    ]
    if moved:
        here = update(table).where(table.c.book == bindparam("of"), table.c.lines == bindparam("was"))
        conn.execute(here.values(lines=bindparam("now"), digest=bindparam("is")), moved)
    stand = _heads(conn, after)
    for book, head in after.items():
        if stand.get(book) != head:
            raise StaleHousehold(book)


def _line(row: Row[Any]) -> Line:
    return Line(posting_of(row), row.posted_on, row.by_event, row.by_user, row.second_user, row.assessment_no)


def posting_of(row: Row[Any]) -> Posting:
    """The posting that a row says."""
    return Posting(
        book=row.book,
        kind=Kind(row.kind),
        accounting_year=row.accounting_year,
        standing=Standing(row.standing),
        value_on=row.value_on,
        amounts=Amounts(*(getattr(row, column) for column in COLUMNS)),
        unsplit=row.unsplit,
        claim=row.claim_key,
        levy_id=row.levy_id,
        receipt_id=row.receipt_id,
        channel=row.channel,
        reverses=row.reverses,
        reason=row.reason,
        line_no=row.line_no,
    )


def _claims(conn: Connection, condition: Any) -> Iterator[Claim]:
    """The claims with their accounts, summed by kind, year and class; the lines of a year come in their order."""
    i, a = t.instalments.c, t.levy_accounts.c
    statement = (
        select(i.claim_key, a.household_key, a.levy_year, i.accounting_year, i.standing, i.due_on)
        .select_from(t.instalments.join(t.levy_accounts, a.account_key == i.account_key))
        .where(condition)
    )
    found = {
        key: Claim(key, book, levy_year, year, Standing(standing), due_on)
        for key, book, levy_year, year, standing, due_on in conn.execute(statement)
    }
    levied = _levied(conn, found)
    sums = _sums(conn, found)
    for key, claim in found.items():
        whole = replace(claim, levied=levied.get(key, NONE)).after(sums.get(key, ()))
        yield whole


def _levied(conn: Connection, keys: Iterable[str]) -> dict[str, Amounts]:
    """What the decision in force puts on each claim."""
    lines, levies, later = t.levy_lines.c, t.levies.c, t.levies.alias("later")
    replaced = exists().where(later.c.account_key == levies.account_key, later.c.revision > levies.revision)
    found: dict[str, Amounts] = {}
    for part in _slices(keys):
        statement = (
            select(lines.claim_key, lines.basic, lines.support, lines.care, lines.child)
            .select_from(t.levy_lines.join(t.levies, levies.levy_id == lines.levy_id))
            .where(among(lines.claim_key, part), ~replaced)
        )
        found |= {row[0]: Amounts(*row[1:]) for row in conn.execute(statement)}
    return found


def _sums(conn: Connection, keys: Iterable[str]) -> Mapping[str, Sequence[Posting]]:
    """One posting for each kind, year and class of a claim: enough for its accounts, few rows however long the book."""
    p = t.postings.c
    columns = [func.coalesce(func.sum(p[name]), 0).label(name) for name in COLUMNS]
    found: dict[str, list[Posting]] = {}
    for part in _slices(keys):
        statement: Select[Any] = (
            select(p.claim_key, p.book, p.kind, p.accounting_year, p.standing, func.max(p.line_no), *columns)
            .where(among(p.claim_key, part))
            .group_by(p.claim_key, p.book, p.kind, p.accounting_year, p.standing)
            .order_by(p.claim_key, p.accounting_year, func.max(p.line_no))
        )
        for row in conn.execute(statement):
            yen = Amounts(*(int(getattr(row, column)) for column in COLUMNS))
            year, standing = row.accounting_year, Standing(row.standing)
            made = Posting(row.book, Kind(row.kind), year, standing, date(year, 4, 1), yen, claim=row.claim_key)
            found.setdefault(row.claim_key, []).append(made)
    return found


def _slices(keys: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _SLICE):
        yield wanted[start : start + _SLICE]
