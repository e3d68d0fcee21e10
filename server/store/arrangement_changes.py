"""Changes of pledges, deferrals and service (分納・猶予・送達の異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_pledge` | household_key, pledge_key, case_id, status, signed_on, signer, principal, claims, lines, missed, rule, valid_from, [ground]: a signed pledge acknowledges the debt (承認) of each of its instalments on the day of signing |
| `mark_pledge` | household_key, pledge_key, status, missed, ground, valid_from: the pledge with another status; its lines stay |
| `put_deferral` | household_key, deferral_key, case_id, kind, ex_officio, status, reason, first_on, last_on, share, security, claims, lines, missed, valid_from, [ground]: the clock of each instalment stands from `first_on` to `last_on` |
| `mark_deferral` | household_key, deferral_key, status, last_on, missed, ground, valid_from: ended or cancelled, with its last day as it became |
| `put_letter_service` | household_key, letter_id, case_id, letter, status, reason, returned_on, way, served_on, posted_from, new_due_on, followed_by, valid_from, [ground]; the first one marks the letter as returned |
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table

from server.domain.limitation import Act
from server.domain.refusals import Refused
from server.store import claim_acts, dated, letters
from server.store import tables as t
from server.store.prescribed import refuse_prescribed
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"signed_on", "first_on", "last_on", "served_on", "posted_from", "new_due_on", "returned_on"})
_OUT = ("posted", "handed_over")


def _put_pledge(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `claim_prescribed`: to acknowledge what is extinct is no acknowledgement (承認), and nothing is asked."""
    refuse_prescribed(uow.conn, _keys(p), uow.business_day)
    key = {"pledge_key": p["pledge_key"]}
    first = not dated.standing(uow.conn, t.pledges, key)
    _state(uow, t.pledges, key, p, event)
    if first:
        for claim in p["claims"]:
            claim_acts.put_act(uow, claim["claim_key"], Act.ACKNOWLEDGED, p["signed_on"], by_event=event)


def _keys(p: Mapping[str, Any]) -> list[str]:
    return [str(claim["claim_key"]) for claim in p["claims"]]


def _mark_pledge(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `pledge_unknown` when none of that key is on record."""
    key = {"pledge_key": p["pledge_key"]}
    said = _last(uow, t.pledges, key, "pledge_unknown")
    changed = {name: p[name] for name in ("status", "missed", "ground")}
    _state(uow, t.pledges, key, {**said, **changed, "valid_from": p["valid_from"]}, event)


def _put_deferral(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `claim_prescribed`: there is nothing left to be put off."""
    refuse_prescribed(uow.conn, _keys(p), uow.business_day)
    key = {"deferral_key": p["deferral_key"]}
    before = [row.says for row in dated.standing(uow.conn, t.deferrals, key)]
    _state(uow, t.deferrals, key, p, event)
    told = ("claims", "first_on", "last_on")
    if not before or any(before[-1][name] != p[name] for name in told):
        _stop_clocks(uow, p["claims"], p["first_on"], p["last_on"], event)


def _mark_deferral(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `deferral_unknown`; a shorter period gives the clocks their days back, a longer one takes them."""
    key = {"deferral_key": p["deferral_key"]}
    said = _last(uow, t.deferrals, key, "deferral_unknown")
    changed = {name: p[name] for name in ("status", "last_on", "missed", "ground")}
    _state(uow, t.deferrals, key, {**said, **changed, "valid_from": p["valid_from"]}, event)
    if p["last_on"] != said["last_on"]:
        _stop_clocks(uow, said["claims"], said["first_on"], p["last_on"], event)


def _stop_clocks(uow: UnitOfWork, claims: Any, first: date, last: date, event: str) -> None:
    """A later statement of a deferral with the same first day takes the place of the earlier one."""
    for claim in claims:
        claim_acts.put_act(uow, claim["claim_key"], Act.DEFERRAL, first, until=max(first, last), by_event=event)


def _put_service(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    _state(uow, t.letter_services, {"letter_id": p["letter_id"]}, p, event)
    letter = letters.get_letter(uow.conn, p["letter_id"])
    if letter is not None and letter.status in _OUT:
        letters.letter_returned(uow, p["letter_id"], returned_on=p["returned_on"], reason=p["reason"])


def _state(uow: UnitOfWork, table: Table, key: Mapping[str, Any], p: Mapping[str, Any], event: str) -> None:
    says = {"ground": "", **p}
    start = says.pop("valid_from")
    dated.state(uow, table, key, {n: v for n, v in says.items() if n not in key}, valid_from=start, by_event=event)


def _last(uow: UnitOfWork, table: Table, key: Mapping[str, Any], code: str) -> dict[str, Any]:
    standing = dated.standing(uow.conn, table, key)
    if not standing:
        raise Refused(code)
    return dict(standing[-1].says)


_PLEDGE = "household_key pledge_key case_id status signed_on signer principal claims lines missed rule valid_from"
_DEFERRAL = (
    "household_key deferral_key case_id kind ex_officio status reason first_on last_on share security claims lines "
    "missed valid_from"
)
_SERVICE = (
    "household_key letter_id case_id letter status reason returned_on way served_on posted_from new_due_on followed_by "
    "valid_from"
)

KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_pledge": (_PLEDGE, "ground", _put_pledge),
    "mark_pledge": ("household_key pledge_key status missed ground valid_from", "", _mark_pledge),
    "put_deferral": (_DEFERRAL, "ground", _put_deferral),
    "mark_deferral": ("household_key deferral_key status last_on missed ground valid_from", "", _mark_deferral),
    "put_letter_service": (_SERVICE, "ground", _put_service),
}
"""For each kind its required and optional fields and what it does."""
