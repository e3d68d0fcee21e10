"""Letting letters leave the house (交付・発送): by a named person, after a last look at the household's guard.

What moved since the letter was issued is not handed over: the letter is held and its number void, a new one follows.
"""

from __future__ import annotations

from typing import Literal

from server.casework.callers import Caller
from server.casework.letter_guard import refuse_unsafe
from server.casework.limitation_guard import refuse_extinct
from server.casework.notice_guard import refuse_unassessed
from server.casework.numbers_in import refuse_in
from server.casework.seizure_guard import refuse_unserved
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.printing.faults import Held
from server.printing.pages_out import take_out
from server.printing.render import render
from server.store import letters, print_batches
from server.store.households import keep_households
from server.store.letters import Letter
from server.store.unit_of_work import UnitOfWork

Way = Literal["WINDOW", "POST"]
_OUT = ("handed_over", "posted", "returned")


def release_letter(services: Services, caller: Caller, letter_id: str, way: Way) -> None:
    """Releases a rendered letter: over the counter at once, or to the post.

    Raises `letter_not_found`, rights, `letter_not_in_state`, `letter_household_moved`, `letter_not_at_window` (the
    identity was not proven at the window), `letter_batch_open` (its run is still being printed),
    `notice_before_assessment` (a levy notice before its 調定票 is decided), `seizure_record_before_service` (the
    debtor's copy before the third debtor has his notice), `letter_demands_prescribed`, `protected_person`, and
    `protected_address`/`protected_in_letter` where the letter no longer goes where it may (支援措置), looked at for the
    release and again for the hand-over.
    """

    def act(uow: UnitOfWork) -> None:
        letter = _letter(uow, letter_id)
        caller.require(Function.LETTER_RELEASE, letter.office, uow.business_day)
        _see(caller, letter, uow)
        if way == "WINDOW" and letter.delivery != "WINDOW":
            raise Refused("letter_not_at_window")
        _refuse_moved(uow, letter)
        refuse_unsafe(services, uow.conn, letter)
        refuse_unassessed(uow.conn, letter)
        print_batches.refuse_unfinished(uow.conn, letter_id)
        refuse_unserved(uow.conn, letter)
        letters.release_letters(uow, [letter_id])
        _hand_over(services, uow, letter_id)
        letters.record_print(uow, letter_id, "交付" if way == "WINDOW" else "発送")
        _audit(uow, "letter.release", letter, way=way)

    run(services, caller, act)


def _hand_over(services: Services, uow: UnitOfWork, letter_id: str) -> None:
    """The last door: whoever hands over looks again, however long ago the letter was released."""
    released = _letter(uow, letter_id)
    _refuse_moved(uow, released)
    refuse_unsafe(services, uow.conn, released)
    refuse_unassessed(uow.conn, released)
    refuse_unserved(uow.conn, released)
    refuse_extinct(uow.conn, released, services.values(uow.conn), uow.business_day)
    letters.hand_over_letters(uow, [letter_id])


def reprint_letter(services: Services, caller: Caller, letter_id: str, reason: str) -> tuple[str, bytes]:
    """The archived bytes again (再出力), with the reason on record: name of the file and PDF."""
    if not reason.strip():
        raise Refused("reprint_reason_missing", at_field="reason")
    refuse_in(reason, "reason")

    def act(uow: UnitOfWork) -> Letter:
        letter = _letter(uow, letter_id)
        caller.require(Function.LETTER_REPRINT, letter.office, uow.business_day)
        _see(caller, letter, uow)
        refuse_unsafe(services, uow.conn, letter)
        letters.record_print(uow, letter_id, reason.strip()[:200])
        _audit(uow, "letter.reprint", letter, reason=reason.strip()[:200])
        _archived(letter)
        return letter

    return f"{letter_id[-12:]}.pdf", _bytes_of(services, run(services, caller, act))


def letter_pdf(services: Services, caller: Caller, letter_id: str) -> tuple[str, bytes]:
    """The archived letter for a look, which is on record; before it is released it carries 見本.

    Raises `letter_not_found`, rights, `letter_not_released` before its issue, `letter_held` for what cannot be printed.
    """

    def act(uow: UnitOfWork) -> Letter:
        letter = _letter(uow, letter_id)
        caller.require(Function.LETTER_VIEW, letter.office, uow.business_day)
        _see(caller, letter, uow)
        _audit(uow, "letter.view", letter)
        services.letters_now(uow.conn)
        return letter

    letter = run(services, caller, act)
    name = f"{letter_id[-12:]}.pdf"
    if letter.status in _OUT:
        return name, _bytes_of(services, letter)
    if letter.data is None:
        raise Refused("letter_not_released")
    try:
        return name, render(services.letters[letter.letter].frozen(letter.template_hash), letter.data, void=True).pdf
    except Held as held:
        raise Refused("letter_held", sentence_ja=held.sentence_ja, sentence_en=held.sentence_en) from held


def _letter(uow: UnitOfWork, letter_id: str) -> Letter:
    letter = letters.get_letter(uow.conn, letter_id)
    if letter is None:
        raise Refused("letter_not_found")
    return letter


def _see(caller: Caller, letter: Letter, uow: UnitOfWork) -> None:
    if letter.protected and not caller.may(Function.PROTECTED_VIEW, letter.office, uow.business_day):
        raise Refused("protected_person")


def _refuse_moved(uow: UnitOfWork, letter: Letter) -> None:
    now = keep_households(uow.conn, [letter.household_key])[letter.household_key]
    if now != letter.household_rev:
        raise Refused("letter_household_moved")


def _bytes_of(services: Services, letter: Letter) -> bytes:
    """The archived letter; one that was printed in bulk is taken out of its file."""
    pdf = services.archive.get(_archived(letter))
    with services.database.read() as conn:
        place = print_batches.place_of(conn, letter.letter_id)
    return pdf if place is None else take_out(pdf, place.first_page, place.pages)


def _archived(letter: Letter) -> str:
    if letter.pdf_hash is None or letter.status not in _OUT:
        raise Refused("letter_not_released")
    return letter.pdf_hash


def _audit(uow: UnitOfWork, kind: str, letter: Letter, **detail: str) -> None:
    uow.audit(
        kind,
        object_kind="letter",
        object_key=letter.letter_id,
        case_id=letter.case_id,
        household_key=letter.household_key,
        detail=detail,
    )
