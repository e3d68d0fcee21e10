"""The household's registers of levies and receipts as of a day (台帳照会票): as they stood, not as they stand now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.dues import Sums, dues_of, sums_of
from server.casework.views.household_head import Look, look_at
from server.casework.views.money import Payment, YearMoney, payments_of, years_of
from server.casework.views.seeing import record_look
from server.domain.ledger.amounts import NONE
from server.domain.ledger.books import Claim
from server.domain.ledger.kinds import Standing
from server.domain.refusals import Refused
from server.store import users
from server.store.connection import Connection
from server.store.household_money import HouseholdMoney, LevyOnClaims, money_of
from server.store.ledger import Line


@dataclass(frozen=True, slots=True)
class SheetView:
    """The sheet; `on` is the day as of which it is, `sums` over all years."""

    look: Look
    on: date
    today: date
    years: tuple[YearMoney, ...]
    payments: tuple[Payment, ...]
    sums: Sums


def sheet_view(services: Services, caller: Caller, household_key: str, on: date | None) -> SheetView:
    """The sheet as of a day (today by default); the look is on record.

    Raises as `household_head.look_at`, and `date_too_late` for a day to come.
    """
    with services.database.read() as conn:
        view = sheet_of(services, conn, caller, household_key, on)
    detail = {"on": view.on.isoformat()}
    record_look(
        services, caller, "household.sheet", "household", household_key, household_key=household_key, detail=detail
    )
    return view


def sheet_of(services: Services, conn: Connection, caller: Caller, household_key: str, on: date | None) -> SheetView:
    """The same without a record of the look, for whoever prints it and records that."""
    today = services.clock.business_day()
    look = look_at(conn, caller, household_key, today)
    day = on or today
    if day > today:
        raise Refused("date_too_late", at_field="on", limit=today.isoformat())
    money = as_of(money_of(conn, household_key), day)
    names = users.names_of(conn, {one.levy.by_user for group in money.levies.values() for one in group})
    years = years_of(money, dues_of(money, services.values(conn), day, caller.lang), names, caller.lang)
    sums = sums_of(due for one in years for due in one.dues)
    return SheetView(look, day, today, years, tuple(payments_of(money, caller.lang)), sums)


def as_of(money: HouseholdMoney, day: date) -> HouseholdMoney:
    """The money as it stood at the end of a day: what was decided, posted and stated by then."""
    lines = tuple(line for line in money.lines if line.posted_on <= day)
    levies = {key: tuple(one for one in group if one.levy.decided_on <= day) for key, group in money.levies.items()}
    there = {one.account_key for one in money.accounts if levies.get(one.account_key)}
    posted = {line.posting.receipt_id for line in lines}
    claims = {key: _claim(claim, money, levies, lines) for key, claim in money.claims.items() if _account(key) in there}
    return replace(
        money,
        accounts=tuple(one for one in money.accounts if one.account_key in there),
        instalments={key: many for key, many in money.instalments.items() if key in there},
        levies={key: group for key, group in levies.items() if group},
        claims=claims,
        lines=lines,
        acts={key: tuple(act for act in acts if act.on <= day) for key, acts in money.acts.items()},
        receipts=tuple(one for one in money.receipts if one.receipt_id in posted),
        prelim=(),
        in_transit={},
    )


def _account(claim_key: str) -> str:
    return claim_key.rpartition("-")[0]


def _claim(
    claim: Claim, money: HouseholdMoney, levies: Mapping[str, tuple[LevyOnClaims, ...]], lines: tuple[Line, ...]
) -> Claim:
    """The claim again from its beginning: the decision then in force, the lines then posted."""
    account = _account(claim.key)
    one = next(found for found in money.instalments[account] if found.claim_key == claim.key)
    levied = levies[account][-1].on_claims.get(claim.key, NONE)
    first = Claim(claim.key, claim.book, claim.levy_year, one.accounting_year, Standing(one.standing), claim.due_on)
    return replace(first, levied=levied).after(line.posting for line in lines)
