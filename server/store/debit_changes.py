"""Changes of the mandates and of withholding (口座振替・特別徴収の台帳異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_mandate` | household_key, mandate_key, status, institution, branch, account_kind, account_token, account_tail, holder_kana, timing, channel, consented_on, first_due_on, valid_from, [ground] |
| `mark_mandate` | household_key, status, on, ground: the standing mandate with another status |
| `end_mandate` | household_key, on, ground |
| `put_special_collection` | household_key, levy_year, person_key, pension_code, amounts ({month: yen}), mixed, valid_from, valid_to, [account_key] |
| `end_special_collection` | household_key, levy_year, on |
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"consented_on", "first_due_on"})
_DAYS = ("valid_from", "valid_to")


def _put_mandate(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    says = {"ground": ""} | {name: value for name, value in p.items() if name not in ("household_key", *_DAYS)}
    key = {"household_key": p["household_key"]}
    dated.state(uow, t.debit_mandates, key, says, valid_from=p["valid_from"], by_event=event)


def _mark_mandate(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `mandate_unknown` when nothing stands on the day."""
    key = {"household_key": p["household_key"]}
    standing = [
        row for row in dated.standing(uow.conn, t.debit_mandates, key) if row.valid_to is None or row.valid_to > p["on"]
    ]
    if not standing:
        raise Refused("mandate_unknown", household=p["household_key"])
    row = standing[-1]
    kept = {name: value for name, value in row.says.items() if name in _MANDATE and name != "household_key"}
    says = kept | {"status": p["status"], "ground": p["ground"]}
    start = max(p["on"], row.valid_from)
    dated.state(uow, t.debit_mandates, key, says, valid_from=start, valid_to=row.valid_to, by_event=event)


def _end_mandate(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `mandate_unknown` when nothing stands on the day."""
    key = {"household_key": p["household_key"]}
    standing = dated.standing(uow.conn, t.debit_mandates, key)
    if not any(row.valid_to is None or row.valid_to > p["on"] for row in standing):
        raise Refused("mandate_unknown", household=p["household_key"])
    dated.end(uow, t.debit_mandates, key, on=p["on"], by_event=event, ground=p["ground"])


def _put_special(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {name: p[name] for name in ("household_key", "levy_year")}
    says = {"account_key": None} | {name: value for name, value in p.items() if name not in (*key, *_DAYS)}
    days = {"valid_from": p["valid_from"], "valid_to": p["valid_to"]}
    dated.state(uow, t.special_collections, key, says, **days, by_event=event)


def _end_special(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {name: p[name] for name in ("household_key", "levy_year")}
    dated.end(uow, t.special_collections, key, on=p["on"], by_event=event)


_MANDATE = (
    "household_key mandate_key status institution branch account_kind account_token account_tail holder_kana timing "
    "channel consented_on first_due_on ground"
).split()

KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_mandate": (" ".join(name for name in _MANDATE if name != "ground") + " valid_from", "ground", _put_mandate),
    "mark_mandate": ("household_key status on ground", "", _mark_mandate),
    "end_mandate": ("household_key on ground", "", _end_mandate),
    "put_special_collection": (
        "household_key levy_year person_key pension_code amounts mixed valid_from valid_to",
        "account_key",
        _put_special,
    ),
    "end_special_collection": ("household_key levy_year on", "", _end_special),
}
"""For each kind its required and optional fields and what it does."""
