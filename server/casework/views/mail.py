"""Mail packs as pages (郵便の束): what was opened, what of it has no fate yet, the labels to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.domain.calendar import Calendar
from server.domain.forms.model import Words
from server.domain.refusals import Refused
from server.domain.rights import Function, Scope
from server.printing.codes import code128
from server.store import cases, mail_packs, offices, users
from server.store.connection import Connection
from server.store.mail_packs import MailLabel, MailPack

FATES: words.Vocabulary = {
    "case": Words("受け付けた", "A case"),
    "added": Words("進んでいる案件の書類", "Papers for a case"),
    "duplicate": Words("同じ届の重複", "The same once more"),
    "referred": Words("他課・他区へ回付", "Referred to another section"),
    "returned": Words("差出人へ返送", "Sent back"),
    "void": Words("数え違い(封筒なし)", "Counted wrongly: no envelope"),
}


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in the list: `left` labels without a fate, `age` open days since it was opened."""

    pack_id: str
    opened_on: date
    no: int
    place: str
    counted: int
    left: int
    age: int
    office: str
    opened_by: str
    closed: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label: what became of it, in words; `settled` with whom it became what."""

    number: str
    position: int
    fate: str | None
    fate_word: str
    reason: str
    case_id: str | None
    case_number: str | None
    settled_by: str | None
    copy: str


@dataclass(frozen=True, slots=True)
class PackView:
    """One pack with its labels in order."""

    pack: PackLine
    labels: tuple[LabelLine, ...]


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A label as it is printed: its number and bar code (the picture as a data URI, so many modules wide)."""

    number: str
    uri: str
    modules: int


def mail_view(services: Services, caller: Caller) -> tuple[PackLine, ...]:
    """The packs of the caller's offices, open ones first; raises `no_right`."""
    day = services.clock.business_day()
    if not caller.holds(Function.CASE_START, day):
        raise Refused("no_right", function=Function.CASE_START)
    with services.database.read() as conn:
        found = mail_packs.packs(conn, caller.scope(Function.CASE_START, day), limit=50)
        return lines_of(conn, found, services.calendar(conn), day)


def overdue_packs(conn: Connection, scope: Scope, calendar: Calendar, day: date) -> tuple[PackLine, ...]:
    """Packs of earlier days that are open still, oldest first: what the head must see."""
    return lines_of(conn, mail_packs.packs(conn, scope, status="open", opened_before=day), calendar, day)


def lines_of(conn: Connection, found: tuple[MailPack, ...], calendar: Calendar, day: date) -> tuple[PackLine, ...]:
    """Packs as lines."""
    left = mail_packs.unsettled(conn, [one.pack_id for one in found])
    names = users.names_of(conn, {one.opened_by for one in found})
    places = {one.office: one.name for one in offices.all_offices(conn)}
    return tuple(
        PackLine(
            pack_id=one.pack_id,
            opened_on=one.opened_on,
            no=one.no,
            place=one.place,
            counted=one.counted,
            left=left.get(one.pack_id, 0),
            age=max(0, calendar.open_days_between(one.opened_on, day)),
            office=places.get(one.office, one.office),
            opened_by=names.get(one.opened_by, one.opened_by),
            closed=one.status == "closed",
            closed_at=one.closed_at,
        )
        for one in found
    )


def pack_view(services: Services, caller: Caller, pack_id: str) -> PackView:
    """One pack; raises `mail_pack_not_found`, rights."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        pack = _pack(conn, caller, pack_id, day)
        labels = mail_packs.labels_of(conn, pack_id)
        numbers = cases.numbers_of(conn, {one.case_id for one in labels if one.case_id})
        names = users.names_of(conn, {one.settled_by for one in labels if one.settled_by})
        (line,) = lines_of(conn, (pack,), services.calendar(conn), day)
    return PackView(line, tuple(_label(one, numbers, names, caller) for one in labels))


def _pack(conn: Connection, caller: Caller, pack_id: str, day: date) -> MailPack:
    pack = mail_packs.get_pack(conn, pack_id)
    if pack is None:
        raise Refused("mail_pack_not_found")
    caller.require(Function.CASE_START, pack.office, day)
    return pack


def _label(one: MailLabel, numbers: dict[str, str], names: dict[str, str], caller: Caller) -> LabelLine:
    return LabelLine(
        number=one.number,
        position=one.position,
        fate=one.fate,
        fate_word=words.say(FATES, one.fate, caller.lang),
        reason=one.reason or "",
        case_id=one.case_id,
        case_number=numbers.get(one.case_id or ""),
        settled_by=names.get(one.settled_by or "", one.settled_by),
        copy="sent" if one.copy_sent_on else "wanted" if one.copy_wanted else "",
    )


def pack_of(services: Services, number: str) -> str | None:
    """The pack of a label, None for a number that is no label's."""
    with services.database.read() as conn:
        label = mail_packs.get_label(conn, number)
    return None if label is None else label.pack_id


def label_sheet(services: Services, caller: Caller, pack_id: str) -> tuple[PackLine, tuple[PrintedLabel, ...]]:
    """The labels to be printed and stuck on before the envelopes are sorted; raises as `pack_view`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        pack = _pack(conn, caller, pack_id, day)
        labels = mail_packs.labels_of(conn, pack_id)
        (line,) = lines_of(conn, (pack,), services.calendar(conn), day)
    codes = ((one.number, code128(one.number)) for one in labels)
    return line, tuple(PrintedLabel(number, code.uri, code.modules) for number, code in codes)
