"""The morning's post (郵便の束): counted by a person at opening, a numbered label on each envelope before it is sorted.

No paper lies in a drawer unseen: a pack closes when each label is a case or has a stated other fate, and one left open
stands on the head's page on the next day.
"""

from __future__ import annotations

from server.casework.advance import next_number
from server.casework.callers import Caller
from server.casework.mail_labels import OTHER_FATES, WITH_CASE, locked_pack, pack_of_label
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.store import cases, mail_packs
from server.store.mail_packs import MailPack
from server.store.unit_of_work import UnitOfWork

MOST = 300
LONGEST_PLACE = 60
LONGEST_REASON = 400


def open_pack(services: Services, caller: Caller, *, place: str, counted: int) -> MailPack:
    """Opens a pack of the caller's office with one numbered label for each envelope counted.

    Raises rights, `InputInvalid` for a count or a place that is none, `my_number_in_text`.
    """
    place = place.strip()
    errors = [FieldError("place", "required")] if not place else []
    if len(place) > LONGEST_PLACE:
        errors.append(FieldError("place", "too_long", {"max": LONGEST_PLACE}))
    errors += _count_errors(counted)
    if errors:
        raise InputInvalid(errors)
    refuse_in(place, "place")

    def act(uow: UnitOfWork) -> MailPack:
        caller.require(Function.CASE_START, caller.office, uow.business_day)
        pack = mail_packs.open_pack(uow, caller.office, place, _numbers(services, uow, counted))
        detail = {"counted": counted, "no": pack.no}
        uow.audit("mail_pack.open", object_kind="mail_pack", object_key=pack.pack_id, detail=detail)
        return pack

    return run(services, caller, act)


def count_again(services: Services, caller: Caller, pack_id: str, *, more: int) -> None:
    """More envelopes were in the pack than had been counted: as many labels more; raises as `open_pack`."""
    errors = _count_errors(more)
    if errors:
        raise InputInvalid(errors)

    def act(uow: UnitOfWork) -> None:
        pack = locked_pack(uow, caller, pack_id)
        if pack.counted + more > MOST:
            raise InputInvalid([FieldError("counted", "number_too_large", {"max": MOST})])
        mail_packs.add_labels(uow, pack, _numbers(services, uow, more))
        uow.audit("mail_pack.recount", object_kind="mail_pack", object_key=pack_id, detail={"more": more})

    run(services, caller, act)


def _count_errors(counted: int) -> list[FieldError]:
    if counted < 1:
        return [FieldError("counted", "number_too_small", {"min": 1})]
    return [FieldError("counted", "number_too_large", {"max": MOST})] if counted > MOST else []


def _numbers(services: Services, uow: UnitOfWork, count: int) -> list[str]:
    at = services.clock.business_now()
    return [next_number(uow, at) for _ in range(count)]


def settle_label(
    services: Services, caller: Caller, number: str, fate: str, *, reason: str, case_number: str = ""
) -> None:
    """Says what an envelope is that becomes no case of its own (他課回付, 返送, 重複, 追加の書類, 欠番).

    Raises rights, `not_an_option`, `required` for a missing reason or case, `case_not_found`, `mail_label_unknown`,
    `mail_label_settled`, `my_number_in_text`.
    """
    reason, case_number = reason.strip(), case_number.strip()
    _refuse_incomplete(fate, reason, case_number)
    refuse_in(reason, "reason")

    def act(uow: UnitOfWork) -> None:
        pack, label = pack_of_label(uow, caller, number)
        case_id = None
        if fate in WITH_CASE:
            case = cases.get_case_by_number(uow.conn, case_number)
            if case is None or not caller.may(Function.CASE_START, case.office, uow.business_day):
                raise InputInvalid([FieldError("case_number", "case_not_found")])
            case_id = case.case_id
        mail_packs.settle_label(uow, label.number, fate, case_id=case_id, reason=reason)
        detail = {"number": label.number, "fate": fate}
        uow.audit("mail_label.settle", object_kind="mail_pack", object_key=pack.pack_id, case_id=case_id, detail=detail)

    run(services, caller, act)


def _refuse_incomplete(fate: str, reason: str, case_number: str) -> None:
    errors = [] if fate in OTHER_FATES else [FieldError("fate", "not_an_option" if fate else "required")]
    if not reason:
        errors.append(FieldError("reason", "required"))
    elif len(reason) > LONGEST_REASON:
        errors.append(FieldError("reason", "too_long", {"max": LONGEST_REASON}))
    if fate in WITH_CASE and not case_number:
        errors.append(FieldError("case_number", "required"))
    if errors:
        raise InputInvalid(errors)


def send_copy(services: Services, caller: Caller, number: str) -> None:
    """Notes that the citizen's copy with the number on it went back in his envelope (控えの返送).

    Raises rights, `mail_label_unknown`, `mail_copy_not_wanted` where nobody asked for it or it went back before.
    """

    def act(uow: UnitOfWork) -> None:
        pack, label = pack_of_label(uow, caller, number, settled=True)
        if not mail_packs.copy_sent(uow, number):
            raise Refused("mail_copy_not_wanted", number=number)
        detail = {"number": number}
        uow.audit(
            "mail_label.copy_sent",
            object_kind="mail_pack",
            object_key=pack.pack_id,
            case_id=label.case_id,
            detail=detail,
        )

    run(services, caller, act)


def close_pack(services: Services, caller: Caller, pack_id: str) -> None:
    """Closes the pack; raises `mail_pack_unfinished` while a label has no fate or a copy asked for lies here."""

    def act(uow: UnitOfWork) -> None:
        locked_pack(uow, caller, pack_id)
        labels = mail_packs.labels_of(uow.conn, pack_id)
        left = [one.number for one in labels if one.fate is None]
        if left:
            raise Refused("mail_pack_unfinished", count=len(left), number=left[0])
        copies = [one.number for one in labels if one.copy_wanted and one.copy_sent_on is None]
        if copies:
            raise Refused("mail_copy_not_sent", count=len(copies), number=copies[0])
        mail_packs.close_pack(uow, pack_id)
        uow.audit("mail_pack.close", object_kind="mail_pack", object_key=pack_id, detail={"labels": len(labels)})

    run(services, caller, act)
