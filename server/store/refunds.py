"""Refunds (還付): waiting for their claim, ordered, transferred, returned; each overpayment once, each yen once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import counters
from server.store import tables as t
from server.store.among import among
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

WAITING, ORDERED, PAID, RETURNED = "WAITING", "ORDERED", "PAID", "RETURNED"
REFUSED, BACK, LAPSED, SENT, PARTED = "REFUSED", "BACK", "LAPSED", "SENT", "PARTED"
OPEN_STATES = (WAITING, ORDERED, RETURNED)
_SERIES = "refund"


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as it stands; see `tables.refunds.RefundCols`."""

    refund_key: str
    case_id: str
    household_key: str
    number: int
    state: str
    lapses_on: date
    notified_on: date | None
    reminded: int
    yen: int
    interest: int
    decided_on: date | None
    paid_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Payment:
    """A transfer to a payee; of the account only what may be shown and the token of its seal."""

    payment_key: str
    refund_key: str
    payee_no: int
    attempt: int
    payee_name: str
    person_key: str | None
    yen: int
    institution: str
    branch: str
    account_kind: str
    account_token: str
    account_tail: str
    holder_kana: str
    state: str
    ordered_on: date
    file_id: str | None
    line_no: int | None
    result: str | None
    result_on: date | None


def open_refund(
    uow: UnitOfWork, refund_key: str, case_id: str, household_key: str, lapses_on: date, yen: int, interest: int
) -> None:
    """A refund that waits for whoever may claim it."""
    row: dict[str, Any] = {
        "refund_key": refund_key,
        "case_id": case_id,
        "household_key": household_key,
        "number": counters.take(uow, _SERIES),
        "state": WAITING,
        "lapses_on": lapses_on,
        "notified_on": None,
        "reminded": 0,
        "yen": yen,
        "interest": interest,
    }
    uow.conn.execute(insert(t.refunds).values(row))


def get(conn: Connection, refund_key: str) -> Refund | None:
    """One refund."""
    table = t.refunds
    return fetch_one(conn, Refund, select(*columns(Refund, table)).where(table.c.refund_key == refund_key))


def of_case(conn: Connection, case_id: str) -> Refund | None:
    """The refund of a case."""
    return fetch_one(conn, Refund, select(*columns(Refund, t.refunds)).where(t.refunds.c.case_id == case_id))


def of_households(conn: Connection, household_keys: Iterable[str]) -> tuple[Refund, ...]:
    """All refunds of these households, oldest first."""
    table = t.refunds
    here = table.c.household_key.in_(sorted(set(household_keys)))
    return fetch_all(conn, Refund, select(*columns(Refund, table)).where(here).order_by(table.c.number))


def in_states(conn: Connection, states: Sequence[str], *, lapses_by: date | None = None) -> tuple[Refund, ...]:
    """Refunds in these states, the nearest to their end first."""
    table = t.refunds
    here: list[ColumnElement[bool]] = [table.c.state.in_(states)]
    if lapses_by is not None:
        here.append(table.c.lapses_on <= lapses_by)
    order = (table.c.lapses_on, table.c.number)
    return fetch_all(conn, Refund, select(*columns(Refund, table)).where(*here).order_by(*order))


def move(uow: UnitOfWork, refund_key: str, before: Sequence[str], **says: JSON) -> None:
    """States something of a refund that stands in one of `before`. Raises `refund_moved` for any other."""
    table = t.refunds
    here = (table.c.refund_key == refund_key, table.c.state.in_(before))
    if uow.conn.execute(update(table).where(*here).values(**says)).rowcount != 1:
        raise Refused("refund_moved")


def put_line(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """What of an overpayment is refunded. Raises `refund_twice` where it was before."""
    try:
        with uow.conn.begin_nested():
            uow.conn.execute(insert(t.refund_lines).values(dict(row)))
    except IntegrityError as fault:
        raise Refused("refund_twice") from fault


def put_payment(uow: UnitOfWork, row: Mapping[str, Any]) -> str:
    """A transfer that was ordered; its key. Raises `refund_twice` while another one of the payee stands."""
    table = t.refund_payments
    mine = (table.c.refund_key == row["refund_key"], table.c.payee_no == row["payee_no"])
    attempt = len(uow.conn.execute(select(table.c.attempt).where(*mine)).all()) + 1
    key = f"{row['refund_key']}/{row['payee_no']}/{attempt}"
    made = dict(row) | {"payment_key": key, "attempt": attempt, "state": ORDERED, "ordered_on": uow.business_day}
    try:
        with uow.conn.begin_nested():
            uow.conn.execute(insert(table).values(made))
    except IntegrityError as fault:
        raise Refused("refund_twice") from fault
    return key


def put_result(uow: UnitOfWork, one: Payment, state: str, code: str | None) -> None:
    """The answer to a transfer. Raises `refund_not_sent` for one that is not under way."""
    table = t.refund_payments
    here = (table.c.payment_key == one.payment_key, table.c.state == SENT)
    says = {"state": state, "result": code, "result_on": uow.business_day}
    if uow.conn.execute(update(table).where(*here).values(says)).rowcount != 1:
        raise Refused("refund_not_sent")


def follow_results(uow: UnitOfWork, refund_key: str) -> str:
    """The refund's state by its newest transfers: RETURNED when one came back, PAID when all went through."""
    newest = {one.payee_no: one.state for one in payments_of(uow.conn, refund_key)}
    if RETURNED in newest.values():
        move(uow, refund_key, (ORDERED,), state=RETURNED)
        return RETURNED
    if set(newest.values()) == {PAID}:
        move(uow, refund_key, (ORDERED,), state=PAID, paid_on=uow.business_day, ended_on=uow.business_day)
        return PAID
    return ORDERED


def payments_of(conn: Connection, refund_key: str) -> tuple[Payment, ...]:
    """Every transfer of a refund, oldest first."""
    table = t.refund_payments
    statement = select(*columns(Payment, table)).where(table.c.refund_key == refund_key)
    return fetch_all(conn, Payment, statement.order_by(table.c.payee_no, table.c.attempt))


def lines_of(conn: Connection, refund_key: str) -> list[dict[str, Any]]:
    """What was refunded of which overpayment."""
    table = t.refund_lines
    rows = conn.execute(table.select().where(table.c.refund_key == refund_key).order_by(table.c.overpayment_key))
    return [dict(row._mapping) for row in rows]


def facts_of(conn: Connection, case_ids: Iterable[str]) -> dict[str, JSON]:
    """The refunds of these cases as facts, by case; a case without one is not there."""
    table, paid, line = t.refunds, t.refund_payments, t.refund_lines
    wanted = sorted(set(case_ids))
    found = fetch_all(conn, Refund, select(*columns(Refund, table)).where(among(table.c.case_id, wanted)))
    keys = [one.refund_key for one in found]
    transfers = select(*columns(Payment, paid)).where(among(paid.c.refund_key, keys))
    payments = fetch_all(conn, Payment, transfers.order_by(paid.c.payee_no, paid.c.attempt))
    refunded = line.select().where(among(line.c.refund_key, keys)).order_by(line.c.overpayment_key)
    lines = [dict(row._mapping) for row in conn.execute(refunded)]
    return {
        one.case_id: plain(one)
        | {
            "payments": [plain(each) for each in payments if each.refund_key == one.refund_key],
            "lines": [each for each in lines if each["refund_key"] == one.refund_key],
        }
        for one in found
    }


def plain(one: Refund | Payment) -> dict[str, JSON]:
    """As JSON."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(one).items()}
