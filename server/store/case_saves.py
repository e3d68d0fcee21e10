"""What a step leaves of a case (案件の保存): kept only by who read the newest state, one case or a slice of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text

from server.store.among import array_text, array_value
from server.store.dialects import is_postgres
from server.store.errors import StaleCase
from server.store.tables.columns import Instant
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseSave:
    """The outcome of one step to be kept: `status` is active, completed or cancelled."""

    case_id: str
    expected_rev: int
    state: bytes | None
    status: str
    next_due_at: datetime | None
    outcome: str | None = None


def save_case(uow: UnitOfWork, save: CaseSave) -> int:
    """Keeps the outcome of one step and returns the new `rev`; raises `StaleCase` when someone else was faster."""
    save_cases(uow, [save])
    return save.expected_rev + 1


def save_cases(uow: UnitOfWork, saves: Sequence[CaseSave]) -> None:
    """Keeps the outcomes of a slice in one statement; raises `StaleCase` when any of them has moved on."""
    if not saves:
        return
    rows = [_save_row(save, uow.now) for save in saves]
    if is_postgres(uow.conn):
        written = uow.conn.execute(_SAVED_TOGETHER, _arrays(rows) | {"now": uow.now}).rowcount
    else:
        written = uow.conn.execute(_SAVED, [row | {"now": uow.now} for row in rows]).rowcount
    if written != len(saves):
        raise StaleCase(f"{len(saves) - written} of {len(saves)} cases have moved on")


_NEW = ("state", "status", "outcome", "next_due_at", "closed_at")
_SAVED = text(
    f"update cases set {', '.join(f'{name} = :{name}' for name in _NEW)}, changed_at = :now, lease_until = null, "  # noqa: S608 - our own names
    "rev = rev + 1, step_no = step_no + 1 where case_id = :case_id and rev = :rev"
).bindparams(*(bindparam(name, type_=Instant) for name in ("next_due_at", "closed_at", "now")))
_SAVED_TOGETHER = text(
    f"update cases set {', '.join(f'{name} = new.{name}' for name in _NEW)}, changed_at = :now, lease_until = null, "  # noqa: S608
    "rev = cases.rev + 1, step_no = cases.step_no + 1 "
    "from unnest(:case_id\\:\\:varchar[], :rev\\:\\:integer[], :state\\:\\:bytea[], :status\\:\\:varchar[], "
    ":outcome\\:\\:varchar[], :next_due_at\\:\\:timestamptz[], :closed_at\\:\\:timestamptz[]) "
    "as new(case_id, rev, state, status, outcome, next_due_at, closed_at) "
    "where cases.case_id = new.case_id and cases.rev = new.rev"
)
"""The same on both databases; PostgreSQL takes the whole slice as one statement, with a list for each column."""


def _save_row(save: CaseSave, now: datetime) -> dict[str, Any]:
    return {
        "case_id": save.case_id,
        "rev": save.expected_rev,
        "state": save.state,
        "status": save.status,
        "outcome": save.outcome,
        "next_due_at": save.next_due_at if save.status == "active" else None,
        "closed_at": None if save.status == "active" else now,
    }


def _arrays(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The rows as a list for each column, as PostgreSQL reads it."""
    return {name: array_text([array_value(row[name]) for row in rows]) for name in rows[0]}
