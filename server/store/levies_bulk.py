"""Many levy decisions in few statements (賦課の一括記帳): the same rows as `levies.state_levy` one by one.

A slice is written in one unit of work, whose size the caller chooses. Nothing of a slice stands when one household of
it was changed by someone else meanwhile.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, func, select

from server.domain.accounting_year import accounting_year, standing_of
from server.domain.collection_number import claim_key
from server.domain.ledger.acts import brought_forward, levy_changed
from server.domain.ledger.amounts import NONE, Amounts, total_of
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Standing
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import ledger
from server.store import tables as t
from server.store.closings import closing_values
from server.store.dialects import insert_rows
from server.store.ledger import Origin, Written
from server.store.levies import LevyAccount, NewInstalment
from server.store.marks import mark_of
from server.store.stencils import Row, Stencil, insert_cut
from server.store.unit_of_work import UnitOfWork

_SLICE = 500


@dataclass(frozen=True, slots=True)
class BulkLevy:
    """One decision of a slice: on `account`, which is opened with it where it `is_new`, with its new instalments.

    `on` gives the premium's parts by number of instalment; what is left out falls to nothing.
    """

    account: LevyAccount
    is_new: bool
    opened: tuple[NewInstalment, ...]
    on: Mapping[int, Amounts]
    cause: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands of one decision: its `levy_id` and `revision`, the lines of the household's book that it made.

    `first_line` is 0 where nothing had to be posted; `fingerprint` is over the decision and those lines.
    """

    household_key: str
    account_key: str
    levy_id: str
    revision: int
    first_line: int
    last_line: int
    fingerprint: str


def post(uow: UnitOfWork, decisions: Sequence[BulkLevy], revs: Mapping[str, int], origin: Origin) -> tuple[Posted, ...]:
    """Writes all decisions of a slice and answers what stands, in their order.

    `revs` are the guards of all households of the slice as they were read; each is raised by one. Raises
    `StaleHousehold`, `levy_claim_unknown`, `levy_amount_invalid`.
    """
    uow.bump_households(revs)
    _open_accounts(uow, [one for one in decisions if one.is_new])
    claims, closing = _claims(uow, decisions), closing_values(uow.conn)
    amounts = [{claim_key(one.account.account_key, no): yen for no, yen in one.on.items()} for one in decisions]
    levies = _levies(uow, decisions, amounts, claims, origin)
    made = [
        list(_postings(uow, on, levy["levy_id"], claims[one.account.account_key], closing))
        for one, on, levy in zip(decisions, amounts, levies, strict=True)
    ]
    books: dict[str, deque[Written]] = {}
    for line in ledger.write_many(uow, (posting for postings in made for posting in postings), origin):
        books.setdefault(line.book, deque()).append(line)
    found = []
    for one, levy, postings in zip(decisions, levies, made, strict=True):
        book = books.get(one.account.household_key, deque())
        found.append(_posted(one, levy, [book.popleft() for _ in postings]))
    return tuple(found)


def fingerprint(levy_mark: str, line_marks: Iterable[str]) -> str:
    """One hash over a decision and the lines it made: what the audit of a slice is a digest of."""
    return hashlib.sha256("/".join((levy_mark, *line_marks)).encode()).hexdigest()[:32]


def fingerprints(conn: Connection, household_key: str, by_event: str) -> list[str]:
    """The fingerprints of what `by_event` decided for a household, worked out anew from the rows that stand."""
    a, levy, p = t.levy_accounts.c, t.levies, t.postings.c
    decided = (
        select(levy)
        .select_from(levy.join(t.levy_accounts, a.account_key == levy.c.account_key))
        .where(a.household_key == household_key, levy.c.by_event == by_event)
        .order_by(levy.c.levy_id)
    )
    found = []
    for row in conn.execute(decided):
        lines = select(t.postings).where(p.book == household_key, p.by_event == by_event)
        of_account = p.claim_key.in_(
            select(t.instalments.c.claim_key).where(t.instalments.c.account_key == row.account_key)
        )
        marks = [
            mark_of(t.postings, line._asdict()) for line in conn.execute(lines.where(of_account).order_by(p.line_no))
        ]
        found.append(fingerprint(mark_of(levy, row._asdict()), marks))
    return found


def _open_accounts(uow: UnitOfWork, new: Sequence[BulkLevy]) -> None:
    rows = [
        {
            "account_key": one.account.account_key,
            "levy_year": one.account.levy_year,
            "notice_no": one.account.notice_no,
            "household_key": one.account.household_key,
            "payer_key": one.account.payer_key,
            "opened_on": one.account.opened_on,
        }
        for one in new
    ]
    _insert(uow.conn, t.levy_accounts, rows)


def _claims(uow: UnitOfWork, decisions: Sequence[BulkLevy]) -> dict[str, dict[str, Claim]]:
    """The claims of each account as they stand, those opened now as they begin."""
    standing: dict[str, dict[str, Claim]] = {one.account.account_key: {} for one in decisions}
    old = [one.account.account_key for one in decisions if not one.is_new]
    account_of = _claim_keys(uow.conn, old)
    for key, claim in ledger.claims_locked(uow, account_of).items():
        standing[account_of[key]][key] = claim
    rows: list[Row] = []
    dialect = uow.conn.dialect
    for one in decisions:
        key, book, levy_year = one.account.account_key, one.account.household_key, one.account.levy_year
        for new in one.opened:
            claim_of, (year, of_year) = claim_key(key, new.instalment_no), _year_of(new, levy_year)
            rows.append(_instalments(dialect, new, levy_year).cut((claim_of, key), ())[0])
            standing[key][claim_of] = Claim(claim_of, book, levy_year, year, of_year, new.due_on)
    insert_cut(uow.conn, t.instalments, rows)
    return standing


@lru_cache(maxsize=1024)
def _year_of(new: NewInstalment, levy_year: int) -> tuple[int, Standing]:
    year = accounting_year(new.ordinance_due, new.notice_on, ad_hoc=new.ad_hoc)
    return year, standing_of(levy_year, year)


@lru_cache(maxsize=1024)
def _instalments(dialect: Dialect, new: NewInstalment, levy_year: int) -> Stencil:
    year, standing = _year_of(new, levy_year)
    same = {
        "instalment_no": new.instalment_no,
        "ad_hoc": new.ad_hoc,
        "ordinance_due": new.ordinance_due,
        "due_on": new.due_on,
        "notice_on": new.notice_on,
        "accounting_year": year,
        "standing": str(standing),
    }
    return Stencil(t.instalments, dialect, same, ("claim_key", "account_key"), ())


@lru_cache(maxsize=8)
def _lines(dialect: Dialect) -> Stencil:
    return Stencil(t.levy_lines, dialect, {}, ("levy_id", "claim_key"), ("basic", "support", "care", "child"))


def _levies(
    uow: UnitOfWork,
    decisions: Sequence[BulkLevy],
    on_claims: Sequence[Mapping[str, Amounts]],
    claims: Mapping[str, Mapping[str, Claim]],
    origin: Origin,
) -> list[dict[str, Any]]:
    """The decisions and their lines, written; the rows of the decisions in order."""
    last = _revisions(uow.conn, [one.account.account_key for one in decisions if not one.is_new])
    levies, lines, stencil = [], list[Row](), _lines(uow.conn.dialect)
    for one, on in zip(decisions, on_claims, strict=True):
        key = one.account.account_key
        _refuse_lines(claims[key], on)
        levy_id = uow.new_id()
        row = {
            "levy_id": levy_id,
            "account_key": key,
            "revision": last.get(key, 0) + 1,
            "decided_on": uow.business_day,
            "cause": one.cause,
            "by_event": origin.by_event,
            "by_user": uow.actor.user_id,
            "recorded_at": uow.now,
        }
        row |= _parts(total_of(on.values()))
        row["mark"] = mark_of(t.levies, row)
        levies.append(row)
        for claim, yen in on.items():
            lines.append(stencil.cut((levy_id, claim), (yen.basic, yen.support, yen.care, yen.child))[0])
    insert_rows(uow.conn, t.levies, levies)
    insert_cut(uow.conn, t.levy_lines, lines)
    return levies


def _postings(
    uow: UnitOfWork, on: Mapping[str, Amounts], levy_id: str, claims: Mapping[str, Claim], closing: Values
) -> Iterator[Posting]:
    """What `levies.state_levy` posts: the difference on every claim, brought into the year that is open now."""
    for claim_of, before in sorted(claims.items()):
        claim, carried = brought_forward(before, uow.business_day, closing)
        postings = levy_changed(claim, on.get(claim_of, NONE), levy_id, uow.business_day)
        if postings:
            yield from carried
            yield from postings


def _posted(one: BulkLevy, levy: Mapping[str, Any], lines: Sequence[Written]) -> Posted:
    return Posted(
        one.account.household_key,
        one.account.account_key,
        levy["levy_id"],
        levy["revision"],
        lines[0].line_no if lines else 0,
        lines[-1].line_no if lines else 0,
        fingerprint(levy["mark"], (line.mark for line in lines)),
    )


def _refuse_lines(standing: Mapping[str, Claim], on: Mapping[str, Amounts]) -> None:
    for key, amounts in on.items():
        if key not in standing:
            raise Refused("levy_claim_unknown", claim=key)
        if min(amounts.values()) < 0 or amounts.late or amounts.fee or amounts.cost:
            raise Refused("levy_amount_invalid", claim=key)


def _claim_keys(conn: Connection, accounts: Sequence[str]) -> dict[str, str]:
    table, found = t.instalments.c, dict[str, str]()
    for part in _slices(accounts):
        found |= dict(conn.execute(select(table.claim_key, table.account_key).where(table.account_key.in_(part))).all())
    return found


def _revisions(conn: Connection, accounts: Sequence[str]) -> dict[str, int]:
    table, found = t.levies.c, dict[str, int]()
    for part in _slices(accounts):
        statement = select(table.account_key, func.max(table.revision)).where(table.account_key.in_(part))
        found |= dict(conn.execute(statement.group_by(table.account_key)).all())
    return found


def _insert(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Rows that name every column but their mark."""
    for row in rows:
        row["mark"] = mark_of(table, row)
    insert_rows(conn, table, rows)


def _parts(amounts: Amounts) -> dict[str, int]:
    return {"basic": amounts.basic, "support": amounts.support, "care": amounts.care, "child": amounts.child}


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
