"""Labels of mail packs in a unit of work (受付番号ラベル): found, locked, and turned into cases."""

from __future__ import annotations

from server.casework.callers import Caller
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.store import mail_packs
from server.store.mail_packs import MailLabel, MailPack
from server.store.unit_of_work import UnitOfWork

POSTAL = "POST"
OTHER_FATES = ("added", "duplicate", "referred", "returned", "void")
"""What an envelope can be besides a case of its own: papers for a case, the same once more, another section's,
sent back, nothing (counted wrongly)."""
WITH_CASE = ("added", "duplicate")


def locked_pack(uow: UnitOfWork, caller: Caller, pack_id: str) -> MailPack:
    """The open pack, kept from others; raises `mail_pack_not_found`, rights, `mail_pack_closed`."""
    pack = mail_packs.lock_pack(uow, pack_id)
    if pack is None:
        raise Refused("mail_pack_not_found")
    caller.require(Function.CASE_START, pack.office, uow.business_day)
    if pack.status != "open":
        raise Refused("mail_pack_closed")
    return pack


def pack_of_label(uow: UnitOfWork, caller: Caller, number: str, *, settled: bool = False) -> tuple[MailPack, MailLabel]:
    """The open pack of a label and the label; unless `settled`, one that has no fate yet (`mail_label_settled`)."""
    known = mail_packs.get_label(uow.conn, number)
    if known is None:
        raise Refused("mail_label_unknown", number=number[:20])
    pack = locked_pack(uow, caller, known.pack_id)
    label = mail_packs.get_label(uow.conn, number)
    if label is None or (label.fate is not None and not settled):
        raise Refused("mail_label_settled", number=number)
    return pack, label


def require_label(uow: UnitOfWork, caller: Caller, number: str, channel: str) -> None:
    """Raises what keeps a label from becoming a case: unknown, settled, another office's, not by post."""
    if channel != POSTAL:
        raise InputInvalid([FieldError("channel", "mail_label_by_post_only")])
    pack_of_label(uow, caller, number)


def becomes_case(uow: UnitOfWork, number: str, case_id: str, *, wants_copy: bool) -> None:
    """The envelope of the label is this case from now on."""
    mail_packs.settle_label(uow, number, "case", case_id=case_id, copy_wanted=wants_copy)
