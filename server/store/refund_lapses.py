"""Refunds that lapsed (還付請求権の時効): the list for the year's end, and what of it was booked as revenue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import overpayments, refund_shares, refunds
from server.store import tables as t
from server.store.among import among
from server.store.refunds import Refund
from server.store.unit_of_work import UnitOfWork


def lapsed(conn: Connection, values: Values) -> list[dict[str, Any]]:
    """Each overpayment, or heir's part of one, of a refund that lapsed and was not booked, the oldest refund first:
    {refund_key, number, household_key, overpayment_key, heir_no, claim_key, levy_year, no, yen, lapses_on}.
    """
    found = refunds.in_states(conn, (refunds.LAPSED,))
    over = {one.refund_key: overpayments.of_case(conn, one.case_id) for one in found}
    shares = {one.refund_key: refund_shares.of_refund(conn, one.refund_key) for one in found}
    left = _left(conn, sorted({one.household_key for one in found}), values)
    named = {one.overpayment_key for some in over.values() for one in some}
    named |= {one.overpayment_key for some in shares.values() for one in some}
    done, places = refund_shares.done_of(conn, named), _places(conn, named)
    numbers = _numbers(conn, [one.case_id for one in found])
    rows: list[dict[str, Any]] = []
    for refund in found:
        mine = [(one.overpayment_key, one.heir_no, one.yen) for one in shares[refund.refund_key]]
        mine = mine or [(one.overpayment_key, 0, left.get(one.overpayment_key, 0)) for one in over[refund.refund_key]]
        for key, heir_no, yen in mine:
            over_now = heir_no and heir_no in done.get(key, ())  # of a whole one `left` tells it; its interest lives on
            if yen and not over_now and left.get(key, 0) >= yen:
                head = {"overpayment_key": key, "heir_no": heir_no, "yen": yen, "number": numbers[refund.case_id]}
                rows.append(head | _of(refund) | places[key])
    return rows


def _of(refund: Refund) -> dict[str, Any]:
    return {
        "refund_key": refund.refund_key,
        "household_key": refund.household_key,
        "lapses_on": refund.lapses_on.isoformat(),
    }


def _left(conn: Connection, households: Sequence[str], values: Values) -> dict[str, int]:
    standing = overpayments.standing_of(conn, households, values)
    return {one.row.overpayment_key: one.lot.left for some in standing.values() for one in some if one.row is not None}


def _places(conn: Connection, keys: set[str]) -> dict[str, dict[str, Any]]:
    """The instalment of each overpayment."""
    o, i, a = t.overpayments.c, t.instalments.c, t.levy_accounts.c
    joined = t.overpayments.join(t.instalments, i.claim_key == o.claim_key)
    joined = joined.join(t.levy_accounts, a.account_key == i.account_key)
    wanted = select(o.overpayment_key, o.claim_key, a.levy_year, i.instalment_no).select_from(joined)
    rows = conn.execute(wanted.where(among(o.overpayment_key, sorted(keys)))).all()
    return {str(key): {"claim_key": str(claim), "levy_year": year, "no": no} for key, claim, year, no in rows}


def _numbers(conn: Connection, case_ids: Sequence[str]) -> dict[str, str]:
    c = t.cases.c
    rows = conn.execute(select(c.case_id, c.number).where(among(c.case_id, sorted(case_ids)))).all()
    return {str(case_id): str(number) for case_id, number in rows}


def put(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """One that became revenue. Raises `refund_lapse_moved` where it did before."""
    try:
        with uow.conn.begin_nested():
            uow.conn.execute(insert(t.refund_lapses).values(**row, posted_on=uow.business_day))
    except IntegrityError as fault:
        raise Refused("refund_lapse_moved") from fault
