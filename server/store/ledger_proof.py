"""Reading the money side whole for its proof (台帳の検証の読み取り), some books at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, literal, select

from server.domain.ledger import proof
from server.domain.ledger.amounts import COLUMNS, Amounts
from server.domain.ledger.books import SUSPENSE, Posting
from server.domain.ledger.custody import DepositRow, prove_custody
from server.domain.ledger.kinds import Kind
from server.domain.ledger.proof import Finding, Household, LevyRow, ReceiptRow, SlipRow, SlipSum
from server.domain.receipts import Channel
from server.store import other_claims
from server.store import tables as t
from server.store.ledger import posting_of
from server.store.marks import chained, mark_of

_SLICE = 500
_MARKED: tuple[Table, ...] = (
    t.levy_accounts, t.instalments, t.levies, t.levy_lines, t.assessments, t.postings, t.claim_acts, t.receipt_files,
    t.receipts, t.payment_slips, t.payment_slip_lines, t.late_exemptions, t.claim_act_ends, t.late_charges,
    t.suspensions, t.write_offs,
)  # fmt: skip
_MONEY = {Kind.RECEIPT: 1, Kind.SUSPENSE_IN: 1, Kind.SUSPENSE_OUT: -1}
_SUSPENSE = {Kind.SUSPENSE_IN: 1, Kind.SUSPENSE_OUT: -1, Kind.SUSPENSE_BACK: -1}


@dataclass(slots=True)
class Proved:
    """What was looked at, and the findings."""

    households: int = 0
    lines: int = 0
    receipts: int = 0
    assessments: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.findings


def prove(conn: Connection, today: date) -> Proved:
    """Proves the whole ledger in one view of the database. What was posted on `today` is assessed in the evening."""
    proved = Proved()
    slips = {slip.assessment_no: slip for slip in _slips(conn)}
    sums: dict[str, SlipSum] = {}
    money: dict[str, list[int]] = {}
    custody = False
    for book, rows in _books(conn):
        proved.households += book != SUSPENSE
        proved.lines += len(rows.lines)
        prove_it = proof.prove_book(book, rows.lines) if book == SUSPENSE else proof.prove_household(rows.said)
        proved.findings += prove_it
        proved.findings += _chain(book, rows)
        if book == SUSPENSE:
            proved.findings += prove_custody(_deposits(conn), rows.lines)
            custody = True
        for row, line in zip(rows.raw, rows.lines, strict=True):
            still_open = row.posted_on >= today
            slip = slips.get(row.assessment_no)
            proved.findings += proof.prove_line_assessed(line, slip, row.assessment_no, still_open=still_open)
            if row.assessment_no is not None:
                sums.setdefault(row.assessment_no, SlipSum()).add(line)
            _gather(money, line)
    if not custody:
        proved.findings += prove_custody(_deposits(conn), ())
    proved.findings += proof.prove_slips(slips.values(), sums)
    proved.assessments = len(slips)
    _prove_receipts(conn, money, proved)
    proved.findings += _changed(conn)
    proved.findings += [Finding(rule, row, "other") for row, rule in other_claims.prove(conn)]
    return proved


@dataclass(slots=True)
class _Book:
    """A book as it stands in the database."""

    raw: list[Row[Any]]
    lines: list[Posting]
    said: Household
    head: tuple[int, str]


def _books(conn: Connection) -> Iterator[tuple[str, _Book]]:
    head = t.ledger_heads.c
    every = select(t.postings.c.book).union(select(head.book), select(t.levy_accounts.c.household_key))
    keys = sorted(conn.execute(every).scalars())
    for start in range(0, len(keys), _SLICE):
        part = keys[start : start + _SLICE]
        claims, levies, raw = _claims(conn, part), _levies(conn, part), _lines(conn, part)
        stand = select(head.book, head.lines, head.digest).where(head.book.in_(part))
        heads = {book: (lines, digest) for book, lines, digest in conn.execute(stand)}
        for book in part:
            rows = raw.get(book, [])
            lines = [posting_of(row) for row in rows]
            said = Household(book, claims.get(book, {}), levies.get(book, []), lines)
            yield book, _Book(rows, lines, said, heads.get(book, (0, "")))


def _claims(conn: Connection, books: list[str]) -> dict[str, dict[str, str]]:
    i, a = t.instalments.c, t.levy_accounts.c
    statement = (
        select(a.household_key, i.claim_key, i.account_key)
        .select_from(t.instalments.join(t.levy_accounts, a.account_key == i.account_key))
        .where(a.household_key.in_(books))
    )
    found: dict[str, dict[str, str]] = {}
    for book, claim, account in conn.execute(statement):
        found.setdefault(book, {})[claim] = account
    return found


def _levies(conn: Connection, books: list[str]) -> dict[str, list[LevyRow]]:
    levies, lines, a = t.levies.c, t.levy_lines.c, t.levy_accounts.c
    of_books = t.levies.join(t.levy_accounts, a.account_key == levies.account_key)
    amounts: dict[str, dict[str, Amounts]] = {}
    on_claims = (
        select(lines.levy_id, lines.claim_key, lines.basic, lines.support, lines.care, lines.child)
        .select_from(of_books.join(t.levy_lines, lines.levy_id == levies.levy_id))
        .where(a.household_key.in_(books))
    )
    for levy_id, claim, *parts in conn.execute(on_claims):
        amounts.setdefault(levy_id, {})[claim] = Amounts(*parts)
    found: dict[str, list[LevyRow]] = {}
    for row in conn.execute(select(t.levies, a.household_key).select_from(of_books).where(a.household_key.in_(books))):
        parts_of_year = Amounts(row.basic, row.support, row.care, row.child)
        levy = LevyRow(row.levy_id, row.account_key, row.revision, parts_of_year, amounts.get(row.levy_id, {}))
        found.setdefault(row.household_key, []).append(levy)
    return found


def _lines(conn: Connection, books: list[str]) -> dict[str, list[Row[Any]]]:
    table = t.postings
    found: dict[str, list[Row[Any]]] = {}
    for row in conn.execute(table.select().where(table.c.book.in_(books)).order_by(table.c.book, table.c.line_no)):
        found.setdefault(row.book, []).append(row)
    return found


def _chain(book: str, rows: _Book) -> Iterator[Finding]:
    """The head names the last line and a digest over all: it shows a line taken from the end, or put in between."""
    digest = ""
    for row in rows.raw:
        digest = chained(digest, row.mark)
    if rows.head != (len(rows.raw), digest):
        yield Finding("head_differs", f"ledger_heads {book}", book, f"{len(rows.raw)}", f"{rows.head[0]}")


def _slips(conn: Connection) -> Iterator[SlipRow]:
    for row in conn.execute(t.assessments.select()):
        amounts = Amounts(*(getattr(row, column) for column in COLUMNS))
        yield SlipRow(row.assessment_no, row.accounting_year, row.standing, row.direction, amounts, row.lines)


def _deposits(conn: Connection) -> Iterator[DepositRow]:
    """Custody money with what our receipts of it say: the premium's, and those of claims of art. 65."""
    other = other_claims.distributed(conn)
    d, r = t.deposits.c, t.receipts.c
    receipt = (r.reference == literal("distribution/").concat(d.deposit_id)) & (r.channel == str(Channel.LEVY_PROCEEDS))
    statement = select(d.deposit_id, d.amount, d.sheet, d.applied, d.surplus, r.amount.label("received"))
    for row in conn.execute(statement.select_from(t.deposits.outerjoin(t.receipts, receipt)).order_by(d.deposit_id)):
        said = row._asdict()
        art65 = other.get(str(said["deposit_id"]), 0)
        yield DepositRow(**said | {"received": (said["received"] or 0) + art65 if art65 else said["received"]})


def _gather(money: dict[str, list[int]], line: Posting) -> None:
    """Of each receipt what stands on claims and in suspense, and what of it is suspense."""
    if line.receipt_id is not None:
        sums = money.setdefault(line.receipt_id, [0, 0])
        sums[0] += line.yen * _MONEY.get(line.kind, 0)
        sums[1] += line.yen * _SUSPENSE.get(line.kind, 0)


def _prove_receipts(conn: Connection, money: dict[str, list[int]], proved: Proved) -> None:
    """Every receipt is posted to the yen, and each file's receipts are those it was accepted with."""
    table = t.receipts
    files: dict[str, list[int]] = {}
    for row in conn.execute(table.select().execution_options(yield_per=_SLICE)):
        final = row.stage == "FINAL"
        posted, suspense = money.get(row.receipt_id, (0, 0))
        said = ReceiptRow(row.receipt_id, row.household_key, row.amount, final)
        proved.findings += proof.prove_receipt(said, posted, suspense)
        sums = files.setdefault(row.file_id, [0, 0, 0])
        sums[0] += 1
        sums[1] += final
        sums[2] += row.amount if final else 0
        proved.receipts += 1
    for file in conn.execute(t.receipt_files.select()):
        found, expected = files.get(file.file_id, [0, 0, 0]), [file.records, file.count, file.total]
        if found != expected:
            proved.findings.append(_differs("file_differs", file.file_id, found, expected))
        if file.credited is not None and file.credited != file.total:
            proved.findings.append(_differs("credit_differs", file.file_id, [file.total], [file.credited]))


def _differs(rule: str, file_id: str, found: list[int], expected: list[int]) -> Finding:
    return Finding(rule, f"receipt_files {file_id}", "", _row(found), _row(expected))


def _row(numbers: list[int]) -> str:
    return " / ".join(map(str, numbers))


def _changed(conn: Connection) -> Iterator[Finding]:
    """Rows whose content is not what was written."""
    for table in _MARKED:
        for row in conn.execute(table.select().execution_options(yield_per=_SLICE)):
            values = row._asdict()
            if mark_of(table, values) != row.mark:
                key = "/".join(str(values[column.name]) for column in table.primary_key.columns)
                yield Finding("row_changed", f"{table.name} {key}", str(values.get("book") or ""))
