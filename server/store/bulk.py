"""Taking over registers in bulk (台帳の一括取込み): the same changes as `registers.apply_change`, many rows at once.

For rows of keys that are not on record yet (a takeover, a generated city): nothing is looked up first, the database's
own guards against overlaps refuse what is there already, and then nothing of the batch is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, insert

from server.domain.effects import RegisterChange
from server.domain.names import search_key
from server.domain.refusals import Refused
from server.store import registers
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind becomes a row: its table, what it leaves open, names that differ, the anchor it may need."""

    table: Table
    defaults: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    anchor: tuple[Table, str] | None = None


_SHAPES: dict[str, _Shape] = {
    "put_person": _Shape(
        t.person_records,
        {"protected": False, "nationality": None, "stay_until": None},
        anchor=(t.persons, "person_key"),
    ),
    "put_household": _Shape(
        t.household_records,
        {"address_line2": "", "town": "", "phone": None, "send_to": None},
        anchor=(t.households, "household_key"),
    ),
    "put_membership": _Shape(t.memberships, {"nominal": False}),
    "put_resident_record": _Shape(
        t.resident_records,
        {"protected": False, "moved_in_on": None, "moved_in_from": None, "nationality": None, "stay_until": None},
    ),
    "put_card_status": _Shape(t.card_statuses),
    "put_income": _Shape(t.incomes),
    "open_eligibility": _Shape(
        t.eligibilities,
        {"shikaku_to": None, "lost_by": None, "notified_on": None},
        {"tekiyo_from": "valid_from"},
    ),
}


def take_over(uow: UnitOfWork, changes: Iterable[RegisterChange], *, event: str) -> int:
    """Enters the changes, all of new keys, and returns how many they were.

    Raises `Refused("register_change_unknown")` for a kind that is not taken over in bulk; the database's refusal of an
    overlap ends the whole batch.
    """
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    log: list[dict[str, Any]] = []
    for change in changes:
        if change.kind not in _SHAPES:
            raise Refused("register_change_unknown", kind=change.kind)
        rows[change.kind].append(_row(uow, change, event))
        log.append(_logged(uow, change, event))
    if log:
        uow.conn.execute(insert(t.register_changes), log)
    for kind in _SHAPES:
        _insert(uow, _SHAPES[kind], rows[kind])
    return len(log)


def _row(uow: UnitOfWork, change: RegisterChange, event: str) -> dict[str, Any]:
    shape = _SHAPES[change.kind]
    typed = registers.typed_payload(change)
    row = {**shape.defaults, **{shape.renamed.get(name, name): value for name, value in typed.items()}}
    if "kana_key" in shape.table.c:
        row["kana_key"] = search_key(row["name_kana"])
    if "phone_key" in shape.table.c:
        row["phone_key"] = registers.phone_key(row["phone"])
    return row | {
        "valid_to": row.get("valid_to"),
        "recorded_at": uow.now,
        "superseded_at": None,
        "by_event": event,
    }


def _logged(uow: UnitOfWork, change: RegisterChange, event: str) -> dict[str, Any]:
    return registers.change_row(uow, change, event, None)


def _insert(uow: UnitOfWork, shape: _Shape, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    if shape.anchor is not None:
        table, key = shape.anchor
        rev = {"rev": 1} if "rev" in table.c else {}
        uow.conn.execute(insert(table), [{key: row[key], "created_at": uow.now, **rev} for row in rows])
    uow.conn.execute(insert(shape.table), rows)
