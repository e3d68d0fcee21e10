"""The levies in force of households in a year (現に効力のある賦課): accounts with instalments by part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, func, select

from server.domain.ledger.amounts import Amounts
from server.domain.levy.decision import Standing
from server.domain.levy.model import Part
from server.domain.special_collection import PROVISIONAL_CAUSE
from server.store import dated
from server.store import tables as t
from server.store.levies import Instalment, LevyAccount
from server.store.rows import columns

_SLICE = 500


@dataclass(frozen=True, slots=True)
class StandingLevy:
    """An account: `revision` 0 before the first decision (仮徴収 is none); its instalments and what each holds."""

    account: LevyAccount
    revision: int
    instalments: tuple[tuple[Instalment, Amounts], ...]

    def standing(self) -> tuple[Standing, ...]:
        """The instalments as a proposal takes them."""
        return tuple(
            Standing(one.instalment_no, one.due_on, one.ad_hoc, {part: amounts.of(part) for part in Part})
            for one, amounts in self.instalments
        )


def levies_standing(
    conn: Connection, household_keys: Iterable[str], levy_year: int
) -> dict[str, tuple[StandingLevy, ...]]:
    """The accounts of each household in the year, oldest notice first; three statements for 500 households."""
    found: dict[str, list[StandingLevy]] = {}
    for part in _slices(household_keys):
        accounts = _accounts(conn, part, levy_year)
        if not accounts:
            continue
        keys = [one.account_key for one in accounts]
        revisions, amounts = _in_force(conn, keys)
        instalments = _instalments(conn, keys)
        for one in accounts:
            held = tuple((i, amounts.get(i.claim_key, Amounts())) for i in instalments.get(one.account_key, ()))
            made = StandingLevy(one, revisions.get(one.account_key, 0), held)
            found.setdefault(one.household_key, []).append(made)
    return {household: tuple(levies) for household, levies in found.items()}


def withheld_from(conn: Connection, household_keys: Iterable[str], levy_year: int) -> dict[str, date]:
    """The first day of the month of the first withholding from a pension (特別徴収) in the year, where there is one."""
    table, found = t.special_collections, dict[str, date]()
    for part in _slices(household_keys):
        statement = select(table.c.household_key, table.c.amounts).where(
            table.c.household_key.in_(part), table.c.levy_year == levy_year, dated.current(table)
        )
        for row in conn.execute(statement):
            amounts = cast(Mapping[str, int], row.amounts)
            household, days = row.household_key, [_month(month, levy_year) for month, yen in amounts.items() if yen]
            if days:
                found[household] = min([*days, found.get(household, date.max)])
    return found


def _month(text: str, levy_year: int) -> date:
    """`2026-10` or `10`: the first day of that month of the fiscal year."""
    if "-" in text:
        return date.fromisoformat(f"{text[:7]}-01")
    month = int(text)
    return date(levy_year + (month < 4), month, 1)


def _accounts(conn: Connection, households: list[str], levy_year: int) -> list[LevyAccount]:
    table = t.levy_accounts
    statement = select(*columns(LevyAccount, table)).where(
        table.c.household_key.in_(households), table.c.levy_year == levy_year
    )
    rows = conn.execute(statement.order_by(table.c.household_key, table.c.opened_on, table.c.notice_no))
    return [LevyAccount(**row._asdict()) for row in rows]


def _in_force(conn: Connection, account_keys: list[str]) -> tuple[dict[str, int], dict[str, Amounts]]:
    levy, line = t.levies.c, t.levy_lines.c
    last = (
        select(levy.account_key, func.max(levy.revision).label("revision"))
        .where(levy.account_key.in_(account_keys))
        .group_by(levy.account_key)
        .subquery()
    )
    statement = select(
        levy.account_key, levy.revision, levy.cause, line.claim_key, line.basic, line.support, line.care, line.child
    ).select_from(
        t.levies.join(last, (last.c.account_key == levy.account_key) & (last.c.revision == levy.revision)).outerjoin(
            t.levy_lines, line.levy_id == levy.levy_id
        )
    )
    revisions, amounts = dict[str, int](), dict[str, Amounts]()
    for row in conn.execute(statement):
        revisions[row.account_key] = 0 if (row.revision, row.cause) == (1, PROVISIONAL_CAUSE) else row.revision
        if row.claim_key is not None:
            amounts[row.claim_key] = _amounts(row)
    return revisions, amounts


def _instalments(conn: Connection, account_keys: list[str]) -> dict[str, list[Instalment]]:
    table, found = t.instalments, dict[str, list[Instalment]]()
    statement = select(*columns(Instalment, table)).where(table.c.account_key.in_(account_keys))
    for row in conn.execute(statement.order_by(table.c.account_key, table.c.instalment_no)):
        found.setdefault(row.account_key, []).append(Instalment(**row._asdict()))
    return found


def _amounts(row: Any) -> Amounts:
    return Amounts(row.basic, row.support, row.care, row.child)


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
