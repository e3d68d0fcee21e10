"""Contacts about arrears (折衝記録): written once, never changed; who collects from a household (担当).

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_contact` | contact_key, household_key, way, spoken_to, result, note, on_day, [case_id, promised_on, promised_yen, call_back_on] |
| `assign_collector` | household_key, user_id, valid_from, [valid_to]: with an end it is a cover, and who was it before is it again |
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import dated, users
from server.store import tables as t
from server.store.among import among
from server.store.marks import marked
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"promised_on", "call_back_on", "on_day"})
_OPTIONAL = ("case_id", "promised_on", "promised_yen", "call_back_on")


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as it was written."""

    contact_id: str
    household_key: str
    case_id: str | None
    way: str
    spoken_to: str
    result: str
    promised_on: date | None
    promised_yen: int | None
    call_back_on: date | None
    note: str
    on_day: date
    by_user: str
    recorded_at: datetime


def contacts_of(conn: Connection, household_key: str, *, limit: int = 100) -> tuple[Contact, ...]:
    """The contacts with one household, newest first."""
    table = t.collection_contacts
    statement = select(*columns(Contact, table)).where(table.c.household_key == household_key)
    return fetch_all(conn, Contact, statement.order_by(table.c.recorded_at.desc(), table.c.contact_id).limit(limit))


def recent(conn: Connection, household_keys: list[str], since: date) -> dict[str, list[dict[str, JSON]]]:
    """For each household its contacts from a day on, oldest first, as the fact `arrears` has them."""
    c = t.collection_contacts.c
    statement = (
        select(c.household_key, c.contact_id, c.result, c.promised_on, c.promised_yen, c.call_back_on, c.on_day)
        .where(among(c.household_key, household_keys), c.on_day >= since)
        .order_by(c.household_key, c.recorded_at, c.contact_id)
    )
    found: dict[str, list[dict[str, JSON]]] = {}
    for row in conn.execute(statement):
        one = {
            "contact_id": row.contact_id,
            "result": row.result,
            "on": row.on_day.isoformat(),
            "promised_on": None if row.promised_on is None else row.promised_on.isoformat(),
            "promised_yen": row.promised_yen,
            "call_back_on": None if row.call_back_on is None else row.call_back_on.isoformat(),
        }
        found.setdefault(row.household_key, []).append(one)
    return found


def collectors_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, str]:
    """Who collects from each household on the day (担当者, or whoever covers for him), by user id."""
    table = t.collectors
    statement = select(table.c.household_key, table.c.user_id).where(
        among(table.c.household_key, sorted(set(household_keys))), dated.asked(table, day, None)
    )
    return {row.household_key: row.user_id for row in conn.execute(statement)}


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `contact_promise_missing` for a promise without its day, `contact_ahead` for one that is not yet."""
    if p["result"] == "PROMISE" and p.get("promised_on") is None:
        raise Refused("contact_promise_missing", at_field="promised_on")
    if p["on_day"] > uow.business_day:
        raise Refused("contact_ahead", at_field="on_day")
    row = {name: p[name] for name in ("household_key", "way", "spoken_to", "result", "note", "on_day")}
    row |= {name: p.get(name) for name in _OPTIONAL}
    row |= {"contact_id": p["contact_key"], "by_event": event, "by_user": uow.actor.user_id, "recorded_at": uow.now}
    uow.conn.execute(insert(t.collection_contacts).values(marked(t.collection_contacts, row)))


def _assign(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `collector_unknown` for a log-in that does not exist."""
    if users.get_user(uow.conn, p["user_id"]) is None:
        raise Refused("collector_unknown", at_field="user_id")
    key = {"household_key": p["household_key"]}
    days = {"valid_from": p["valid_from"], "valid_to": p.get("valid_to")}
    dated.state(uow, t.collectors, key, {"user_id": p["user_id"]}, **days, by_event=event)


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_contact": ("contact_key household_key way spoken_to result note on_day", " ".join(_OPTIONAL), _put),
    "assign_collector": ("household_key user_id valid_from", "valid_to", _assign),
}
"""For each kind its required and optional fields and what it does."""
