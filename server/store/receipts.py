"""Receipts and their files (収納データ): what was accepted, up to which day payments are in, what is on its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Outcome, Stage
from server.store import tables as t
from server.store.among import among
from server.store.marks import marked
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork

_SLICE = 500


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was accepted; `count` and `total` are of the money in it, `credited` what the bank had put in."""

    file_id: str
    interface: str
    channel: str
    sender: str
    sequence: int
    content_hash: str
    name: str
    created_on: date
    covers_from: date
    covers_to: date
    records: int
    count: int
    total: int
    credited: int | None


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt with what became of it; `notes` are codes of what somebody should look at."""

    receipt_id: str
    file_id: str
    record_no: int
    channel: str
    reference: str
    stage: str
    collection_no: str
    amount: int
    paid_on: date
    settled_on: date
    household_key: str | None
    outcome: str
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class HighWater:
    """Up to which day every payment by a channel is in (入金済の日): the least of its senders' days."""

    channel: str
    day: date
    senders: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A receipt to be kept; a `duplicate` has a number that came before."""

    receipt_id: str
    incoming: IncomingReceipt
    household_key: str | None
    outcome: Outcome
    notes: tuple[str, ...] = ()
    duplicate: bool = False


def put_file(uow: UnitOfWork, file: IncomingFile, *, name: str, content_hash: str, credited: int | None) -> str:
    """Keeps an accepted file and answers its id."""
    file_id = uow.new_id()
    row = {
        "file_id": file_id,
        "interface": file.interface,
        "channel": str(file.channel),
        "sender": file.sender,
        "sequence": file.sequence,
        "content_hash": content_hash,
        "name": name,
        "created_on": file.created_on,
        "covers_from": file.covers_from,
        "covers_to": file.covers_to,
        "records": len(file.receipts),
        "count": len(file.final),
        "total": file.total,
        "credited": credited,
        "imported_by": uow.actor.user_id,
        "imported_at": uow.now,
    }
    uow.conn.execute(insert(t.receipt_files).values(marked(t.receipt_files, row)))
    return file_id


def put_receipts(uow: UnitOfWork, file_id: str, new: Sequence[NewReceipt]) -> None:
    """Keeps the receipts of a file."""
    rows = [
        {
            "receipt_id": one.receipt_id,
            "file_id": file_id,
            "record_no": one.incoming.record_no,
            "channel": str(one.incoming.channel),
            "reference": one.incoming.reference,
            "stage": str(one.incoming.stage),
            "once": None if one.duplicate else _once(one.incoming),
            "collection_no": one.incoming.collection_no,
            "amount": one.incoming.amount,
            "paid_on": one.incoming.paid_on,
            "settled_on": one.incoming.settled_on,
            "household_key": one.household_key,
            "outcome": str(one.outcome),
            "notes": list(one.notes),
        }
        for one in new
    ]
    if rows:
        uow.conn.execute(insert(t.receipts), [marked(t.receipts, row) for row in rows])


def _once(incoming: IncomingReceipt) -> str:
    return f"{incoming.channel}/{incoming.reference}/{incoming.stage}"


def file_with(conn: Connection, content_hash: str) -> StoredFile | None:
    """The file that had this very content."""
    table = t.receipt_files
    return fetch_one(conn, StoredFile, select(*columns(StoredFile, table)).where(table.c.content_hash == content_hash))


def last_file(conn: Connection, interface: str, channel: str, sender: str) -> StoredFile | None:
    """The newest file of a series."""
    table = t.receipt_files
    same = (table.c.interface == interface, table.c.channel == channel, table.c.sender == sender)
    statement = select(*columns(StoredFile, table)).where(*same).order_by(table.c.sequence.desc()).limit(1)
    return fetch_one(conn, StoredFile, statement)


def covered(conn: Connection, channel: str, sender: str) -> date | None:
    """The last day of a sender that any file or zero notice covers."""
    table = t.receipt_files.c
    statement = select(func.max(table.covers_to)).where(table.channel == channel, table.sender == sender)
    return conn.execute(statement).scalar()


def households_waiting(conn: Connection, kind: str, household_keys: Iterable[str]) -> set[str]:
    """Of these households, those with an open case that waits for a message of `kind`."""
    subs, cases = t.subscriptions.c, t.cases.c
    found: set[str] = set()
    wanted = sorted(set(household_keys))
    for start in range(0, len(wanted), _SLICE):
        statement = (
            select(cases.household_key)
            .select_from(t.subscriptions.join(t.cases, cases.case_id == subs.case_id))
            .where(subs.kind == kind, cases.status == "active")
            .where(among(cases.household_key, wanted[start : start + _SLICE]))
        )
        found |= {key for key in conn.execute(statement).scalars() if key is not None}
    return found


def high_water(conn: Connection) -> tuple[HighWater, ...]:
    """Of each channel that has ever sent a file, the day up to which its payments are in.

    Proceeds of seizures come one by one from our own cases: nobody sends them, so nothing of them can be missing.
    """
    table = t.receipt_files.c
    statement = (
        select(table.channel, table.sender, func.max(table.covers_to))
        .where(table.channel != str(Channel.LEVY_PROCEEDS))
        .group_by(table.channel, table.sender)
        .order_by(table.channel, table.sender)
    )
    found: dict[str, dict[str, date]] = {}
    for channel, sender, day in conn.execute(statement):
        found.setdefault(channel, {})[sender] = day
    return tuple(HighWater(channel, min(days.values()), days) for channel, days in found.items())


def stages_of(conn: Connection, channel: Channel, references: Iterable[str]) -> dict[str, set[Stage]]:
    """Which stages of these payments were told before."""
    table = t.receipts.c
    found: dict[str, set[Stage]] = {}
    wanted = sorted(set(references))
    for start in range(0, len(wanted), _SLICE):
        part = wanted[start : start + _SLICE]
        statement = select(table.reference, table.stage).where(
            table.channel == str(channel), among(table.reference, part)
        )
        for reference, stage in conn.execute(statement):
            found.setdefault(reference, set()).add(Stage(stage))
    return found


def get_receipt(conn: Connection, receipt_id: str) -> StoredReceipt | None:
    """One receipt."""
    table = t.receipts
    return fetch_one(
        conn, StoredReceipt, select(*columns(StoredReceipt, table)).where(table.c.receipt_id == receipt_id)
    )


def receipts_of_file(conn: Connection, file_id: str) -> tuple[StoredReceipt, ...]:
    """The receipts of a file in their order."""
    table = t.receipts
    statement = select(*columns(StoredReceipt, table)).where(table.c.file_id == file_id)
    return fetch_all(conn, StoredReceipt, statement.order_by(table.c.record_no))


def receipts_of_household(conn: Connection, household_key: str) -> tuple[StoredReceipt, ...]:
    """What a household paid, newest first; wherever the money stands by now, as the files told it."""
    table = t.receipts
    statement = select(*columns(StoredReceipt, table)).where(table.c.household_key == household_key)
    return fetch_all(conn, StoredReceipt, statement.order_by(table.c.paid_on.desc(), table.c.receipt_id))


def in_transit(conn: Connection, household_keys: Iterable[str]) -> tuple[StoredReceipt, ...]:
    """Payments told by 速報 alone (入金確認待ち): neither confirmed nor cancelled since. They stop a dunning letter."""
    one, later = t.receipts, t.receipts.alias("later")
    settled = (
        select(later.c.receipt_id)
        .where(later.c.channel == one.c.channel, later.c.reference == one.c.reference)
        .where(later.c.stage != str(Stage.PRELIM))
        .exists()
    )
    statement = (
        select(*columns(StoredReceipt, one))
        .where(among(one.c.household_key, sorted(set(household_keys))), one.c.stage == str(Stage.PRELIM), ~settled)
        .order_by(one.c.paid_on, one.c.receipt_id)
    )
    return fetch_all(conn, StoredReceipt, statement)


def suspense(conn: Connection) -> dict[str, int]:
    """The receipts that still stand as suspense (未消込・仮受一覧) with the yen left of each."""
    p = t.postings.c
    signs: Any = {"SUSPENSE_IN": 1, "SUSPENSE_OUT": -1, "SUSPENSE_BACK": -1}
    left: dict[str, int] = {}
    statement = (
        select(p.receipt_id, p.kind, func.sum(p.unsplit)).where(p.kind.in_(list(signs))).group_by(p.receipt_id, p.kind)
    )
    for receipt_id, kind, yen in conn.execute(statement):
        key = str(receipt_id)
        left[key] = left.get(key, 0) + int(yen) * signs[kind]
    return {receipt_id: yen for receipt_id, yen in sorted(left.items()) if yen}
