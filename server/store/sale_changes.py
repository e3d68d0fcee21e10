"""Changes of public sales and claim periods (公売・終期の台帳異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_sale` | sale_id, number, case_id, household_key, seizure_id, round, estimate, guarantee, noticed_on, sale_on, decide_on, pay_by, terms, drafted_by, verified_by, decided_by |
| `open_sale` | sale_id, household_key, outcome, opened_on, best, bids [{place, bidder, postal_code, address, yen, guarantee, verdict, lot}] |
| `decide_sale` | sale_id, household_key, decided_on |
| `price_sale` | sale_id, household_key, priced_on, price |
| `stop_sale` | sale_id, household_key, stopped_on, stop_ground |
| `watch_period` | case_id, household_key, body, body_case, period_end |

A round is written once; what comes of it fills its empty columns, each once. A claim period stands as it was entered.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

DATES = frozenset("noticed_on sale_on decide_on pay_by opened_on decided_on priced_on stopped_on period_end".split())


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `seizure_same_person` unless drafter, verifier and approver are three people."""
    if len({p["drafted_by"], p["verified_by"], p["decided_by"]}) != len(("draft", "check", "decide")):
        raise Refused("seizure_same_person")
    uow.conn.execute(insert(t.public_sales).values({**p, "by_event": event}))


def _fill(uow: UnitOfWork, p: Mapping[str, Any], only_if_empty: str, **more: Any) -> None:
    """Fills empty columns of one round; raises `sale_moved` when it was filled before."""
    table = t.public_sales
    values = {name: value for name, value in p.items() if name not in ("sale_id", "household_key", "bids")} | more
    here = (table.c.sale_id == p["sale_id"], table.c.household_key == p["household_key"])
    empty = (table.c[only_if_empty].is_(None), table.c.stopped_on.is_(None))
    if uow.conn.execute(update(table).where(*here, *empty).values(values)).rowcount != 1:
        raise Refused("sale_moved", number=str(p["sale_id"]))


def _open(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, p, "outcome")
    if p["bids"]:
        uow.conn.execute(insert(t.public_sale_bids), [{**bid, "sale_id": p["sale_id"]} for bid in p["bids"]])


def _decide(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, p, "decided_on", sold_by=uow.actor.user_id)


def _price(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, p, "priced_on")


def _stop(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, p, "priced_on")


def _watch(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    table = t.participation_periods
    if uow.conn.execute(select(table.c.case_id).where(table.c.case_id == p["case_id"])).first() is None:
        uow.conn.execute(insert(table).values(dict(p)))


_ALARMS = {1: "alarmed_on", 2: "last_alarm_on", 3: "missed_on"}


def mark_alarm(uow: UnitOfWork, case_id: str, which: int, on: date) -> bool:
    """Puts an alarm of a claim period on record; False when it was given before."""
    table, column = t.participation_periods, _ALARMS[which]
    here = (table.c.case_id == case_id, table.c[column].is_(None))
    return uow.conn.execute(update(table).where(*here).values({column: on})).rowcount == 1


Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]
_SALE = (
    "sale_id number case_id household_key seizure_id round estimate guarantee noticed_on sale_on decide_on pay_by "
    "terms drafted_by verified_by decided_by"
)

KINDS: dict[str, tuple[str, str, Apply]] = {
    "put_sale": (_SALE, "", _put),
    "open_sale": ("sale_id household_key outcome opened_on best bids", "", _open),
    "decide_sale": ("sale_id household_key decided_on", "", _decide),
    "price_sale": ("sale_id household_key priced_on price", "", _price),
    "stop_sale": ("sale_id household_key stopped_on stop_ground", "", _stop),
    "watch_period": ("case_id household_key body body_case period_end", "", _watch),
}
"""For each kind its required and optional fields and what it does."""
