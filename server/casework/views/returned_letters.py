"""Lists of service (返戻一覧・公示送達一覧): letters that came back by reason and age, the board by deemed day.

Whom the caller must not see stands in them without name, number and address of the case.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.seeing import sees
from server.casework.work import run as run_once
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.service import deemed_served_on
from server.store import cases, letter_services, letters
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.letter_services import LetterService
from server.store.unit_of_work import UnitOfWork

BACK = ("RETURNED", "RESENT", "BY_HAND")
BOARD = ("BOARD", "DEEMED_SERVED")
_HEADS = (
    "世帯番号",
    "通知書",
    "番号",
    "理由",
    "返ってきた日",
    "経過日数",
    "扱い",
    "掲示日",
    "送達とみなす日",
    "受付番号",
)


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A letter that came back: `age` days since; `deemed_on` of one on the board; what must not be seen is None."""

    letter: str
    title: str
    number: str | None
    household_key: str | None
    name: str | None
    reason: str
    status: str
    way: str
    returned_on: date
    age: int
    posted_from: date | None
    deemed_on: date | None
    case: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class ReturnedView:
    """Both lists of the day."""

    on: date
    back: tuple[ReturnedLine, ...]
    board: tuple[ReturnedLine, ...]


def returned_view(services: Services, caller: Caller) -> ReturnedView:
    """The lists of the offices in which the caller sees letters, by reason and age; raises `no_right`."""
    day = services.clock.business_day()
    scope = caller.scope(Function.LETTER_VIEW, day)
    if scope == frozenset():
        raise Refused("no_right", function=Function.LETTER_VIEW)
    with services.database.read() as conn:
        back = letter_services.listed(conn, BACK, day, scope)
        board = letter_services.listed(conn, BOARD, day, scope)
        lines = {one.letter: one for one in _lines(services, caller, conn, (*back, *board), day)}
    reasons = sorted((lines[one.letter_id] for one in back), key=lambda one: (one.reason, one.returned_on))
    shown = sorted((lines[one.letter_id] for one in board), key=lambda one: one.posted_from or one.returned_on)
    return ReturnedView(day, tuple(reasons), tuple(shown))


def returned_csv(services: Services, caller: Caller) -> tuple[str, bytes]:
    """Both lists as CSV with their counts (UTF-8 with a mark for spreadsheets); no names; who took it is on record."""
    view = returned_view(services, caller)

    def act(uow: UnitOfWork) -> tuple[str, bytes]:
        detail = {"back": len(view.back), "board": len(view.board)}
        uow.audit("letter.returned_csv", object_kind="list", object_key=view.on.isoformat(), detail=detail)
        return f"henrei-{view.on:%Y%m%d}.csv", _csv(view)

    return run_once(services, caller, act)


def _csv(view: ReturnedView) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADS)
    for one in (*view.back, *view.board):
        days = [None if day is None else day.isoformat() for day in (one.posted_from, one.deemed_on)]
        back = one.returned_on.isoformat()
        row = [one.household_key, one.title, one.number, one.reason, back, one.age, one.status, *days]
        writer.writerow(["" if cell is None else cell for cell in (*row, one.case[1] if one.case else None)])
    writer.writerow([f"{view.on.isoformat()}現在", "返戻", len(view.back), "公示送達", len(view.board)])
    return out.getvalue().encode("utf-8-sig")


def _lines(
    services: Services, caller: Caller, conn: Connection, found: Iterable[LetterService], day: date
) -> Iterable[ReturnedLine]:
    many = tuple(found)
    keys = [FactKey(kind, one.household_key) for one in many for kind in ("household", "protected")]
    known = load_facts(conn, keys, on=day)
    numbers = cases.numbers_of(conn, {one.case_id for one in many if one.case_id})
    values = services.values(conn)
    for one in many:
        letter = letters.get_letter(conn, one.letter_id)
        household = known.get_fact("household", one.household_key)
        guarded = bool(known.get_fact("protected", one.household_key))
        seen = letter is not None and household is not None and sees(caller, letter.office, guarded, day)
        head = next((m for m in household["members"] if m["person_key"] == household["head_person_key"]), None)
        deemed = None if one.posted_from is None else deemed_served_on(one.posted_from, values)
        yield ReturnedLine(
            letter=one.letter_id,
            title=services.letters[one.letter].on(day).head.title_ja if one.letter in services.letters else one.letter,
            number=letter.number if letter is not None and seen else None,
            household_key=one.household_key if seen else None,
            name=head["name"] if head and seen else None,
            reason=one.reason,
            status=one.status,
            way=one.way,
            returned_on=one.returned_on,
            age=(day - one.returned_on).days,
            posted_from=one.posted_from,
            deemed_on=deemed,
            case=(one.case_id, numbers[one.case_id]) if one.case_id in numbers and one.case_id and seen else None,
        )
