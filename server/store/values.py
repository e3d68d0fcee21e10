"""Dated values in the database (値): taken in from files, asked as a `Values` table as known at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, insert, select, update

from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.domain.values import DatedValue, Values, check_rows, value_as_json, value_from_json
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that waits for a second person; `row` is a dated value as JSON."""

    proposal_id: str
    row: JSON
    reason: str
    proposed_by: str
    proposed_at: datetime
    status: str
    decided_by: str | None
    decided_at: datetime | None


def load_values(conn: Connection, known_at: datetime | None = None) -> Values:
    """All dated values as known at the instant (None: now); read once per process and kept until they change."""
    table = t.value_rows
    rows = conn.execute(table.select().where(dated.known(table, known_at)).order_by(table.c.key, table.c.valid_from))
    return Values(dated_value(row._asdict()) for row in rows)


def values_stamp(conn: Connection) -> tuple[int, datetime | None]:
    """Changes when any value changes: the newest row and the newest correction."""
    from_rows = conn.execute(select(t.value_rows.c.row_id).order_by(t.value_rows.c.row_id.desc()).limit(1)).scalar()
    table = t.value_rows.c
    corrected = conn.execute(
        select(table.superseded_at)
        .where(table.superseded_at.is_not(None))
        .order_by(table.superseded_at.desc())
        .limit(1)
    ).scalar()
    return from_rows or 0, corrected


def import_values(uow: UnitOfWork, rows: Iterable[DatedValue], *, origin: str, by_event: str) -> int:
    """States the rows (of a values folder); what already stands is left alone. Returns how many were new or changed.

    Raises `Refused("value_file_invalid")` when the rows themselves are faulty (gap, overlap, unit, no article).
    """
    wanted = list(rows)
    findings = check_rows(wanted)
    if findings:
        raise Refused("value_file_invalid", fault="; ".join(findings[:5]))
    standing = {(row.key, row.valid_from): row for row in load_values(uow.conn).rows()}
    changed = [row for row in wanted if standing.get((row.key, row.valid_from)) != row]
    for row in changed:
        put_value(uow, row, origin=origin, by_event=by_event)
    return len(changed)


def put_value(uow: UnitOfWork, row: DatedValue, *, origin: str, by_event: str) -> None:
    """States one dated value over what was known for its days."""
    says = {
        "unit": row.unit,
        "value": value_as_json(row.value),
        "article": row.article,
        "source": row.source,
        "status": row.status,
        "confirm_again_by": row.confirm_again_by,
        "origin": origin,
    }
    behind = None if row.valid_to is None else row.valid_to + _DAY
    key = {"key": row.key}
    dated.state(uow, t.value_rows, key, says, valid_from=row.valid_from, valid_to=behind, by_event=by_event)


def value_row_as_json(row: DatedValue) -> dict[str, JSON]:
    """A dated value as JSON, days as text."""
    return {
        "key": row.key,
        "unit": row.unit,
        "from": row.valid_from.isoformat(),
        "to": None if row.valid_to is None else row.valid_to.isoformat(),
        "value": value_as_json(row.value),
        "article": row.article,
        "source": row.source,
        "status": row.status,
        "confirm_again_by": None if row.confirm_again_by is None else row.confirm_again_by.isoformat(),
    }


def value_row_from_json(row: Mapping[str, Any]) -> DatedValue:
    """The dated value that `value_row_as_json` wrote."""
    return DatedValue(
        row["key"],
        row["unit"],
        date.fromisoformat(row["from"]),
        _day(row["to"]),
        value_from_json(row["unit"], row["value"]),
        row["article"],
        row["source"],
        row["status"],
        _day(row["confirm_again_by"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def end_value(uow: UnitOfWork, key: str, on: date, *, by_event: str) -> None:
    """Nothing is known of a value from the day on."""
    dated.end(uow, t.value_rows, {"key": key}, on=on, by_event=by_event)


def shipped_before(conn: Connection, keys: Iterable[str], own: str) -> set[tuple[str, date, str]]:
    """What was ever stated of these keys by others than the office (`own` is its origin): key, first day, value."""
    table = t.value_rows.c
    wanted = select(table.key, table.valid_from, table.value).where(table.key.in_(sorted(keys)), table.origin != own)
    return {(row.key, row.valid_from, str(row.value)) for row in conn.execute(wanted)}


def proposed_before(conn: Connection) -> set[tuple[str, str, str]]:
    """Every proposal there ever was, decided ones too: key, first day, value."""
    rows = cast("list[dict[str, JSON]]", conn.scalars(select(t.value_proposals.c.row)).all())
    return {(row["key"], row["from"], str(row["value"])) for row in rows}


def propose_value(uow: UnitOfWork, row: JSON, reason: str) -> str:
    """Puts a change of a value before a second person, and returns the proposal's id."""
    proposal_id = uow.new_id()
    new = {
        "proposal_id": proposal_id,
        "row": row,
        "reason": reason,
        "proposed_by": uow.actor.user_id,
        "proposed_at": uow.now,
        "status": "waiting",
    }
    uow.conn.execute(insert(t.value_proposals).values(new))
    return proposal_id


def waiting_proposals(conn: Connection) -> tuple[Proposal, ...]:
    """Proposals nobody has decided yet, oldest first."""
    table = t.value_proposals
    statement = select(*columns(Proposal, table)).where(table.c.status == "waiting")
    return fetch_all(conn, Proposal, statement.order_by(table.c.proposed_at))


def decide_proposal(uow: UnitOfWork, proposal_id: str, *, accepted: bool) -> None:
    """The actor accepts or refuses.

    Raises `Refused` with `same_person_entered_values` for one's own proposal, `already_done` for a decided one.
    """
    table = t.value_proposals
    waiting = update(table).where(table.c.proposal_id == proposal_id, table.c.status == "waiting")
    decided = {
        "status": "accepted" if accepted else "refused",
        "decided_by": uow.actor.user_id,
        "decided_at": uow.now,
    }
    statement = waiting.where(table.c.proposed_by != uow.actor.user_id).values(**decided)
    if uow.conn.execute(statement).rowcount != 1:
        decided_by = uow.conn.execute(select(table.c.decided_by).where(table.c.proposal_id == proposal_id)).scalar()
        if decided_by is None:
            raise Refused("same_person_entered_values")
        raise Refused("already_done", name=decided_by)


def dated_value(row: dict[str, JSON]) -> DatedValue:
    valid_to: date | None = row["valid_to"]
    return DatedValue(
        row["key"],
        row["unit"],
        row["valid_from"],
        None if valid_to is None else valid_to - _DAY,
        value_from_json(row["unit"], row["value"]),
        row["article"],
        row["source"],
        row["status"],
        row["confirm_again_by"],
    )
