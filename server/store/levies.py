"""Levies (賦課): the account of a payer and year, its instalments, and each decision with what it posts.

The amounts come from whoever computes them; this file keeps them by part and makes ledger and levy one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from server.domain.accounting_year import accounting_year, standing_of
from server.domain.collection_number import account_key, claim_key
from server.domain.ledger.acts import brought_forward, levy_changed
from server.domain.ledger.amounts import NONE, Amounts, total_of
from server.domain.ledger.books import Posting
from server.domain.refusals import Refused
from server.store import ledger
from server.store import tables as t
from server.store.closings import closing_values
from server.store.ledger import Origin
from server.store.marks import marked
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LevyAccount:
    """A levy of a year on one payer."""

    account_key: str
    levy_year: int
    notice_no: str
    household_key: str
    payer_key: str | None
    opened_on: date


@dataclass(frozen=True, slots=True)
class Instalment:
    """An instalment as it stands: its days, its accounting year and class at assessment."""

    claim_key: str
    account_key: str
    instalment_no: int
    ad_hoc: bool
    ordinance_due: date
    due_on: date
    notice_on: date
    accounting_year: int
    standing: str


@dataclass(frozen=True, slots=True)
class Levy:
    """One decision; the highest `revision` of an account is in force."""

    levy_id: str
    account_key: str
    revision: int
    decided_on: date
    cause: str
    by_event: str
    by_user: str
    parts: Amounts


@dataclass(frozen=True, slots=True)
class NewInstalment:
    """An instalment to be opened: `ordinance_due` before, `due_on` after it moved for closed days; `ad_hoc` 随時期.

    `notice_on` is the day on which its notice will be sent; it decides the accounting year.
    """

    instalment_no: int
    ordinance_due: date
    due_on: date
    notice_on: date
    ad_hoc: bool = False


def open_account(
    uow: UnitOfWork, levy_year: int, notice_no: str, household_key: str, payer_key: str | None = None
) -> LevyAccount:
    """Opens the account of a year. Raises `Refused("levy_account_exists")` when the notice number is taken."""
    key = account_key(levy_year, notice_no)
    if account(uow.conn, key) is not None:
        raise Refused("levy_account_exists", account=key)
    row = {
        "account_key": key,
        "levy_year": levy_year,
        "notice_no": notice_no,
        "household_key": household_key,
        "payer_key": payer_key,
        "opened_on": uow.business_day,
    }
    uow.conn.execute(insert(t.levy_accounts).values(marked(t.levy_accounts, row)))
    return LevyAccount(**row)  # type: ignore[arg-type]


def open_instalments(uow: UnitOfWork, of: LevyAccount, new: Sequence[NewInstalment]) -> tuple[Instalment, ...]:
    """Adds instalments to an account, each with its accounting year by Enforcement Order art. 142."""
    rows: list[dict[str, Any]] = []
    for one in new:
        year = accounting_year(one.ordinance_due, one.notice_on, ad_hoc=one.ad_hoc)
        rows.append(
            {
                "claim_key": claim_key(of.account_key, one.instalment_no),
                "account_key": of.account_key,
                "instalment_no": one.instalment_no,
                "ad_hoc": one.ad_hoc,
                "ordinance_due": one.ordinance_due,
                "due_on": one.due_on,
                "notice_on": one.notice_on,
                "accounting_year": year,
                "standing": str(standing_of(of.levy_year, year)),
            }
        )
    if rows:
        uow.conn.execute(insert(t.instalments), [marked(t.instalments, row) for row in rows])
    return tuple(Instalment(**row) for row in rows)


def state_levy(
    uow: UnitOfWork, of: LevyAccount, on_claims: Mapping[str, Amounts], origin: Origin, *, cause: str
) -> tuple[Levy, tuple[Posting, ...]]:
    """A decision on an account: the premium's parts of every instalment; what is left out falls to nothing.

    Posts the difference from the decision in force, moves what is now paid too much to overpaid, and answers both. The
    caller raises the household's guard. Raises `levy_claim_unknown` for an instalment of another account,
    `levy_amount_invalid`.
    """
    standing = {one.claim_key: one for one in instalments_of(uow.conn, of.account_key)}
    _refuse_lines(standing, on_claims)
    before = ledger.claims_locked(uow, standing)  # as the decision in force has them
    levy = _levy(uow, of, total_of(on_claims.values()), origin, cause)  # behind the lock: its number is the next one
    _insert(uow, levy, on_claims)
    made: list[Posting] = []
    closing = closing_values(uow.conn)
    for key in standing:
        claim, carried = brought_forward(before[key], uow.business_day, closing)
        postings = levy_changed(claim, on_claims.get(key, NONE), levy.levy_id, uow.business_day)
        made += (carried + postings) if postings else []
    return levy, ledger.write(uow, made, origin)


def account(conn: Connection, key: str) -> LevyAccount | None:
    """One account, None when there is none."""
    table = t.levy_accounts
    return fetch_one(conn, LevyAccount, select(*columns(LevyAccount, table)).where(table.c.account_key == key))


def accounts_of(conn: Connection, household_key: str) -> tuple[LevyAccount, ...]:
    """The accounts of a household, oldest year first."""
    table = t.levy_accounts
    statement = select(*columns(LevyAccount, table)).where(table.c.household_key == household_key)
    return fetch_all(conn, LevyAccount, statement.order_by(table.c.levy_year, table.c.notice_no))


def instalments_of(conn: Connection, key: str) -> tuple[Instalment, ...]:
    """The instalments of an account in their order."""
    table = t.instalments
    statement = select(*columns(Instalment, table)).where(table.c.account_key == key)
    return fetch_all(conn, Instalment, statement.order_by(table.c.instalment_no))


def levies_of(conn: Connection, key: str) -> tuple[Levy, ...]:
    """The decisions on an account, first to last."""
    table = t.levies
    rows = conn.execute(table.select().where(table.c.account_key == key).order_by(table.c.revision))
    return tuple(
        Levy(
            row.levy_id,
            row.account_key,
            row.revision,
            row.decided_on,
            row.cause,
            row.by_event,
            row.by_user,
            Amounts(row.basic, row.support, row.care, row.child),
        )
        for row in rows
    )


def _refuse_lines(standing: Mapping[str, Instalment], on_claims: Mapping[str, Amounts]) -> None:
    for key, amounts in on_claims.items():
        if key not in standing:
            raise Refused("levy_claim_unknown", claim=key)
        if amounts.under or amounts != amounts.principal:
            raise Refused("levy_amount_invalid", claim=key)


def _levy(uow: UnitOfWork, of: LevyAccount, parts: Amounts, origin: Origin, cause: str) -> Levy:
    table = t.levies.c
    last = select(func.max(table.revision)).where(table.account_key == of.account_key)
    revision = (uow.conn.execute(last).scalar() or 0) + 1
    user = uow.actor.user_id
    day = uow.business_day
    return Levy(uow.new_id(), of.account_key, revision, day, cause, origin.by_event, user, parts)


def _insert(uow: UnitOfWork, levy: Levy, on_claims: Mapping[str, Amounts]) -> None:
    row = {
        "levy_id": levy.levy_id,
        "account_key": levy.account_key,
        "revision": levy.revision,
        "decided_on": levy.decided_on,
        "cause": levy.cause,
        "by_event": levy.by_event,
        "by_user": levy.by_user,
        "recorded_at": uow.now,
    }
    uow.conn.execute(insert(t.levies).values(marked(t.levies, row | _parts(levy.parts))))
    lines = [{"levy_id": levy.levy_id, "claim_key": key} | _parts(amounts) for key, amounts in on_claims.items()]
    if lines:
        uow.conn.execute(insert(t.levy_lines), [marked(t.levy_lines, line) for line in lines])


def _parts(amounts: Amounts) -> dict[str, int]:
    return {"basic": amounts.basic, "support": amounts.support, "care": amounts.care, "child": amounts.child}
