"""What the receipts desk reads (収納担当の画面): files as they came, a day's money by channel, what is in suspense."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from server.domain.ledger.kinds import Kind
from server.domain.receipts import Stage
from server.store import tables as t
from server.store.receipts import StoredReceipt
from server.store.rows import columns, fetch_all, fetch_one


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file in the list: `count` and `total` are of the money in it, `credited` what the account received."""

    file_id: str
    interface: str
    channel: str
    sender: str
    sequence: int
    name: str
    covers_from: date
    covers_to: date
    records: int
    count: int
    total: int
    credited: int | None
    imported_by: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelDay:
    """What came in by one channel on one civil day, in yen: `posted` on claims at once, `suspense` 仮受."""

    channel: str
    count: int
    total: int
    posted: int
    suspense: int


def files(conn: Connection, *, limit: int) -> tuple[ListedFile, ...]:
    """The newest accepted files and zero notices."""
    table = t.receipt_files
    statement = select(*columns(ListedFile, table)).order_by(table.c.imported_at.desc(), table.c.file_id)
    return fetch_all(conn, ListedFile, statement.limit(limit))


def file_of(conn: Connection, file_id: str) -> ListedFile | None:
    """One accepted file."""
    table = t.receipt_files
    return fetch_one(conn, ListedFile, select(*columns(ListedFile, table)).where(table.c.file_id == file_id))


def receipts_by_id(conn: Connection, receipt_ids: Iterable[str]) -> tuple[StoredReceipt, ...]:
    """These receipts, the oldest payment first."""
    table = t.receipts
    statement = select(*columns(StoredReceipt, table)).where(table.c.receipt_id.in_(sorted(set(receipt_ids))))
    return fetch_all(conn, StoredReceipt, statement.order_by(table.c.paid_on, table.c.receipt_id))


def cases_begun(conn: Connection, once_keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Id and number of the cases that were begun under these keys, by key."""
    c = t.cases.c
    statement = select(c.once_key, c.case_id, c.number).where(c.once_key.in_(sorted(set(once_keys))))
    return {str(key): (case_id, number) for key, case_id, number in conn.execute(statement)}


def standing_of(conn: Connection, receipt_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """Of each receipt, the yen that stand on each instalment by now, what was taken back left out."""
    p = t.postings.c
    yen = func.sum(p.basic + p.support + p.care + p.child + p.late + p.fee + p.cost + p.unsplit)
    statement = (
        select(p.receipt_id, p.claim_key, yen)
        .where(p.receipt_id.in_(sorted(set(receipt_ids))), p.kind == str(Kind.RECEIPT), p.claim_key.is_not(None))
        .group_by(p.receipt_id, p.claim_key)
    )
    found: dict[str, dict[str, int]] = {}
    for receipt_id, claim_key, left in conn.execute(statement):
        if left:
            found.setdefault(str(receipt_id), {})[str(claim_key)] = int(left)
    return found


def channel_days(conn: Connection, day: date) -> tuple[ChannelDay, ...]:
    """The money of a day (収入日計): every final payment settled on it, and where its file put it.

    The lines of a file stand under its own event; what is moved later is another day's and another line's.
    """
    counted = _counted(conn, day)
    placed = _placed(conn, day)
    return tuple(
        ChannelDay(
            channel,
            count,
            total,
            placed.get((channel, str(Kind.RECEIPT)), 0),
            placed.get((channel, str(Kind.SUSPENSE_IN)), 0),
        )
        for channel, (count, total) in sorted(counted.items())
    )


def _counted(conn: Connection, day: date) -> dict[str, tuple[int, int]]:
    table = t.receipts.c
    statement = (
        select(table.channel, func.count(), func.sum(table.amount))
        .where(table.settled_on == day, table.stage == str(Stage.FINAL))
        .group_by(table.channel)
    )
    return {channel: (int(count), int(total)) for channel, count, total in conn.execute(statement)}


def _placed(conn: Connection, day: date) -> dict[tuple[str, str], int]:
    p, r = t.postings.c, t.receipts.c
    yen = func.sum(p.basic + p.support + p.care + p.child + p.late + p.fee + p.cost + p.unsplit)
    first = p.by_event == "file:" + r.file_id
    statement = (
        select(r.channel, p.kind, yen)
        .select_from(t.postings.join(t.receipts, r.receipt_id == p.receipt_id))
        .where(r.settled_on == day, first, p.kind.in_((str(Kind.RECEIPT), str(Kind.SUSPENSE_IN))))
        .group_by(r.channel, p.kind)
    )
    return {(channel, kind): int(sum_) for channel, kind, sum_ in conn.execute(statement)}
