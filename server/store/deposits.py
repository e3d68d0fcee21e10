"""Custody money of seizures (歳入歳出外現金の受払い): put in once, paid out once."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, update

from server.domain.effects import JSONObject
from server.domain.refusals import Refused
from server.store import counters, seizures
from server.store import tables as t
from server.store.seizures import Deposit
from server.store.unit_of_work import UnitOfWork


def put_deposit(uow: UnitOfWork, p: JSONObject, *, case_id: str, by_event: str) -> bool:
    """Keeps money that came in; False when it stands already (a sheet made anew after an objection)."""
    if seizures.get_deposit(uow.conn, str(p["deposit_id"])) is not None:
        return False
    row = {name: p[name] for name in ("deposit_id", "seizure_id", "household_key", "amount")}
    row |= {"paid_on": date.fromisoformat(p["paid_on"]), "held_on": uow.business_day}
    uow.conn.execute(insert(t.deposits).values({**row, "case_id": case_id, "by_event": by_event}))
    return True


def take_deposit(uow: UnitOfWork, deposit_id: str) -> Deposit:
    """Money that waits to be paid out. Raises `seizure_moved` when it was."""
    found = seizures.get_deposit(uow.conn, deposit_id)
    if found is None or found.applied_on is not None:
        raise Refused("seizure_moved", number=deposit_id)
    return found


def pay_out(uow: UnitOfWork, p: JSONObject, *, applied: int, second_user: str | None) -> None:
    """It is paid out by its sheet: yen on our claims, the rest to others. Raises `seizure_moved` for a second time."""
    table = t.deposits
    here = (table.c.deposit_id == p["deposit_id"], table.c.applied_on.is_(None))
    values: dict[str, Any] = {
        "sheet": dict(p["sheet"]),
        "sent_on": date.fromisoformat(p["sent_on"]),
        "pay_on": date.fromisoformat(p["pay_on"]),
        "applied_on": uow.business_day,
        "applied": applied,
        "surplus": int(p["sheet"]["surplus"]),
        "second_user": second_user,
    }
    if uow.conn.execute(update(table).where(*here).values(values)).rowcount != 1:
        raise Refused("seizure_moved", number=str(p["deposit_id"]))


def next_sequence(uow: UnitOfWork) -> int:
    """The number of the next booking of proceeds (取立・配当の整理番号)."""
    return counters.take(uow, "levy_proceeds")
