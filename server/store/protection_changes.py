"""Changes of the register of protections (支援措置台帳の異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_protection` | protection_key, person_key, status (PROVISIONAL, DECIDED), valid_from, [case_id, proof_kind, proof_on, issuer, until, hide_from, block_online, own_household_key, from_household_key, separated_on, safe (sealed)] |
| `end_protection` | protection_key, person_key, on |

What a change leaves out stays as the protection had it. A protection is ended by `end_protection` alone: no file of the
residents' register and no other change takes the flag from a person while a protection of hers stands here.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from server.store import dated
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"proof_on", "until", "separated_on"})
_KEPT = (
    "case_id",
    "proof_kind",
    "proof_on",
    "issuer",
    "until",
    "hide_from",
    "block_online",
    "own_household_key",
    "from_household_key",
    "separated_on",
    "safe",
)
_EMPTY: dict[str, Any] = dict.fromkeys(_KEPT) | {"hide_from": [], "block_online": False}


def stands(conn: Connection, person_key: str, valid_from: date, valid_to: date | None = None) -> bool:
    """Whether a protection of the person holds on one of the days (`valid_to`: first day after; None: on and on)."""
    table = t.protections
    meets = [or_(table.c.valid_to.is_(None), table.c.valid_to > valid_from)]
    if valid_to is not None:
        meets.append(table.c.valid_from < valid_to)
    statement = select(exists().where(table.c.person_key == person_key, dated.current(table), *meets))
    return bool(conn.execute(statement).scalar_one())


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"protection_key": p["protection_key"]}
    before = dated.standing(uow.conn, t.protections, key)
    says = dict(_EMPTY) | ({name: before[-1].says[name] for name in _KEPT} if before else {})
    says |= {name: p[name] for name in _KEPT if p.get(name) is not None}
    says |= {"person_key": p["person_key"], "status": p["status"]}
    dated.state(uow, t.protections, key, says, valid_from=p["valid_from"], by_event=event)
    _flag(uow, p["person_key"], p["valid_from"], event, protected=True)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    dated.end(uow, t.protections, {"protection_key": p["protection_key"]}, on=p["on"], by_event=event)
    if not stands(uow.conn, p["person_key"], p["on"]):
        _flag(uow, p["person_key"], p["on"], event, protected=False)


def _flag(uow: UnitOfWork, person_key: str, since: date, event: str, *, protected: bool) -> None:
    """The flag of the person's records from a day on, as every list and page reads it."""
    key = {"person_key": person_key}
    for row in dated.standing(uow.conn, t.person_records, key):
        ended = row.valid_to is not None and row.valid_to <= since
        if ended or row.says["protected"] == protected:
            continue
        says = {**row.says, "protected": protected}
        first = max(row.valid_from, since)
        dated.state(uow, t.person_records, key, says, valid_from=first, valid_to=row.valid_to, by_event=event)


Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]
KINDS: dict[str, tuple[str, str, Apply]] = {
    "put_protection": ("protection_key person_key status valid_from", " ".join(_KEPT), _put),
    "end_protection": ("protection_key person_key on", "", _end),
}
"""For each kind its required and optional fields and what it does."""
