"""Register changes of a slice (束の台帳異動): `registers.apply_change` for kinds that many cases make in one night.

Each is applied once under its key, as there; a kind is named here with the function that applies all of a slice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from server.domain.effects import RegisterChange
from server.domain.refusals import Refused
from server.store import registers
from server.store import tables as t
from server.store.among import among
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A change with what asked for it (`case:<id>/<step>`) and the case."""

    change: RegisterChange
    event: str
    case_id: str


ApplyAll = Callable[[UnitOfWork, Sequence[tuple[Mapping[str, Any], str]]], None]

KINDS: dict[str, ApplyAll] = {}
"""How all changes of a kind are applied at once: their typed payloads, each with its event."""


def apply_changes(uow: UnitOfWork, changes: Sequence[NamedChange]) -> None:
    """Applies the changes of `KINDS`, each once under its key. Raises `register_change_reused` as one alone would."""
    new = _first_time(uow, changes)
    for kind in sorted({one.change.kind for one in new}):
        of_kind = [(registers.typed_payload(one.change), one.event) for one in new if one.change.kind == kind]
        KINDS[kind](uow, of_kind)


def _first_time(uow: UnitOfWork, changes: Sequence[NamedChange]) -> list[NamedChange]:
    """Those not applied before, put on record now."""
    if not changes:
        return []
    table = t.register_changes
    said = {one.change.key: registers.said(one.change) for one in changes}
    before = dict(
        uow.conn.execute(
            select(table.c.change_key, table.c.payload_hash).where(among(table.c.change_key, sorted(said)))
        ).all()
    )
    for key, hashed in before.items():
        if hashed != said[key]:
            raise Refused("register_change_reused", key=key)
    new = [one for one in changes if one.change.key not in before]
    rows = [registers.change_row(uow, one.change, one.event, one.case_id) for one in new]
    if rows:
        uow.conn.execute(insert(table), rows)
    return new
