"""All money of one household (世帯の収納状況) in a constant number of statements: levies, books, receipts, slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from server.domain.collection_number import read_number
from server.domain.late_charge import Exemption
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.books import SUSPENSE, Claim
from server.domain.limitation import ClockAct
from server.store import claim_acts, late_exemptions, ledger, payment_slips, receipts
from server.store import tables as t
from server.store.ledger import Line
from server.store.levies import Instalment, Levy, LevyAccount, accounts_of
from server.store.payment_slips import Slip, SlipLine
from server.store.receipts import StoredReceipt
from server.store.rows import columns, fetch_all

_SIGNS = {"SUSPENSE_IN": 1, "SUSPENSE_OUT": -1, "SUSPENSE_BACK": -1}


@dataclass(frozen=True, slots=True)
class FileName:
    """The file a receipt came in: its name and number in its series, who sent it."""

    file_id: str
    name: str
    sender: str
    sequence: int
    created_on: date


@dataclass(frozen=True, slots=True)
class LevyOnClaims:
    """A levy decision with what it puts on each instalment, by part."""

    levy: Levy
    on_claims: Mapping[str, Amounts]


@dataclass(frozen=True, slots=True)
class HouseholdMoney:
    """Everything of the money side that belongs to a household.

    `suspense` are the yen of its receipts that belong to no instalment, by receipt; `prelim` the receipts told by 速報
    alone and `in_transit` their yen by instalment; `slips` the standing payment slips by instalment.
    """

    accounts: tuple[LevyAccount, ...]
    instalments: Mapping[str, tuple[Instalment, ...]]
    levies: Mapping[str, tuple[LevyOnClaims, ...]]
    claims: Mapping[str, Claim]
    lines: tuple[Line, ...]
    acts: Mapping[str, Sequence[ClockAct]]
    exemptions: Mapping[str, Sequence[Exemption]]
    receipts: tuple[StoredReceipt, ...]
    files: Mapping[str, FileName]
    suspense: Mapping[str, int]
    prelim: tuple[StoredReceipt, ...]
    in_transit: Mapping[str, int]
    slips: Mapping[str, Slip]


def money_of(conn: Connection, household_key: str) -> HouseholdMoney:
    """The household's money as it stands; empty for one that was never levied."""
    accounts = accounts_of(conn, household_key)
    keys = [one.account_key for one in accounts]
    claims = ledger.claims_of_books(conn, [household_key])
    came = receipts.receipts_of_household(conn, household_key)
    prelim = receipts.in_transit(conn, [household_key])
    return HouseholdMoney(
        accounts=accounts,
        instalments=_instalments(conn, keys),
        levies=_levies(conn, keys),
        claims=claims,
        lines=ledger.lines_of(conn, household_key),
        acts=claim_acts.acts_on(conn, claims),
        exemptions=late_exemptions.exemptions_of(conn, claims),
        receipts=came,
        files=_files(conn, sorted({one.file_id for one in came})),
        suspense=_suspense(conn, household_key),
        prelim=prelim,
        in_transit=_on_claims(conn, prelim),
        slips=_slips(conn, keys),
    )


def _instalments(conn: Connection, accounts: Sequence[str]) -> dict[str, tuple[Instalment, ...]]:
    table = t.instalments
    statement = select(*columns(Instalment, table)).where(table.c.account_key.in_(accounts))
    found: dict[str, tuple[Instalment, ...]] = {}
    for one in fetch_all(conn, Instalment, statement.order_by(table.c.account_key, table.c.instalment_no)):
        found[one.account_key] = (*found.get(one.account_key, ()), one)
    return found


def _levies(conn: Connection, accounts: Sequence[str]) -> dict[str, tuple[LevyOnClaims, ...]]:
    """The decisions of each account, first to last."""
    table, lines = t.levies, t.levy_lines
    of_accounts = select(table.c.levy_id).where(table.c.account_key.in_(accounts))
    on: dict[str, dict[str, Amounts]] = {}
    for row in conn.execute(lines.select().where(lines.c.levy_id.in_(of_accounts))):
        on.setdefault(row.levy_id, {})[row.claim_key] = Amounts(row.basic, row.support, row.care, row.child)
    found: dict[str, tuple[LevyOnClaims, ...]] = {}
    wanted = table.select().where(table.c.account_key.in_(accounts))
    for row in conn.execute(wanted.order_by(table.c.account_key, table.c.revision)):
        parts = Amounts(row.basic, row.support, row.care, row.child)
        head = (row.levy_id, row.account_key, row.revision, row.decided_on, row.cause, row.by_event, row.by_user)
        one = LevyOnClaims(Levy(*head, parts), on.get(row.levy_id, {}))
        found[row.account_key] = (*found.get(row.account_key, ()), one)
    return found


def _files(conn: Connection, file_ids: Sequence[str]) -> dict[str, FileName]:
    table = t.receipt_files
    statement = select(*columns(FileName, table)).where(table.c.file_id.in_(file_ids))
    return {one.file_id: one for one in fetch_all(conn, FileName, statement)}


def _suspense(conn: Connection, household_key: str) -> dict[str, int]:
    """Of the household's receipts, the yen that still stand as suspense."""
    p, r = t.postings.c, t.receipts.c
    statement: Any = (
        select(p.receipt_id, p.kind, func.sum(p.unsplit))
        .select_from(t.postings.join(t.receipts, r.receipt_id == p.receipt_id))
        .where(r.household_key == household_key, p.book == SUSPENSE, p.kind.in_(list(_SIGNS)))
        .group_by(p.receipt_id, p.kind)
    )
    left: dict[str, int] = {}
    rows: Any = conn.execute(statement)
    for receipt_id, kind, yen in rows:
        left[receipt_id] = left.get(receipt_id, 0) + int(yen) * _SIGNS[kind]
    return {receipt_id: yen for receipt_id, yen in left.items() if yen}


def _on_claims(conn: Connection, prelim: Sequence[StoredReceipt]) -> dict[str, int]:
    """The yen of payments that are on their way, on the instalments their slips name, in the order of the slip."""
    lines = payment_slips.slip_lines(conn, [one.collection_no for one in prelim])
    found: dict[str, int] = {}
    for one in prelim:
        number = read_number(one.collection_no)
        named = () if number is None else (SlipLine(number.claim_key, number.subject, one.amount),)
        left = one.amount
        for line in lines.get(one.collection_no) or named:
            yen = min(left, line.amount)
            left -= yen
            found[line.claim_key] = found.get(line.claim_key, 0) + yen
    return found


def _slips(conn: Connection, accounts: Sequence[str]) -> dict[str, Slip]:
    """The standing slip of each instalment that has one, the newest where there are several."""
    slip, line = t.payment_slips.c, t.payment_slip_lines.c
    statement = (
        select(line.claim_key, slip.collection_no)
        .select_from(t.payment_slips.join(t.payment_slip_lines, line.collection_no == slip.collection_no))
        .where(slip.account_key.in_(accounts), slip.superseded_on.is_(None))
        .order_by(slip.issue_no)
    )
    numbers: dict[str, str] = {row.claim_key: row.collection_no for row in conn.execute(statement)}
    found = payment_slips.slips(conn, numbers.values())
    return {claim: found[number] for claim, number in numbers.items()}
