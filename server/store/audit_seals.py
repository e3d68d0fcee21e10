"""Seals over the audit (操作記録の封): appended every minute, each chained to the last; and the check of the whole.

A seal names the events it covers by their ids and holds one digest over their hashes and over the seal before. Ids
that are missing below its highest one belong to transactions still open or rolled back; a later seal takes them up
when they appear within `GAP_LIFE`, else they count as never written. What an attacker with the database could still
do is cut off the end: so the newest seal's digest is written down elsewhere each day (`latest_seal`), and `verify`
compares it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, or_, select

from server.domain.effects import JSON
from server.store import tables as t
from server.store.audit import content_hash
from server.store.tables.columns import canonical_json, instant_text

GAP_LIFE = timedelta(days=1)
_SLICE = 5_000
_START = "0" * 64


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal: the spans of ids it covers, ids still missing with the instant they were first missed."""

    seal_no: int
    at: datetime
    covers: Sequence[Sequence[int]]
    open_gaps: Mapping[str, str]
    top_id: int
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a check found. `unsealed` are events no seal covers yet: a tail of a minute or so is usual."""

    seals: int
    events: int
    changed: tuple[int, ...]
    missing: tuple[int, ...]
    foreign: tuple[int, ...]
    broken_seals: tuple[int, ...]
    unsealed: int
    oldest_unsealed: datetime | None
    anchor_ok: bool

    @property
    def ok(self) -> bool:
        """Whether nothing was changed, taken out, slipped in or cut off."""
        return self.anchor_ok and not (self.changed or self.missing or self.foreign or self.broken_seals)


def seal(conn: Connection, now: datetime) -> Seal | None:
    """Appends a seal over all events that none covers; None when there is nothing new. Inside `housekeeping()`."""
    last = latest_seal(conn)
    gaps = {} if last is None else _live_gaps(last.open_gaps, now)
    table = t.audit_events.c
    waiting = or_(table.event_id > (last.top_id if last else 0), table.event_id.in_(list(gaps)))
    rows = conn.execute(select(table.event_id, table.hash).where(waiting).order_by(table.event_id)).all()
    if not rows:
        return None
    ids = [event_id for event_id, _ in rows]
    top = max(ids[-1], last.top_id if last else 0)
    missing = _missing(ids, last.top_id if last else 0)
    open_gaps = {key: first for key, first in gaps.items() if key not in set(ids)} | dict.fromkeys(missing, now)
    sealed = _sealed(last, now, _spans(ids), open_gaps, top, [event_hash for _, event_hash in rows])
    conn.execute(insert(t.audit_seals).values(**{name: getattr(sealed, name) for name in Seal.__slots__}))
    return sealed


def latest_seal(conn: Connection) -> Seal | None:
    """The newest seal; its number and digest are what is written down outside the database each day."""
    return _read(conn, select(func.max(t.audit_seals.c.seal_no)).scalar_subquery())


def verify(conn: Connection, anchor: tuple[int, str] | None = None) -> AuditReport:
    """Checks every event against its hash, every seal against its events and the seal before it.

    `anchor` is number and digest of a seal written down elsewhere: it must still stand as it was.
    """
    hashes, changed = _event_hashes(conn)
    seals = [Seal(**row._asdict()) for row in conn.execute(t.audit_seals.select().order_by(t.audit_seals.c.seal_no))]
    covered = {event_id for sealed in seals for event_id in _ids(sealed.covers)}
    broken = tuple(sealed.seal_no for sealed, before in _with_previous(seals) if not _is_whole(sealed, before, hashes))
    top = seals[-1].top_id if seals else 0
    awaited = {int(key) for key in seals[-1].open_gaps} if seals else set()
    loose = sorted(hashes.keys() - covered)
    foreign = tuple(event_id for event_id in loose if event_id <= top and event_id not in awaited)
    unsealed = [event_id for event_id in loose if event_id not in foreign]
    return AuditReport(
        seals=len(seals),
        events=len(hashes),
        changed=tuple(changed),
        missing=tuple(sorted(covered - hashes.keys())),
        foreign=foreign,
        broken_seals=broken,
        unsealed=len(unsealed),
        oldest_unsealed=_instant_of(conn, unsealed[0]) if unsealed else None,
        anchor_ok=anchor is None or any((s.seal_no, s.digest) == anchor for s in seals),
    )


def _event_hashes(conn: Connection) -> tuple[dict[int, str], list[int]]:
    """The stored hash of every event, and the ids of those whose content no longer fits it."""
    hashes: dict[int, str] = {}
    changed: list[int] = []
    last = -(2**63)  # below every id there can be: one slipped in under the first is found too
    while True:
        table = t.audit_events
        part = table.select().where(table.c.event_id > last).order_by(table.c.event_id).limit(_SLICE)
        rows = [row._asdict() for row in conn.execute(part)]
        if not rows:
            return hashes, changed
        for row in rows:
            hashes[row["event_id"]] = row["hash"]
            if content_hash(row) != row["hash"]:
                changed.append(row["event_id"])
        last = rows[-1]["event_id"]


def _is_whole(sealed: Seal, before: Seal | None, hashes: Mapping[int, str]) -> bool:
    previous = before.digest if before else _START
    if sealed.previous != previous or sealed.seal_no != (before.seal_no if before else 0) + 1:
        return False
    found = [hashes.get(event_id, "") for event_id in _ids(sealed.covers)]
    return sealed.digest == _digest(sealed, found)


def _sealed(
    last: Seal | None,
    now: datetime,
    covers: Sequence[Sequence[int]],
    gaps: Mapping[int, datetime],
    top: int,
    hashes: Iterable[str],
) -> Seal:
    open_gaps = {str(key): instant_text(first) for key, first in gaps.items()}
    number, previous = (last.seal_no + 1, last.digest) if last else (1, _START)
    unsigned = Seal(number, now, covers, open_gaps, top, previous, "")
    return Seal(number, now, covers, open_gaps, top, previous, _digest(unsigned, hashes))


def _digest(sealed: Seal, hashes: Iterable[str]) -> str:
    head: dict[str, JSON] = {
        "no": sealed.seal_no,
        "at": instant_text(sealed.at),
        "covers": [list(span) for span in sealed.covers],
        "open_gaps": dict(sealed.open_gaps),
        "top": sealed.top_id,
        "previous": sealed.previous,
    }
    digest = hashlib.sha256(canonical_json(head).encode())
    for event_hash in hashes:
        digest.update(event_hash.encode())
    return digest.hexdigest()


def _live_gaps(open_gaps: Mapping[str, str], now: datetime) -> dict[int, datetime]:
    firsts = {int(key): datetime.fromisoformat(first) for key, first in open_gaps.items()}
    return {key: first for key, first in firsts.items() if now - first < GAP_LIFE}


def _missing(ids: Sequence[int], below: int) -> list[int]:
    """The ids above `below` that are absent under the highest one."""
    present = set(ids)
    return [key for key in range(below + 1, ids[-1]) if key not in present] if ids[-1] > below else []


def _spans(ids: Sequence[int]) -> list[list[int]]:
    """Ids in order as spans [first, last]."""
    spans: list[list[int]] = []
    for event_id in ids:
        if spans and spans[-1][1] == event_id - 1:
            spans[-1][1] = event_id
        else:
            spans.append([event_id, event_id])
    return spans


def _ids(spans: Iterable[Sequence[int]]) -> Iterator[int]:
    for first, last in spans:
        yield from range(first, last + 1)


def _with_previous(seals: Sequence[Seal]) -> Iterator[tuple[Seal, Seal | None]]:
    before = None
    for sealed in seals:
        yield sealed, before
        before = sealed


def _instant_of(conn: Connection, event_id: int) -> datetime:
    return conn.execute(select(t.audit_events.c.at).where(t.audit_events.c.event_id == event_id)).scalar_one()


def _read(conn: Connection, number: object) -> Seal | None:
    row = conn.execute(t.audit_seals.select().where(t.audit_seals.c.seal_no == number)).one_or_none()
    return None if row is None else Seal(**row._asdict())
