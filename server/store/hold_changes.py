"""Changes of the holds on collection (処理保留の異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `set_hold` | hold_key, household_key, kind (`tables.arrears.HOLD_KINDS`), valid_from, reason, [valid_to, claim_keys, approved_by] |
| `end_hold` | hold_key, on, [reason, approved_by] |

A second `set_hold` under the same key states the hold anew for its days (a longer period, other instalments). The day
`valid_to` is the first without the hold; RELIEF_PENDING and PAYMENT_IN_TRANSIT cannot do without (M7, PM20).
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.tables.arrears import HOLD_KINDS
from server.store.unit_of_work import UnitOfWork

_NEED_END = frozenset({"RELIEF_PENDING", "PAYMENT_IN_TRANSIT"})


def _set(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `hold_kind_unknown`, `hold_reason_missing`, `hold_end_missing`, `dates_reversed`, `hold_of_another`."""
    if p["kind"] not in HOLD_KINDS:
        raise Refused("hold_kind_unknown", kind=p["kind"])
    if not str(p["reason"]).strip():
        raise Refused("hold_reason_missing")
    until = p.get("valid_to")
    if p["kind"] in _NEED_END and until is None:
        raise Refused("hold_end_missing", kind=p["kind"])
    key = {"hold_key": p["hold_key"]}
    if any(
        row.says["household_key"] != p["household_key"] for row in dated.standing(uow.conn, t.collection_holds, key)
    ):
        raise Refused("hold_of_another", hold=p["hold_key"])
    says = {name: p[name] for name in ("household_key", "kind", "reason")}
    says |= {name: p.get(name) for name in ("claim_keys", "approved_by")} | {"set_by": uow.actor.user_id}
    dated.end(uow, t.collection_holds, key, on=p["valid_from"], by_event=event)
    dated.state(uow, t.collection_holds, key, says, valid_from=p["valid_from"], valid_to=until, by_event=event)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """A hold that is over already stays as it was; one that never was raises `hold_unknown`."""
    key = {"hold_key": p["hold_key"]}
    if not dated.standing(uow.conn, t.collection_holds, key):
        raise Refused("hold_unknown", hold=p["hold_key"])
    by = p.get("approved_by") or uow.actor.user_id
    changed = {"ended_by": by, "end_reason": p.get("reason")}
    dated.end(uow, t.collection_holds, key, on=p["on"], by_event=event, **changed)


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "set_hold": ("hold_key household_key kind valid_from reason", "valid_to claim_keys approved_by", _set),
    "end_hold": ("hold_key on", "reason approved_by", _end),
}
"""For each kind its required and optional fields and what it does."""
