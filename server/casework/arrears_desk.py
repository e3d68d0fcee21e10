"""Acts at the collectors' desk (徴収の窓口仕事): a contact written down, a hold set or ended, who collects.

Each is once under the key of its page, so that a button pressed twice does it once, and the hub of the household is
told in the same transaction. Who may act is the collector of the office that collects (移管先があればその所属).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from server.casework import relief_holds
from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.tell_arrears import tell
from server.casework.views.calls import listed
from server.casework.views.household_head import allowed_household
from server.casework.work import run
from server.domain.arrears_words import HOLDS, RESULTS, SPOKEN_TO, WAYS
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import work
from server.domain.wareki import parse_date
from server.store import arrears_cases, contacts, holds, registers
from server.store.unit_of_work import UnitOfWork

COLLECTOR = work("arrears")
SET_BY_HAND = ("DECEASED", "WELFARE", "BANKRUPTCY", "RETURNED_MAIL", "RELIEF_PENDING", "REASSESSMENT", "DISPUTE")
"""Holds that a collector sets; all others come with their procedure (猶予・停止・差押・分納)."""
_WITH_END = ("RELIEF_PENDING", "DECEASED", "DISPUTE")
_LONGEST = 400
_MOST_YEN = 99_999_999
Typed = Mapping[str, str]


def write_contact(services: Services, caller: Caller, household_key: str, said: Typed, page_key: str) -> None:
    """Writes a contact (折衝記録); raises `InputInvalid` with every wrong field, rights, `household_not_found`."""
    day = services.clock.business_day()
    payload, errors = contact_of(said, day)
    if errors:
        raise InputInvalid(errors)
    key = f"desk/{caller.user_id}/{page_key}/contact"
    full = payload | {"contact_key": key, "household_key": household_key, "on_day": day.isoformat()}
    _act(services, caller, household_key, "contact.add", lambda _: RegisterChange("put_contact", key, full))


def set_hold(services: Services, caller: Caller, household_key: str, said: Typed, page_key: str) -> None:
    """Sets a hold from today; raises `InputInvalid`, rights, `household_not_found`.

    One for an application for relief is held on longer under that application; raises as `relief_holds` does.
    """
    day, errors = services.clock.business_day(), []
    kind, reason = said.get("kind", ""), said.get("reason", "").strip()
    if kind not in SET_BY_HAND:
        errors.append(FieldError("kind", "required" if not kind else "not_an_option"))
    errors += _text("reason", reason, required=True)
    until, wrong = _day("until", said.get("until", ""), day, required=kind in _WITH_END)
    if errors or wrong:
        raise InputInvalid([*errors, *wrong])
    key = f"desk/{caller.user_id}/{page_key}/hold"
    payload: dict[str, JSON] = {"hold_key": key, "household_key": household_key, "kind": kind, "reason": reason}
    payload |= {"valid_from": day.isoformat(), "valid_to": until}

    def change(uow: UnitOfWork) -> RegisterChange:
        more: dict[str, JSON] = {}
        if kind == "RELIEF_PENDING":
            more = relief_holds.held_longer(services, uow, household_key, str(until))
        return RegisterChange("set_hold", key, payload | more)

    _act(services, caller, household_key, "hold.set", change)


def end_hold(services: Services, caller: Caller, household_key: str, hold_key: str, reason: str) -> None:
    """Ends a hold that was set by hand, from today; raises `hold_unknown`, `hold_not_by_hand`, `InputInvalid`."""
    errors = _text("reason", reason.strip(), required=True)
    if errors:
        raise InputInvalid(errors)

    def change(uow: UnitOfWork) -> RegisterChange:
        found = holds.get_hold(uow.conn, hold_key)
        if found is None or found.household_key != household_key:
            raise Refused("hold_unknown", hold=hold_key)
        if found.kind not in SET_BY_HAND:
            raise Refused("hold_not_by_hand", kind=HOLDS[found.kind][0], kind_en=HOLDS[found.kind][1])
        payload = {"hold_key": hold_key, "on": uow.business_day.isoformat(), "reason": reason.strip()}
        return RegisterChange("end_hold", f"{hold_key}/end/{uow.business_day.isoformat()}", payload)

    _act(services, caller, household_key, "hold.end", change)


def assign(services: Services, caller: Caller, household_key: str, user_id: str, until: str, page_key: str) -> None:
    """Says who collects from today; with `until` (the first day no more) it is a cover. Raises `collector_unknown`."""
    day = services.clock.business_day()
    last, wrong = _day("until", until, day, required=False)
    if wrong or not user_id:
        raise InputInvalid(wrong or [FieldError("user_id", "required")])
    payload = {"household_key": household_key, "user_id": user_id, "valid_from": day.isoformat(), "valid_to": last}
    key = f"desk/{caller.user_id}/{page_key}/collector"
    _act(
        services, caller, household_key, "collector.assign", lambda _: RegisterChange("assign_collector", key, payload)
    )


def log_call(services: Services, caller: Caller, household_key: str, said: Typed, page_key: str) -> None:
    """Writes down the call of a contracted caller (納付勧奨の記録), with a promise to pay where there is one.

    Only for a household that is on his list this moment; of the household he learns nothing here. Raises
    `InputInvalid` with every wrong field, rights, `call_not_listed`.
    """
    day = services.clock.business_day()
    payload, errors = contact_of({**said, "way": "PHONE"}, day)
    if errors:
        raise InputInvalid(errors)
    key = f"calls/{caller.user_id}/{household_key}/{page_key}/contact"
    full = payload | {"contact_key": key, "household_key": household_key, "on_day": day.isoformat()}

    def act(uow: UnitOfWork) -> None:
        if not registers.stands(uow.conn, key):
            listed(services, uow.conn, caller, household_key, uow.business_day)
        if registers.apply_change(uow, RegisterChange("put_contact", key, full), event=f"desk:{caller.user_id}"):
            tell(uow, [household_key], key, "put_contact")
        uow.audit("contact.add", object_kind="household", object_key=household_key, household_key=household_key)

    run(services, caller, act)


def may_collect(caller: Caller, office: str, day: date) -> bool:
    """Whether the caller collects for the office that acts."""
    return caller.may(COLLECTOR, office, day)


def _act(
    services: Services,
    caller: Caller,
    household_key: str,
    audit: str,
    change: Callable[[UnitOfWork], RegisterChange],
) -> None:
    def act(uow: UnitOfWork) -> None:
        household = allowed_household(uow.conn, caller, household_key, uow.business_day)
        acting = arrears_cases.acting_office(uow.conn, household_key, str(household["office"]), uow.business_day)
        caller.require(COLLECTOR, acting, uow.business_day)
        made = change(uow)
        if made.kind == "put_contact":
            _keep_collector(uow, caller, household_key)
        if registers.apply_change(uow, made, event=f"desk:{caller.user_id}"):
            tell(uow, [household_key], made.key, made.kind)
        uow.audit(audit, object_kind="household", object_key=household_key, household_key=household_key)

    run(services, caller, act)


def _keep_collector(uow: UnitOfWork, caller: Caller, household_key: str) -> None:
    """Whoever is first in touch with a household that has no collector collects from it (同じ世帯は同じ担当)."""
    if contacts.collectors_of(uow.conn, [household_key], uow.business_day):
        return
    payload = {"household_key": household_key, "user_id": caller.user_id, "valid_from": uow.business_day.isoformat()}
    key = f"{household_key}/collector/{uow.business_day.isoformat()}"
    registers.apply_change(uow, RegisterChange("assign_collector", key, payload), event=f"desk:{caller.user_id}")


def contact_of(said: Typed, day: date) -> tuple[dict[str, JSON], list[FieldError]]:
    """What was typed of a contact as the register wants it, and every field that is wrong."""
    errors = []
    for name, known in (("way", WAYS), ("spoken_to", SPOKEN_TO), ("result", RESULTS)):
        if said.get(name) not in known:
            errors.append(FieldError(name, "not_an_option" if said.get(name) else "required"))
    result, note = said.get("result"), said.get("note", "").strip()
    promised, wrong = _day("promised_on", said.get("promised_on", ""), day, required=result == "PROMISE")
    back, more = _day("call_back_on", said.get("call_back_on", ""), day, required=result == "CALL_BACK")
    yen = said.get("promised_yen", "").strip().replace(",", "")
    if yen and not (yen.isascii() and yen.isdigit() and 0 < int(yen[:12]) <= _MOST_YEN):
        errors.append(FieldError("promised_yen", "receipt_amount_unreadable"))
    errors += [*_text("note", note), *wrong, *more]
    payload: dict[str, JSON] = {name: said.get(name) for name in ("way", "spoken_to", "result")} | {"note": note}
    if result == "PROMISE":
        payload |= {"promised_on": promised, "promised_yen": int(yen) if yen.isdigit() else None}
    return payload | ({"call_back_on": back} if back else {}), errors


def _text(name: str, text: str, *, required: bool = False) -> list[FieldError]:
    if required and not text:
        return [FieldError(name, "required")]
    if len(text) > _LONGEST:
        return [FieldError(name, "too_long", {"max": _LONGEST})]
    try:
        refuse_in(text, name)
    except Refused as refusal:
        return [FieldError(name, refusal.code)]
    return []


def _day(name: str, text: str, day: date, *, required: bool) -> tuple[str | None, list[FieldError]]:
    if not text.strip():
        return None, [FieldError(name, "required")] if required else []
    try:
        found = parse_date(text.strip()[:20])
    except Refused as refusal:
        return None, [FieldError(name, refusal.code, refusal.params)]
    return (found.isoformat(), []) if found > day else (None, [FieldError(name, "contact_day_past")])
