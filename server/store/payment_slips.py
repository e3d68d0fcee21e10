"""Payment slips (納付書): each with its number and use-by day; a new one takes the place of the old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Connection, func, insert, select, update

from server.domain.collection_number import CollectionNumber, Subject
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.levies import LevyAccount
from server.store.marks import marked
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_SLICE = 500
_MOST_ISSUES = 99


@dataclass(frozen=True, slots=True)
class SlipLine:
    """What a slip asks for."""

    claim_key: str
    subject: Subject
    amount: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as it was issued; `superseded_on` the day from which a later one stands in its place."""

    collection_no: str
    account_key: str
    issue_no: int
    amount: int
    issued_on: date
    use_by: date
    superseded_on: date | None
    superseded_by: str | None


def issue(
    uow: UnitOfWork, of: LevyAccount, lines: Sequence[SlipLine], *, use_by: date, by_event: str, beside: bool = False
) -> Slip:
    """Issues a slip of an account; every older slip for one of its lines is superseded from today on.

    With `beside` slips of the same event (the plan of a pledge, in parts of one instalment) stand beside each other.

    Raises `slip_without_lines`, `slip_use_by_past`, `slip_issues_used_up`.
    """
    if not lines or any(line.amount <= 0 for line in lines):
        raise Refused("slip_without_lines")
    if use_by < uow.business_day:
        raise Refused("slip_use_by_past", day=use_by.isoformat())
    number = _number(uow, of, lines)
    row = {
        "collection_no": str(number),
        "account_key": of.account_key,
        "issue_no": number.issue_no,
        "amount": sum(line.amount for line in lines),
        "issued_on": uow.business_day,
        "use_by": use_by,
        "by_event": by_event,
        "by_user": uow.actor.user_id,
        "recorded_at": uow.now,
    }
    older = _standing_for(uow.conn, {line.claim_key for line in lines}, by_event if beside else None)
    uow.conn.execute(insert(t.payment_slips).values(marked(t.payment_slips, row)))
    rows = [
        {"collection_no": str(number), "line_no": place, "claim_key": line.claim_key}
        | {"subject": line.subject, "amount": line.amount}
        for place, line in enumerate(lines, 1)
    ]
    uow.conn.execute(insert(t.payment_slip_lines), [marked(t.payment_slip_lines, one) for one in rows])
    _supersede(uow, older, str(number))
    return slips(uow.conn, [str(number)])[str(number)]


def slips(conn: Connection, collection_nos: Iterable[str]) -> dict[str, Slip]:
    """The slips with these numbers."""
    table = t.payment_slips
    found: dict[str, Slip] = {}
    for part in _slices(collection_nos):
        rows = fetch_all(conn, Slip, select(*columns(Slip, table)).where(table.c.collection_no.in_(part)))
        found |= {slip.collection_no: slip for slip in rows}
    return found


def slip_lines(conn: Connection, collection_nos: Iterable[str]) -> dict[str, tuple[SlipLine, ...]]:
    """The lines of these slips in their order."""
    table = t.payment_slip_lines.c
    found: dict[str, list[SlipLine]] = {}
    for part in _slices(collection_nos):
        statement = (
            select(table.collection_no, table.claim_key, table.subject, table.amount)
            .where(table.collection_no.in_(part))
            .order_by(table.collection_no, table.line_no)
        )
        for number, claim, subject, amount in conn.execute(statement):
            found.setdefault(number, []).append(SlipLine(claim, cast(Subject, subject), amount))
    return {number: tuple(lines) for number, lines in found.items()}


def _number(uow: UnitOfWork, of: LevyAccount, lines: Sequence[SlipLine]) -> CollectionNumber:
    """One line names its instalment; several, or a mixed slip, are found by the slip itself (instalment 00)."""
    table = t.payment_slips.c
    last = uow.conn.execute(select(func.max(table.issue_no)).where(table.account_key == of.account_key)).scalar() or 0
    if last >= _MOST_ISSUES:
        raise Refused("slip_issues_used_up", account=of.account_key)
    alone = len(lines) == 1
    instalment = int(lines[0].claim_key[-2:]) if alone else 0
    return CollectionNumber(
        of.levy_year, of.notice_no, instalment, lines[0].subject if alone else "principal", last + 1
    )


def _standing_for(conn: Connection, claim_keys: set[str], but_for: str | None) -> list[str]:
    slip, line = t.payment_slips.c, t.payment_slip_lines.c
    statement = (
        select(slip.collection_no)
        .select_from(t.payment_slips.join(t.payment_slip_lines, line.collection_no == slip.collection_no))
        .where(line.claim_key.in_(sorted(claim_keys)), slip.superseded_on.is_(None))
        .distinct()
    )
    if but_for is not None:
        statement = statement.where(slip.by_event != but_for)
    return list(conn.execute(statement).scalars())


def _supersede(uow: UnitOfWork, older: Sequence[str], by: str) -> None:
    if older:
        table = t.payment_slips
        statement = update(table).where(table.c.collection_no.in_(older), table.c.superseded_on.is_(None))
        uow.conn.execute(statement.values(superseded_on=uow.business_day, superseded_by=by))


def _slices(keys: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]


@dataclass(frozen=True, slots=True)
class StandingSlip:
    """The slip that stands for a line now: its number, what it asks for of this line, until when."""

    collection_no: str
    amount: int
    use_by: date


def standing_slips(conn: Connection, claim_keys: Iterable[str]) -> dict[tuple[str, str], StandingSlip]:
    """For each instalment and subject the slip that no later one has replaced."""
    slip, line = t.payment_slips.c, t.payment_slip_lines.c
    found: dict[tuple[str, str], StandingSlip] = {}
    for part in _slices(claim_keys):
        statement = (
            select(line.claim_key, line.subject, slip.collection_no, line.amount, slip.use_by)
            .select_from(t.payment_slips.join(t.payment_slip_lines, line.collection_no == slip.collection_no))
            .where(line.claim_key.in_(part), slip.superseded_on.is_(None))
            .order_by(slip.issue_no)
        )
        found |= {(key, subject): StandingSlip(no, yen, day) for key, subject, no, yen, day in conn.execute(statement)}
    return found


def slips_by_event(conn: Connection, account_keys: Iterable[str], by_event: str) -> tuple[Slip, ...]:
    """The slips of these accounts that one act issued, in their order."""
    table = t.payment_slips
    here = (table.c.account_key.in_(sorted(set(account_keys))), table.c.by_event == by_event)
    statement = select(*columns(Slip, table)).where(*here).order_by(table.c.account_key, table.c.issue_no)
    return fetch_all(conn, Slip, statement)
