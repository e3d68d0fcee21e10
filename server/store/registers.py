"""The registers' one entrance (台帳異動): changes by kind, applied once under their key, each naming its event.

Nothing writes a register but `apply_change`, with an effect of a decided case or a record of an accepted file.
All dates in payloads are ISO text; `valid_to` and its like are the first day on which a thing no longer holds.
Fields in brackets may be left out. Kinds of recalls: `certificate_changes`; of debits and withholding: `server.store.debit_changes`; of incomes: `income_changes`; of protections: `protection_changes`; of seizures: `seizure_changes`; of public sales: `sale_changes`; of heads and former seniors: `household_changes`; of holds on collection: `hold_changes`; of pledges, deferrals, service: `arrangement_changes`; of days without late charge: `late_exemptions`; of appeals: `appeals`; of successions: `successions`; of suspensions of execution: `suspensions`; of contacts, collectors and hand-overs: `contacts`, `transfers`; of held benefits, recourse and recovery: `benefit_holds`, `recourses`, `other_claims`.

| kind | payload |
|---|---|
| `put_person` | person_key, name, name_kana, sex (M, F, ""), birth_date (unknown parts `00`), valid_from, [valid_to, protected, nationality, stay_until] |
| `put_household` | household_key, office, postal_code, address, valid_from, [valid_to, address_line2, town, phone, send_to] |
| `put_membership` | person_key, household_key, relation, valid_from, [valid_to, nominal] (nominal: 擬制世帯主) |
| `end_membership` | person_key, on |
| `open_eligibility` | person_key, household_key, shikaku_from, tekiyo_from, acquired_by, symbol, number, branch, [notified_on] |
| `close_eligibility` | person_key, tekiyo_to, lost_by, [shikaku_to] |
| `put_certificate` | certificate_key, person_key, household_key, kind, issued_on, [valid_until, share, letter_id] |
| `supersede_certificate` | certificate_key, on, status (SUPERSEDED, LOST, RETURNED, VOID) |
| `put_share_class` | person_key, share (10, 20, 30), basis, valid_from, [valid_to, provisional] |
| `put_resident_record` | person_key, household_key, name, name_kana, sex, birth_date, relation, postal_code, address, office, valid_from, [valid_to, moved_in_on, moved_in_from, nationality, stay_until, protected] |
| `put_other_insurance` | person_key, insurer_kind, insurer_name, valid_from, [valid_to, insurer_number] |
| `put_card_status` | person_key, status (usable, not_usable, blocked, unknown), valid_from |
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from server.domain.effects import RegisterChange
from server.domain.jsonvalue import digest
from server.domain.names import half_width, search_key
from server.domain.refusals import Refused
from server.store import dated, levy_due, protection, protection_changes, register_kinds
from server.store import tables as t
from server.store.among import among
from server.store.dialects import insert_or_ignore
from server.store.unit_of_work import UnitOfWork

_DATES = frozenset(
    {
        "valid_from",
        "valid_to",
        "stay_until",
        "moved_in_on",
        "on",
        "shikaku_from",
        "shikaku_to",
        "tekiyo_from",
        "tekiyo_to",
        "notified_on",
        "issued_on",
        "valid_until",
        *register_kinds.DATES,
    }
)

# Changes after which somebody under protection (支援措置) may be in a household whose cases do not know it yet.
_MAY_PROTECT = frozenset({"put_person", "put_resident_record", "put_membership", "put_protection"})


def apply_change(uow: UnitOfWork, change: RegisterChange, *, event: str, case_id: str | None = None) -> bool:
    """Applies one change; `event` names what asked for it (`case:<id>/<step>`, `file:<name>/<row>`).

    Returns False when the same change under the same key was applied before (nothing is done then).
    Raises `Refused` with `register_change_unknown`, `register_change_reused` (the key stands for another change),
    `register_overlap`, `certificate_already_valid` or `dates_reversed`; `ValueError` for a payload not of its kind.
    """
    if change.kind not in KINDS:
        raise Refused("register_change_unknown", kind=change.kind)
    if not _first_time(uow, change, event, case_id):
        return False
    required, optional, apply = KINDS[change.kind]
    payload = _read(change, required, optional)
    concerned = levy_due.concerned(uow.conn, change)
    apply(uow, payload, event)
    levy_due.mark(uow, change, concerned | levy_due.concerned(uow.conn, change), event=event)
    if change.kind in _MAY_PROTECT:
        protection.spread(uow, payload["person_key"])
    return True


def stands(conn: Connection, change_key: str) -> bool:
    """Whether a change under this key was applied before."""
    table = t.register_changes
    return conn.execute(select(table.c.kind).where(table.c.change_key == change_key)).first() is not None


def touched_households(conn: Connection, changes: Iterable[RegisterChange]) -> frozenset[str]:
    """The households whose guard the changes must raise: named ones, and those the named persons belong to."""
    found, persons = set(), set()
    for change in changes:
        household = change.payload.get("household_key")
        named = isinstance(household, str) and change.kind != "put_resident_record"
        if named:
            found.add(str(household))
        # Whoever joins a household leaves the one he was in.
        if isinstance(change.payload.get("person_key"), str) and (not named or change.kind == "put_membership"):
            persons.add(str(change.payload["person_key"]))
    table = t.memberships
    statement = select(table.c.household_key).where(among(table.c.person_key, sorted(persons)), dated.current(table))
    return frozenset(found | set(conn.scalars(statement)))


def phone_key(phone: str | None) -> str | None:
    """A telephone number without its hyphens, as the search compares it."""
    return None if phone is None else half_width(phone).replace("-", "")


def _first_time(uow: UnitOfWork, change: RegisterChange, event: str, case_id: str | None) -> bool:
    table = t.register_changes
    before = uow.conn.execute(select(table.c.payload_hash).where(table.c.change_key == change.key)).scalar_one_or_none()
    if before is not None:
        if before != said(change):
            raise Refused("register_change_reused", key=change.key)
        return False
    uow.conn.execute(insert(table).values(change_row(uow, change, event, case_id)))
    return True


def said(change: RegisterChange) -> str:
    """The hash by which a change is known again."""
    return hashlib.sha256(f"{change.kind} {digest(dict(change.payload))}".encode()).hexdigest()


def change_row(uow: UnitOfWork, change: RegisterChange, event: str, case_id: str | None) -> dict[str, Any]:
    """The row that says that a change was applied."""
    return {
        "change_key": change.key,
        "kind": change.kind,
        "payload_hash": said(change),
        "case_id": case_id,
        "by_event": event,
        "applied_at": uow.now,
    }


def typed_payload(change: RegisterChange) -> dict[str, Any]:
    """The payload with its dates as dates; `ValueError` when it is not of its kind."""
    required, optional, _ = KINDS[change.kind]
    return _read(change, required, optional)


def _read(change: RegisterChange, required: str, optional: str) -> dict[str, Any]:
    must, may = set(required.split()), set(optional.split())
    missing, unknown = must - change.payload.keys(), change.payload.keys() - must - may
    if missing or unknown:
        raise ValueError(f"{change.kind}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    return {name: _typed(name, value) for name, value in change.payload.items()}


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES and value is not None else value


def _days(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {"valid_from": payload["valid_from"], "valid_to": payload.get("valid_to")}


def _rest(payload: Mapping[str, Any], *without: str, **defaults: Any) -> dict[str, Any]:
    return defaults | {
        name: value for name, value in payload.items() if name not in ("valid_from", "valid_to", *without)
    }


def _put_person(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    row = {"person_key": p["person_key"], "created_at": uow.now}
    uow.conn.execute(insert_or_ignore(uow.conn, t.persons).values(row))
    says = _rest(p, "person_key", protected=False, nationality=None, stay_until=None)
    says["kana_key"] = search_key(p["name_kana"])
    # What the residents' register no longer says takes no protection of ours away: a person lifts it (支援措置の解除).
    says["protected"] = says["protected"] or protection_changes.stands(uow.conn, p["person_key"], **_days(p))
    dated.state(uow, t.person_records, {"person_key": p["person_key"]}, says, **_days(p), by_event=event)


def _put_household(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    row = {"household_key": p["household_key"], "rev": 1, "created_at": uow.now}
    uow.conn.execute(insert_or_ignore(uow.conn, t.households).values(row))
    says = _rest(p, "household_key", address_line2="", town="", phone=None, send_to=None)
    says["phone_key"] = phone_key(says["phone"])
    key = {"household_key": p["household_key"]}
    dated.state(uow, t.household_records, key, says, **_days(p), by_event=event)


def _put_membership(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    says = _rest(p, "person_key", nominal=False)
    dated.state(uow, t.memberships, {"person_key": p["person_key"]}, says, **_days(p), by_event=event)


def _end_membership(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    dated.end(uow, t.memberships, {"person_key": p["person_key"]}, on=p["on"], by_event=event)


def _open_eligibility(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    says = _rest(p, "person_key", "tekiyo_from", shikaku_to=None, lost_by=None, notified_on=None)
    key = {"person_key": p["person_key"]}
    dated.add(uow, t.eligibilities, key, says, valid_from=p["tekiyo_from"], by_event=event)


def _close_eligibility(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"person_key": p["person_key"]}
    changed = {"shikaku_to": p.get("shikaku_to"), "lost_by": p["lost_by"]}
    dated.end(uow, t.eligibilities, key, on=p["tekiyo_to"], by_event=event, **changed)


def _put_certificate(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    until = p.get("valid_until")
    says = _rest(p, "certificate_key", status="VALID", valid_until=None, share=None, letter_id=None)
    key, day = {"certificate_key": p["certificate_key"]}, timedelta(days=1)
    days = {"valid_from": p["issued_on"], "valid_to": None if until is None else until + day}
    name = _name(uow.conn, p["person_key"])  # asked first: after a refusal PostgreSQL answers no more
    try:
        dated.state(uow, t.certificates, key, says, **days, by_event=event)
    except Refused as refusal:
        if refusal.code != "register_overlap":
            raise
        raise Refused("certificate_already_valid", person=name) from refusal


def _supersede_certificate(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"certificate_key": p["certificate_key"]}
    standing = [row for row in dated.standing(uow.conn, t.certificates, key) if row.says["status"] == "VALID"]
    if not standing:
        raise Refused("register_overlap")
    row = standing[-1]
    says = {name: value for name, value in row.says.items() if name not in key} | {"status": p["status"]}
    start = max(p["on"], row.valid_from)
    if row.valid_to is not None and start >= row.valid_to:
        return  # its last day is over, so that it holds no more already
    days = {"valid_from": start, "valid_to": row.valid_to}
    dated.state(uow, t.certificates, key, says, **days, by_event=event)


def _put_share_class(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    says = _rest(p, "person_key", provisional=False)
    dated.state(uow, t.share_classes, {"person_key": p["person_key"]}, says, **_days(p), by_event=event)


def _put_resident_record(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    unknown = {"moved_in_on": None, "moved_in_from": None, "nationality": None, "stay_until": None}
    says = _rest(p, "person_key", protected=False, **unknown) | {"kana_key": search_key(p["name_kana"])}
    dated.state(uow, t.resident_records, {"person_key": p["person_key"]}, says, **_days(p), by_event=event)


def _put_other_insurance(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    says = _rest(p, "person_key", insurer_number="")
    dated.state(uow, t.other_insurance, {"person_key": p["person_key"]}, says, **_days(p), by_event=event)


def _put_card_status(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"person_key": p["person_key"]}
    dated.state(uow, t.card_statuses, key, _rest(p, "person_key"), **_days(p), by_event=event)


def _name(conn: Connection, person_key: str) -> str:
    table = t.person_records
    statement = select(table.c.name).where(table.c.person_key == person_key, dated.current(table))
    return conn.execute(statement.order_by(table.c.valid_from.desc()).limit(1)).scalar_one_or_none() or person_key


Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]

KINDS: dict[str, tuple[str, str, Apply]] = {
    "put_person": (
        "person_key name name_kana sex birth_date valid_from",
        "valid_to protected nationality stay_until",
        _put_person,
    ),
    "put_household": (
        "household_key office postal_code address valid_from",
        "valid_to address_line2 town phone send_to",
        _put_household,
    ),
    "put_membership": ("person_key household_key relation valid_from", "valid_to nominal", _put_membership),
    "end_membership": ("person_key on", "", _end_membership),
    "open_eligibility": (
        "person_key household_key shikaku_from tekiyo_from acquired_by symbol number branch",
        "notified_on",
        _open_eligibility,
    ),
    "close_eligibility": ("person_key tekiyo_to lost_by", "shikaku_to", _close_eligibility),
    "put_certificate": (
        "certificate_key person_key household_key kind issued_on",
        "valid_until share letter_id",
        _put_certificate,
    ),
    "supersede_certificate": ("certificate_key on status", "", _supersede_certificate),
    "put_share_class": ("person_key share basis valid_from", "valid_to provisional", _put_share_class),
    "put_resident_record": (
        "person_key household_key name name_kana sex birth_date relation postal_code address office valid_from",
        "valid_to moved_in_on moved_in_from nationality stay_until protected",
        _put_resident_record,
    ),
    "put_other_insurance": (
        "person_key insurer_kind insurer_name valid_from",
        "valid_to insurer_number",
        _put_other_insurance,
    ),
    "put_card_status": ("person_key status valid_from", "valid_to", _put_card_status),
    **register_kinds.KINDS,
}
"""For each kind its required and optional fields and what it does."""
