"""Changes of recalls and watches of certificates (回収・監視の異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_recall` | certificate_key, person_key, household_key, status (WAITING, RETURNED, LOST, UNRETURNED), valid_from, [reminders, case_id] |
| `put_certificate_watch` | certificate_key, person_key, valid_from, valid_to, [police_no] |

A certificate that came back or was declared lost is so in the register of certificates, too, whether it held or not.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from server.store import dated
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

_SETTLES = ("RETURNED", "LOST")


def _put_recall(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"certificate_key": p["certificate_key"]}
    says = {name: p[name] for name in ("person_key", "household_key", "status")}
    says |= {"reminders": p.get("reminders", 0), "case_id": p.get("case_id")}
    dated.state(uow, t.certificate_recalls, key, says, valid_from=p["valid_from"], by_event=event)
    if p["status"] in _SETTLES:
        _settle(uow, p, event)


def _settle(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """The certificate's own row says from that day on what became of the paper."""
    key = {"certificate_key": p["certificate_key"]}
    standing = dated.standing(uow.conn, t.certificates, key)
    if not standing:
        return
    last = standing[-1]
    says = {name: value for name, value in last.says.items() if name not in key} | {"status": p["status"]}
    dated.state(uow, t.certificates, key, says, valid_from=max(p["valid_from"], last.valid_from), by_event=event)


def _put_watch(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    says = {"person_key": p["person_key"], "police_no": p.get("police_no")}
    key, days = {"certificate_key": p["certificate_key"]}, {name: p[name] for name in ("valid_from", "valid_to")}
    dated.state(uow, t.certificate_watches, key, says, **days, by_event=event)


Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]
KINDS: dict[str, tuple[str, str, Apply]] = {
    "put_recall": ("certificate_key person_key household_key status valid_from", "reminders case_id", _put_recall),
    "put_certificate_watch": ("certificate_key person_key valid_from valid_to", "police_no", _put_watch),
}
