"""Changes of who stands for a household (世帯主などの台帳の異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_nominal_head` | household_key, person_key, valid_from, [valid_to] |
| `end_nominal_head` | household_key, on |
| `put_designated_head` | household_key, person_key, valid_from, [valid_to] (国保上の世帯主) |
| `end_designated_head` | household_key, on |
| `put_former_senior` | person_key, household_key, since, valid_from, [valid_to, basis (REGISTER, CERTIFICATE), ended_because] |
| `end_former_senior` | person_key, household_key, on, [ended_because] |
| `pass_former_senior` | person_key, household_key, since, on (a term of the household's amount is over on that day: the levy is looked at again) |
| `move_eligibility` | person_key, household_key, valid_from, symbol, number, branch (an insured member goes to another household; his eligibility goes on) |

`put_nominal_head` and `put_former_senior` come from the nightly run and from decided cases through it; nobody types them,
but a certificate of another city (特定同一世帯所属者証明書) opens a row with basis CERTIFICATE.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]
DATES = frozenset({"since"})


def _days(p: Mapping[str, Any]) -> dict[str, Any]:
    return {"valid_from": p["valid_from"], "valid_to": p.get("valid_to")}


def _head(table: Table) -> Apply:
    def put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
        key = {"household_key": p["household_key"]}
        dated.state(uow, table, key, {"person_key": p["person_key"]}, **_days(p), by_event=event)

    return put


def _end_head(table: Table) -> Apply:
    def end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
        dated.end(uow, table, {"household_key": p["household_key"]}, on=p["on"], by_event=event)

    return end


def _put_former_senior(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"person_key": p["person_key"], "household_key": p["household_key"]}
    says = {"since": p["since"], "basis": p.get("basis", "REGISTER"), "ended_because": p.get("ended_because")}
    dated.state(uow, t.former_seniors, key, says, **_days(p), by_event=event)


def _end_former_senior(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"person_key": p["person_key"], "household_key": p["household_key"]}
    because = p.get("ended_because", "LEFT")
    dated.end(uow, t.former_seniors, key, on=p["on"], by_event=event, ended_because=because)


def _pass_former_senior(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Changes no row: `since` says it all. That the day has come is on record once, and the levy is marked by it."""


def _move_eligibility(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """From the day on the spell that holds then counts in the other household; nothing else of it changes."""
    key, table = {"person_key": p["person_key"]}, t.eligibilities
    day = p["valid_from"]
    spells = [one for one in dated.standing(uow.conn, table, key) if one.valid_to is None or one.valid_to > day]
    if not spells:
        raise Refused("register_overlap")
    moved = {name: p[name] for name in ("household_key", "symbol", "number", "branch")}
    for one in spells:
        says = {name: value for name, value in one.says.items() if name not in key} | moved
        days = {"valid_from": max(one.valid_from, day), "valid_to": one.valid_to}
        dated.state(uow, table, key, says, **days, by_event=event)


KINDS: dict[str, tuple[str, str, Apply]] = {
    "put_nominal_head": ("household_key person_key valid_from", "valid_to", _head(t.nominal_heads)),
    "end_nominal_head": ("household_key on", "", _end_head(t.nominal_heads)),
    "put_designated_head": ("household_key person_key valid_from", "valid_to", _head(t.designated_heads)),
    "end_designated_head": ("household_key on", "", _end_head(t.designated_heads)),
    "put_former_senior": (
        "person_key household_key since valid_from",
        "valid_to basis ended_because",
        _put_former_senior,
    ),
    "end_former_senior": ("person_key household_key on", "ended_because", _end_former_senior),
    "pass_former_senior": ("person_key household_key since on", "", _pass_former_senior),
    "move_eligibility": ("person_key household_key valid_from symbol number branch", "", _move_eligibility),
}
"""For each kind its required and optional fields and what it does."""
