"""History (経過) and steps: what happened in a case for people to read, and all a step rested on to replay it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, cast

from sqlalchemy import Connection, func, insert, select

from server.domain.effects import JSON, JSONObject
from server.store import tables as t
from server.store.among import among
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork


class HistoryEventLike(Protocol):
    """What the engine reports (`engine.types.HistoryEvent` fits)."""

    @property
    def kind(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def element_type(self) -> str: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def by(self) -> str: ...
    @property
    def detail(self) -> JSONObject: ...


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened in a case; `seq` counts from 1, `path` joins the called parts around it by `/`."""

    case_id: str
    seq: int
    step_no: int
    kind: str
    element: str
    name: str
    element_type: str
    path: str
    by_user: str
    at: datetime
    business_day: date
    detail: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step with the command, the facts and values it read, its effects, and the state before and after."""

    case_id: str
    step_no: int
    command: Mapping[str, JSON]
    at: datetime
    business_day: date
    by_user: str
    procedure_hash: str
    facts_used: Mapping[str, JSON]
    values_used: Mapping[str, JSON]
    effects: Sequence[JSON]
    state_before: bytes | None
    state_after: bytes | None
    state_digest: str


def append_history(uow: UnitOfWork, case_id: str, step_no: int, events: Iterable[HistoryEventLike]) -> None:
    """Writes the events of one step behind the others; the case is guarded by its `rev`, so no number is lost."""
    table = t.history
    last = uow.conn.execute(select(func.max(table.c.seq)).where(table.c.case_id == case_id)).scalar() or 0
    rows = history_rows(uow, case_id, step_no, events, last)
    if rows:
        uow.conn.execute(insert(table), rows)


def history_rows(
    uow: UnitOfWork, case_id: str, step_no: int, events: Iterable[HistoryEventLike], last: int
) -> list[dict[str, Any]]:
    """The rows of one step behind the number `last`."""
    return [
        {
            "case_id": case_id,
            "seq": seq,
            "step_no": step_no,
            "kind": event.kind,
            "element": event.element,
            "name": event.name,
            "element_type": event.element_type,
            "path": "/".join(event.path),
            "by_user": event.by,
            "at": uow.now,
            "business_day": uow.business_day,
            "detail": dict(event.detail),
        }
        for seq, event in enumerate(events, last + 1)
    ]


def history_of(conn: Connection, case_id: str) -> tuple[HistoryRow, ...]:
    """The whole history of a case, oldest first."""
    table = t.history
    statement = select(*columns(HistoryRow, table)).where(table.c.case_id == case_id).order_by(table.c.seq)
    return fetch_all(conn, HistoryRow, statement)


def last_actors(conn: Connection, case_id: str, elements: Iterable[str]) -> dict[str, str]:
    """Who last completed each of these elements in this case (the second person must be another one)."""
    table = t.history.c
    rows = conn.execute(
        select(table.element, table.by_user)
        .where(table.case_id == case_id, table.kind == "completed", table.element.in_(sorted(set(elements))))
        .order_by(table.seq)
    )
    return dict(rows.all())


def all_actors(conn: Connection, case_id: str, elements: Iterable[str]) -> frozenset[str]:
    """Everyone who ever completed one of these elements in this case."""
    table = t.history.c
    return frozenset(
        conn.scalars(
            select(table.by_user).where(
                table.case_id == case_id, table.kind == "completed", table.element.in_(sorted(set(elements)))
            )
        )
    )


def completed_by(conn: Connection, user_id: str, case_ids: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Which elements (case id, element) of these cases this person ever completed: what he may not check himself."""
    table = t.history.c
    rows = conn.execute(
        select(table.case_id, table.element)
        .where(among(table.case_id, sorted(set(case_ids))), table.kind == "completed", table.by_user == user_id)
        .distinct()
    )
    return frozenset(rows.all())


def record_step(uow: UnitOfWork, record: StepRecord) -> None:
    """Keeps one step for replay. Append only: a second record of the same step is refused by the database."""
    uow.conn.execute(insert(t.case_steps).values(step_row(record)))


def step_row(record: StepRecord) -> dict[str, Any]:
    """The record as its row."""
    row = {name: getattr(record, name) for name in StepRecord.__slots__}
    for name in ("command", "facts_used", "values_used"):
        row[name] = dict(row[name])
    return row | {"effects": list(record.effects)}


def steps_of(conn: Connection, case_id: str) -> tuple[StepRecord, ...]:
    """All steps of a case, oldest first."""
    table = t.case_steps
    statement = select(*columns(StepRecord, table)).where(table.c.case_id == case_id).order_by(table.c.step_no)
    return fetch_all(conn, StepRecord, statement)


def values_read(conn: Connection, steps: int) -> Iterator[tuple[str, frozenset[str]]]:
    """Procedure and the dated values (`key@day`) that it read, for each of the steps of the youngest cases."""
    table, version = t.case_steps.c, t.procedures.c
    wanted = select(version.slug, table.values_used).join_from(
        t.case_steps, t.procedures, version.hash == table.procedure_hash
    )
    for slug, used in conn.execute(wanted.order_by(table.case_id.desc(), table.step_no.desc()).limit(steps)):
        yield slug, frozenset(cast("Mapping[str, JSON]", used))
