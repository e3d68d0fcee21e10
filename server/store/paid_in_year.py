"""What was paid in a calendar year (納付済額), by payer and channel: what a tax return asks for (社会保険料控除)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from server.domain.ledger.kinds import Kind
from server.domain.receipts import Channel
from server.store import tables as t

WITHOUT_RECEIPT = (str(Channel.DIRECT_DEBIT), str(Channel.PENSION))
"""Channels whose payer holds no receipt of his own (口座振替・特別徴収)."""

_REFUNDS = (str(Kind.REFUND_REVENUE), str(Kind.REFUND_EXPENSE))
_SLICE = 400


@dataclass(frozen=True, slots=True)
class Paid:
    """The yen that a payer paid in a calendar year by one channel for one levy year; `channel` REFUND is paid back."""

    household_key: str
    payer_key: str
    channel: str
    levy_year: int
    yen: int


REFUND = "REFUND"


def paid_in_year(conn: Connection, household_keys: Iterable[str], year: int) -> tuple[Paid, ...]:
    """All payments of these households with a day of payment (領収日) in the calendar year, principal and late charge.

    What was taken back (取消) is out of it; what was refunded in the year stands apart. An account without a payer of
    its own has the empty key.
    """
    wanted = sorted(set(household_keys))
    found: list[Paid] = []
    for start in range(0, len(wanted), _SLICE):
        found += _of(conn, wanted[start : start + _SLICE], year)
    return tuple(found)


def households_that_paid(conn: Connection, year: int, channels: Sequence[str], *, after: str, limit: int) -> list[str]:
    """The next households behind the key `after` with a payment by one of the channels in the calendar year."""
    p = t.postings.c
    in_year = p.value_on.between(date(year, 1, 1), date(year, 12, 31))
    statement = (
        select(p.book)
        .where(p.kind == str(Kind.RECEIPT), p.channel.in_(list(channels)), in_year, p.book > after)
        .distinct()
        .order_by(p.book)
        .limit(limit)
    )
    return list(conn.scalars(statement))


def _of(conn: Connection, household_keys: Sequence[str], year: int) -> Iterable[Paid]:
    p, i, a = t.postings.c, t.instalments.c, t.levy_accounts.c
    yen = func.sum(p.basic + p.support + p.care + p.child + p.late + p.fee + p.cost + p.unsplit)
    from_ = t.postings.join(t.instalments, i.claim_key == p.claim_key)
    statement = (
        select(p.book, a.payer_key, p.kind, p.channel, a.levy_year, yen)
        .select_from(from_.join(t.levy_accounts, a.account_key == i.account_key))
        .where(p.book.in_(household_keys), p.value_on.between(date(year, 1, 1), date(year, 12, 31)))
        .where(p.kind.in_((str(Kind.RECEIPT), *_REFUNDS)))
        .group_by(p.book, a.payer_key, p.kind, p.channel, a.levy_year)
        .order_by(p.book, a.payer_key, a.levy_year, p.channel)
    )
    for book, payer, kind, channel, levy_year, total in conn.execute(statement):
        if total:
            said = REFUND if kind in _REFUNDS else str(channel)
            yield Paid(book, payer or "", said, int(levy_year), int(total))
