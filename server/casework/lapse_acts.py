"""Late charges waived, claims written off, write-offs reversed (延滞金の減免・不納欠損・その取消): as a case decided.

Each is posted in the transaction of the case's own step; whoever drafted stands beside the one who decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.domain.ledger.acts import added, brought_forward, reversed_line, written_off
from server.domain.ledger.books import Claim
from server.domain.ledger.kinds import Kind
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import late_charges, ledger, suspensions, write_offs
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.prescribed import prescribed
from server.store.unit_of_work import UnitOfWork

Payload = Mapping[str, Any]


def waive_late(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """LATE_WAIVED on a late charge that is fixed; at most what is open of it, and only while it stands as it was seen.

    Raises `late_charge_changed`, `ledger_more_than_open`.
    """
    key, yen = str(payload["claim_key"]), int(payload["yen"])
    claim = _locked(uow, key)
    fixed = late_charges.standing(uow.conn, [key]).get(key)
    if fixed is None or fixed.state != late_charges.FIXED or fixed.amount != payload["fixed"]:
        raise Refused("late_charge_changed")
    forward, carried = brought_forward(claim, uow.business_day, values)
    made = added(forward, Kind.LATE_WAIVED, yen, uow.business_day)
    reason = str(payload["reason"])[:200]
    ledger.write(uow, [*carried, *(replace(one, reason=reason) for one in made)], origin)
    _told(uow, "late_charge.waive", claim, origin, {"yen": yen})


def write_off(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """WRITE_OFF of all that is open of an instalment that is extinct: its ground is proved again at this moment.

    Raises `write_off_not_extinct`, `write_off_changed` when another amount is open than was examined.
    """
    key, ground = str(payload["claim_key"]), str(payload["ground"])
    claim = _locked(uow, key)
    if claim.open.total != payload["yen"]:
        raise Refused("write_off_changed", claim=key, yen=claim.open.total)
    extinct_on = _extinct_on(uow, key, ground, values)
    if extinct_on is None or origin.second_user is None:
        raise Refused("write_off_not_extinct", claim=key)
    forward, carried = brought_forward(claim, uow.business_day, values)
    made = [*carried, *written_off(forward, uow.business_day, reason=ground)]
    line = ledger.write(uow, made, origin)[-1]
    write_offs.put(
        uow,
        {
            "claim_key": key,
            "household_key": claim.book,
            "ground": ground,
            "extinct_on": extinct_on,
            "proof": dict(payload["proof"]),
            "neglect": str(payload["neglect"]),
            "yen": line.yen,
            "accounting_year": line.accounting_year,
            "line_no": line.line_no,
            "by_event": origin.by_event,
            "second_user": origin.second_user,
        },
    )
    _told(uow, "claim.write_off", claim, origin, {"yen": line.yen, "ground": ground})


def reverse_write_off(uow: UnitOfWork, payload: Payload, origin: Origin, values: Values) -> None:
    """The write-off taken back because its ground proved false: only when the claim still exists.

    Raises `write_off_unknown`, `write_off_still_extinct` when the claim is extinct by the records as they stand.
    """
    key = str(payload["claim_key"])
    found = write_offs.standing(uow.conn, [key]).get(key)
    claim = _locked(uow, key)
    if found is None:
        raise Refused("write_off_unknown", claim=key)
    if _extinct_on(uow, key, found.ground, values) is not None:
        raise Refused("write_off_still_extinct", claim=key)
    line = ledger.line(uow.conn, found.household_key, found.line_no)
    assert line is not None  # noqa: S101 - the write-off names its line
    forward, carried = brought_forward(claim, uow.business_day, values)
    reason = str(payload["reason"])[:200]
    ledger.write(uow, [*carried, *reversed_line(forward, line.posting, uow.business_day, reason=reason)], origin)
    write_offs.reverse(uow, found.write_off_key, reason, origin.by_event)
    _told(uow, "claim.write_off_reverse", claim, origin, {"yen": found.yen})


def _locked(uow: UnitOfWork, key: str) -> Claim:
    claim = ledger.claims_locked(uow, [key]).get(key)
    if claim is None:
        raise Refused("claim_unknown", claim=key)
    return claim


def _extinct_on(uow: UnitOfWork, key: str, ground: str, values: Values) -> date | None:
    """Since when the claim is extinct by that ground, as the records have it; None while it lives."""
    if ground == "PRESCRIBED":
        last = prescribed(uow.conn, [key], uow.business_day, values).get(key)
        return None if last is None else date.fromordinal(last.toordinal() + 1)
    ended = suspensions.extinguished(uow.conn, [key]).get(key)
    at_once = ground == "EXTINGUISHED_AT_ONCE"
    if ended is None or ended.at_once is not at_once:
        return None
    return ended.ended_on


def _told(uow: UnitOfWork, kind: str, claim: Claim, origin: Origin, detail: dict[str, JSON]) -> None:
    uow.audit(
        kind,
        object_kind="claim",
        object_key=claim.key,
        case_id=origin.case_id,
        household_key=claim.book,
        detail=detail,
    )
    uow.bump_households(household_revs(uow.conn, [claim.book]))


ACTS: Mapping[str, Callable[[UnitOfWork, Payload, Origin, Values], None]] = {
    "waive_late_charge": waive_late,
    "write_off_claim": write_off,
    "reverse_write_off": reverse_write_off,
}
"""The register changes that this room carries out."""
