"""Letters (通知書): the list of those in scope, and one letter with what was done with it and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.seeing import record_look, require_sight, sees
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import cases, letters, users
from server.store.connection import Connection
from server.store.households import household_revs
from server.store.letters import Letter

PAGE = 50
_SHAPES = {
    "requested": "work",
    "issued": "work",
    "rendered": "open",
    "released": "open",
    "handed_over": "done",
    "posted": "done",
    "returned": "back",
    "held": "hold",
    "void": "stop",
}


@dataclass(frozen=True, slots=True)
class LettersQuery:
    """What is asked: `status` and `letter` (`enrolment/certificate`) or empty; `page` from 1."""

    status: str = ""
    letter: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter in a list; where it may not be seen `name` of the addressee is None and `household_key` empty."""

    letter_id: str
    letter: str
    title: str
    number: str | None
    status: str
    status_word: str
    shape: str
    issued_on: date | None
    requested_at: datetime
    delivery_word: str
    name: str | None
    restricted: bool
    pages: int | None
    case_id: str | None
    case_number: str | None
    household_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One letter of the catalogue as a filter has it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class LettersView:
    """One page of letters, newest first; `held` of all in scope wait for a person."""

    query: LettersQuery
    rows: tuple[LetterLine, ...]
    total: int
    page: int
    pages: int
    first: int
    last: int
    held: tuple[LetterLine, ...]
    waiting: int
    kinds: tuple[KindChoice, ...]
    statuses: tuple[KindChoice, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a letter is held: kind, the slot it concerns, a sentence."""

    kind: str
    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class Printed:
    """One print: when, by whom, why."""

    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter: who gets it, on what it rests, why it is held, prints, and what the caller may do with it."""

    line: LetterLine
    addressee: str
    address: tuple[str, ...]
    letter_code: str
    legal_basis: tuple[str, ...]
    delivery: str
    requested_by: str
    issued_at: datetime | None
    rendered_at: datetime | None
    released_by: str | None
    released_at: datetime | None
    handed_over_at: datetime | None
    posted_on: date | None
    returned_on: date | None
    return_reason: str | None
    void_reason: str | None
    reasons: tuple[Reason, ...]
    prints: tuple[Printed, ...]
    has_pdf: bool
    ways: tuple[str, ...]
    why_not_release: str
    may_reprint: bool
    may_reissue: bool
    household_key: str = ""


def letters_view(services: Services, caller: Caller, query: LettersQuery) -> LettersView:
    """The letters of the offices in which the caller may see letters."""
    day = services.clock.business_day()
    scope = caller.scope(Function.LETTER_VIEW, day)
    if scope == frozenset():
        raise Refused("no_right", function=Function.LETTER_VIEW)
    wanted = {"status": query.status or None, "letter": query.letter or None}
    with services.database.read() as conn:
        total = letters.count_letters(conn, scope, **wanted)
        pages = max(1, -(-total // PAGE))
        page = min(max(1, query.page), pages)
        found = letters.find_letters(conn, scope, **wanted, offset=(page - 1) * PAGE, limit=PAGE).items
        held = letters.find_letters(conn, scope, status="held", limit=PAGE).items
        waiting = letters.count_letters(conn, scope, status="rendered")
        rows = lines_of(services, conn, caller, found, day)
        stopped = lines_of(services, conn, caller, held, day)
    return LettersView(
        query=query,
        rows=rows,
        total=total,
        page=page,
        pages=pages,
        first=(page - 1) * PAGE + 1 if total else 0,
        last=min(page * PAGE, total),
        held=stopped,
        waiting=waiting,
        kinds=tuple(KindChoice(key, title) for key, title in sorted(titles(services, day, caller.lang).items())),
        statuses=tuple(KindChoice(key, word.of(caller.lang)) for key, word in words.LETTER_STATES.items()),
    )


def letter_view(services: Services, caller: Caller, letter_id: str) -> LetterView:
    """One letter; the look is on record.

    Raises `letter_not_found`, rights, `protected_person`.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        letter = letters.get_letter(conn, letter_id)
        if letter is None:
            raise Refused("letter_not_found")
        caller.require(Function.LETTER_VIEW, letter.office, day)
        require_sight(caller, letter.office, letter.protected, day)
        view = _view(services, conn, caller, letter, day)
    record_look(
        services,
        caller,
        "letter.view",
        "letter",
        letter_id,
        case_id=letter.case_id,
        household_key=letter.household_key,
    )
    return view


def titles(services: Services, day: date, lang: Lang) -> dict[str, str]:
    """The title of every letter that is in force on the day."""
    found = {}
    for key, letter in services.letters.items():
        head = letter.on(day).head
        found[key] = head.title_ja if lang == "ja" else head.title_en
    return found


def lines_of(
    services: Services, conn: Connection, caller: Caller, found: tuple[Letter, ...], day: date
) -> tuple[LetterLine, ...]:
    """Letters as lists show them."""
    named = titles(services, day, caller.lang)
    numbers = cases.numbers_of(conn, {letter.case_id for letter in found if letter.case_id})
    return tuple(_line(letter, caller, day, named, numbers) for letter in found)


def _line(
    letter: Letter, caller: Caller, day: date, named: Mapping[str, str], numbers: Mapping[str, str]
) -> LetterLine:
    seen = sees(caller, letter.office, letter.protected, day)
    reasons = reasons_of(letter, caller.lang)
    return LetterLine(
        letter_id=letter.letter_id,
        letter=letter.letter,
        title=named.get(letter.letter, letter.letter),
        number=letter.number,
        status=letter.status,
        status_word=words.say(words.LETTER_STATES, letter.status, caller.lang),
        shape=_SHAPES[letter.status],
        issued_on=letter.issued_on,
        requested_at=letter.requested_at,
        delivery_word=words.say(words.DELIVERIES, letter.delivery, caller.lang),
        name=str(_addressee(letter).get("name") or "") or None if seen else None,
        restricted=not seen,
        pages=letter.pages,
        case_id=letter.case_id,
        case_number=numbers.get(letter.case_id or ""),
        household_key=letter.household_key if seen else "",
        reason=reasons[0].text if reasons and seen else "",
    )


def reasons_of(letter: Letter, lang: Lang) -> tuple[Reason, ...]:
    """Why a letter is held, as the guards told it."""
    if letter.status != "held" or not isinstance(letter.held_for, list):
        return ()
    name = "sentence_ja" if lang == "ja" else "sentence_en"
    return tuple(
        Reason(str(one.get("kind") or ""), str(one.get("slot") or ""), str(one.get(name) or ""))
        for one in letter.held_for
    )


def _view(services: Services, conn: Connection, caller: Caller, letter: Letter, day: date) -> LetterView:
    prints = letters.prints_of(conn, letter.letter_id)
    people = {one.by_user for one in prints} | {letter.requested_by, letter.released_by or ""}
    names = users.names_of(conn, people)
    ways, why_not = _release(conn, caller, letter, day)
    data: Mapping[str, Any] = letter.data or {}
    released = letter.status in ("handed_over", "posted", "returned")
    return LetterView(
        line=lines_of(services, conn, caller, (letter,), day)[0],
        addressee=str(_addressee(letter).get("name") or ""),
        address=tuple(str(line) for line in _addressee(letter).get("address_lines") or ()),
        letter_code=str(data.get("letter_code") or ""),
        legal_basis=services.letters[letter.letter].on(letter.issued_on or day).head.legal_basis,
        delivery=letter.delivery,
        requested_by=names.get(letter.requested_by, letter.requested_by),
        issued_at=letter.issued_at,
        rendered_at=letter.rendered_at,
        released_by=names.get(letter.released_by or "", letter.released_by),
        released_at=letter.released_at,
        handed_over_at=letter.handed_over_at,
        posted_on=letter.posted_on,
        returned_on=letter.returned_on,
        return_reason=letter.return_reason,
        void_reason=letter.void_reason,
        reasons=reasons_of(letter, caller.lang),
        prints=tuple(Printed(one.at, names.get(one.by_user, one.by_user), one.reason) for one in prints),
        has_pdf=letter.data is not None and letter.status != "held",
        ways=ways,
        why_not_release=why_not,
        may_reprint=released and caller.may(Function.LETTER_REPRINT, letter.office, day),
        may_reissue=letter.status in ("rendered", "held") and caller.may(Function.LETTER_RELEASE, letter.office, day),
        household_key=letter.household_key,
    )


def _release(conn: Connection, caller: Caller, letter: Letter, day: date) -> tuple[tuple[str, ...], str]:
    """By which ways the caller may let the letter go now, and why not where there is none."""
    refusal = None
    if not caller.may(Function.LETTER_RELEASE, letter.office, day):
        refusal = Refused("no_right", function=Function.LETTER_RELEASE)
    elif letter.status != "rendered":
        refusal = Refused("letter_not_in_state", expected="rendered", count=1)
    elif household_revs(conn, [letter.household_key])[letter.household_key] != letter.household_rev:
        refusal = Refused("letter_household_moved")
    if refusal is not None:
        return (), refusal.message_ja if caller.lang == "ja" else refusal.message_en
    return (("WINDOW", "POST") if letter.delivery == "WINDOW" else ("POST",)), ""


def _addressee(letter: Letter) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (letter.data or {}).get("addressee") or {}
    return found
