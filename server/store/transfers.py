"""Hand-over of collection to another section (徴収の移管, P32): which household, since when, by which list; its return.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_transfer` | household_key, transfer_key, from_office, to_office, list_no, claims ([{claim_key, open}]), total, reason, handed_by, valid_from |
| `end_transfer` | household_key, on, reason |

Either moves the household's running cases of collection, with their open tasks, to the section that collects: from
then on its people alone work them (権限の異動).
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from server.domain.arrears import SLUG, SPOKES
from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.among import among
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_MOVED = tuple(one for one in (SLUG, *SPOKES) if one != "transfer_of_collection")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One hand-over as it stands: `valid_to` is the day of return, None while the other section collects."""

    household_key: str
    transfer_key: str
    from_office: str
    to_office: str
    list_no: str
    claims: Sequence[Mapping[str, Any]]
    total: int
    reason: str
    handed_by: str
    return_reason: str | None
    valid_from: date
    valid_to: date | None


def transfers_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, Transfer]:
    """The hand-over that holds on the day, of each household that has one."""
    table = t.collection_transfers
    here = among(table.c.household_key, sorted(set(household_keys)))
    statement = select(*columns(Transfer, table)).where(here, dated.asked(table, day, None))
    return {one.household_key: one for one in fetch_all(conn, Transfer, statement)}


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `transfer_stands` where another section collects already, `transfer_same_office`."""
    key = {"household_key": p["household_key"]}
    if p["from_office"] == p["to_office"]:
        raise Refused("transfer_same_office", at_field="to_office")
    if transfers_of(uow.conn, [p["household_key"]], p["valid_from"]):
        raise Refused("transfer_stands")
    names = ("transfer_key", "from_office", "to_office", "list_no", "claims", "total", "reason", "handed_by")
    says = {name: p[name] for name in names} | {"return_reason": None}
    dated.add(uow, t.collection_transfers, key, says, valid_from=p["valid_from"], by_event=event)
    _move(uow, p["household_key"], p["to_office"])


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `transfer_unknown` where nobody else collects."""
    standing = transfers_of(uow.conn, [p["household_key"]], uow.business_day).get(p["household_key"])
    if standing is None:
        raise Refused("transfer_unknown")
    key = {"household_key": p["household_key"]}
    dated.end(uow, t.collection_transfers, key, on=p["on"], by_event=event, return_reason=p["reason"])
    _move(uow, p["household_key"], standing.from_office)


def _move(uow: UnitOfWork, household_key: str, office: str) -> None:
    c = t.cases.c
    running = (c.household_key == household_key, c.slug.in_(_MOVED), c.status == "active")
    mine = select(c.case_id).where(*running)
    task = t.tasks.c
    uow.conn.execute(update(t.tasks).where(task.case_id.in_(mine), task.status == "open").values(office=office))
    uow.conn.execute(update(t.cases).where(*running).values(office=office))


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_transfer": (
        "household_key transfer_key from_office to_office list_no claims total reason handed_by valid_from",
        "",
        _put,
    ),
    "end_transfer": ("household_key on reason", "", _end),
}
"""For each kind its required and optional fields and what it does."""
