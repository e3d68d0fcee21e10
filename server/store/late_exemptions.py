"""Days without a late charge (延滞金の免除期間): deferrals, suspensions, disasters, waivers; each with its document.

Changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_late_exemption` | exemption_key, claim_key, first_day, share (FULL, HALF), ground, [last_day] (left out: while it lasts) |
| `end_late_exemption` | exemption_key, on: the first day on which it holds no more; on or before its first day it falls away |
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from server.domain.late_charge import Exemption
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.among import among
from server.store.marks import marked
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"first_day", "last_day"})
GROUNDS = ("DEFERRAL", "CONVERSION", "SUSPENSION", "DISASTER", "WAIVER", "INSOLVENCY")
_SHARES = {"FULL": Fraction(1), "HALF": Fraction(1, 2)}
_SLICE = 500


def exemptions_of(conn: Connection, claim_keys: Iterable[str]) -> dict[str, tuple[Exemption, ...]]:
    """The exemptions of these claims as they stand, first to last; one that lasts has `date.max` as its last day."""
    found: dict[str, tuple[Exemption, ...]] = {}
    wanted = sorted(set(claim_keys))
    for start in range(0, len(wanted), _SLICE):
        c = t.late_exemptions.c
        for row in conn.execute(_standing().where(among(c.claim_key, wanted[start : start + _SLICE]))):
            one = Exemption(row.first_day, row.last_day or date.max, _SHARES[row.share])
            found[row.claim_key] = (*found.get(row.claim_key, ()), one)
    return found


def _standing() -> Select[Any]:
    """The newest revision of each key, unless nothing is left of it."""
    c, later = t.late_exemptions.c, t.late_exemptions.alias("later")
    newer = select(later.c.revision).where(later.c.exemption_key == c.exemption_key, later.c.revision > c.revision)
    return select(t.late_exemptions).where(~newer.exists(), c.withdrawn.is_(False)).order_by(c.first_day)


def _newest(uow: UnitOfWork, key: str) -> Row[Any] | None:
    c = t.late_exemptions.c
    rows = select(t.late_exemptions).where(c.exemption_key == key).order_by(c.revision.desc()).limit(1)
    return uow.conn.execute(rows).one_or_none()


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `dates_reversed`, `late_exemption_share`, `late_exemption_ground`, `claim_unknown`."""
    last = p.get("last_day")
    if last is not None and last < p["first_day"]:
        raise Refused("dates_reversed", at_field="last_day")
    if p["share"] not in _SHARES:
        raise Refused("late_exemption_share", at_field="share")
    if p["ground"] not in GROUNDS:
        raise Refused("late_exemption_ground", at_field="ground")
    known = select(t.instalments.c.claim_key).where(t.instalments.c.claim_key == p["claim_key"])
    if uow.conn.execute(known).first() is None:
        raise Refused("claim_unknown", claim=p["claim_key"])
    before = _newest(uow, p["exemption_key"])
    revision = 1 if before is None else before.revision + 1
    _write(uow, dict(p) | {"last_day": last, "withdrawn": False, "revision": revision}, event)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `late_exemption_unknown`."""
    before = _newest(uow, p["exemption_key"])
    if before is None or before.withdrawn:
        raise Refused("late_exemption_unknown", key=p["exemption_key"])
    last = p["on"] - timedelta(days=1)
    if before.last_day is not None and before.last_day <= last:
        return  # it is over by then
    kept = {name: getattr(before, name) for name in ("exemption_key", "claim_key", "first_day", "share", "ground")}
    gone = last < before.first_day
    end = {"last_day": before.last_day if gone else last, "withdrawn": gone, "revision": before.revision + 1}
    _write(uow, kept | end, event)


def _write(uow: UnitOfWork, says: Mapping[str, Any], event: str) -> None:
    row = dict(says) | {"by_event": event, "by_user": uow.actor.user_id, "recorded_at": uow.now}
    uow.conn.execute(insert(t.late_exemptions).values(marked(t.late_exemptions, row)))


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_late_exemption": ("exemption_key claim_key first_day share ground", "last_day", _put),
    "end_late_exemption": ("exemption_key on", "", _end),
}
"""For each kind its required and optional fields and what it does."""
