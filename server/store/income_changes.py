"""Changes of incomes and of reliefs of the levy (所得・軽減の台帳異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_income` | person_key, income_year, known, figures ({name: yen}), valid_from (更正日) |
| `put_levy_relief` | relief_key, person_key, kind, event_kind, event_on, first_month, last_month, valid_from, [multiple, notified_on, reason] |
| `end_levy_relief` | relief_key, person_key, on |

The newest correction of an income wins, in whatever order they come: one that was made earlier holds until the next.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"event_on", "first_month", "last_month"})


def _put_income(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"person_key": p["person_key"], "income_year": p["income_year"]}
    says = {name: value for name, value in p.items() if name not in (*key, "valid_from")}
    first = p["valid_from"]
    later = [row.valid_from for row in dated.standing(uow.conn, t.incomes, key) if row.valid_from > first]
    dated.state(uow, t.incomes, key, says, valid_from=first, valid_to=min(later, default=None), by_event=event)


def _put_relief(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"relief_key": p["relief_key"]}
    rest = {name: value for name, value in p.items() if name not in (*key, "valid_from")}
    says = {"multiple": False, "notified_on": None, "reason": ""} | rest
    dated.state(uow, t.levy_reliefs, key, says, valid_from=p["valid_from"], by_event=event)


def _end_relief(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `relief_unknown` when nothing stands on the day."""
    key = {"relief_key": p["relief_key"]}
    if dated.end(uow, t.levy_reliefs, key, on=p["on"], by_event=event) is None:
        raise Refused("relief_unknown", relief=p["relief_key"])


Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]

KINDS: dict[str, tuple[str, str, Apply]] = {
    "put_income": ("person_key income_year known figures valid_from", "", _put_income),
    "put_levy_relief": (
        "relief_key person_key kind event_kind event_on first_month last_month valid_from",
        "multiple notified_on reason",
        _put_relief,
    ),
    "end_levy_relief": ("relief_key person_key on", "", _end_relief),
}
"""For each kind its required and optional fields and what it does."""
