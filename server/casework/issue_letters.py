"""The issue of letters (発行): facts read at that moment, frozen, numbered, rendered, archived; what is wrong is held.

Requested → issued is one transaction, issued → rendered another: a letter with a number always has its frozen data,
and a crash between the two only leaves it to be rendered again, to the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from server.casework.neutral_letters import concerns_protected, neutral
from server.casework.notice_slips import keys_with_slips
from server.casework.safe_addresses import opened
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import JSON, JSONObject
from server.domain.facts import Facts, FactsMissing
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.wareki import era_year
from server.printing.faults import Held, LetterFault
from server.printing.render import Rendered, render
from server.store import incidents, letters, print_batches
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.households import keep_households
from server.store.letters import Letter
from server.store.unit_of_work import UnitOfWork

LARGE = 100
"""Letters of one kind and one case from which on they are printed in bulk."""
_ROUNDS = 4
# A fault of ours in a template or builder: the letter waits for a person, the next one goes on.
_OURS = (LetterFault, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
CODES = "letter_code"
NEEDLESS = frozenset({"arrears_letter_needless"})
"""Refusals of a builder by which a letter falls away: what it would have asked for is paid, or a hold forbids it."""
_NUMBERED = {"文書番号": "document", "通知書番号": "notice"}


@dataclass(frozen=True, slots=True)
class Issued:
    """What one run did: letters rendered, letters held for a person."""

    rendered: int
    held: int


def issue_requested(services: Services, *, limit: int = 50) -> Issued:
    """Issues and renders what is asked for, oldest first; never raises for one letter's sake, but holds it.

    Runs of `LARGE` letters and more are left to `print_batches`.
    """
    for letter_id in _waiting(services, "requested", limit):
        freeze(services, letter_id)
    made: list[str] = []
    for letter_id in _waiting(services, "issued", limit):
        _guarded(services, letter_id, lambda tools, one: made.extend([one] if _render(tools, one) else []))
    with services.database.read() as conn:
        held = letters.count_in(conn, "held")
    return Issued(len(made), held)


def freeze(services: Services, letter_id: str) -> bool:
    """Issues one letter without rendering it; what stops it is written on it, and False answered."""
    return _guarded(services, letter_id, _freeze)


def issue_one(services: Services, letter_id: str) -> bool:
    """Issues and renders one letter, asked for or held before anything was frozen; True when it is ready."""
    return _guarded(services, letter_id, _freeze) and _guarded(services, letter_id, _render)


def _waiting(services: Services, status: str, limit: int) -> list[str]:
    with services.database.read() as conn:
        return print_batches.single(conn, status, LARGE, limit)


def _guarded(services: Services, letter_id: str, act: Callable[[Services, str], object]) -> bool:
    """Runs one move of one letter; what holds it is written on it and becomes somebody's incident."""
    try:
        act(services, letter_id)
        return True
    except (Held, Refused, *_OURS) as fault:
        with unit_of_work(services, SYSTEM) as uow:
            uow.audit("letter.hold", object_kind="letter", object_key=letter_id)
            hold(uow, letter_id, fault)
    return False


def _why(fault: Exception) -> tuple[list[JSON], str]:
    """The reasons as they are kept on the letter, and one sentence for the incident."""
    if isinstance(fault, Held):
        return list(fault.as_json()), fault.sentence_ja
    if isinstance(fault, Refused):
        return [_reason(fault)], fault.message_ja
    said = str(fault) if isinstance(fault, LetterFault) else f"{type(fault).__name__}: {fault}"
    return [{"kind": "fault", "slot": "", "sentence_ja": said, "sentence_en": said}], ""


def _reason(refusal: Refused) -> dict[str, JSON]:
    return {
        "kind": refusal.code,
        "slot": refusal.field or "",
        "sentence_ja": refusal.message_ja,
        "sentence_en": refusal.message_en,
    }


def hold(uow: UnitOfWork, letter_id: str, fault: Exception) -> None:
    """Writes on the letter what holds it, and makes it somebody's incident; one that has moved on stays as it is."""
    letter = letters.get_letter(uow.conn, letter_id)
    if letter is None or letter.status not in ("requested", "issued", "held"):
        return
    if isinstance(fault, Refused) and fault.code in NEEDLESS:
        letters.void_letter(uow, letter_id, fault.message_ja)  # nobody need look: it says itself why it is not there
        return
    reasons, summary = _why(fault)
    letters.hold_letter(uow, letter_id, reasons)
    if concerns_protected(uow.conn, letter, uow.business_day):
        # Whose letter it is stands on the letter alone, which few may open; the incident is for everybody.
        summary, reasons = "", [{"kind": one["kind"]} for one in reasons if isinstance(one, dict)]
    incidents.raise_incident(
        uow,
        kind="letter_held",
        object_kind="letter",
        object_key=letter_id,
        summary=summary or "通知書を作れませんでした",
        case_id=letter.case_id,
        office=letter.office,
        detail={"reasons": reasons},
    )


def _freeze(services: Services, letter_id: str) -> None:
    """requested (or held) → issued, with number and data in one transaction."""
    with unit_of_work(services, SYSTEM) as uow:
        uow.audit("letter.issue", object_kind="letter", object_key=letter_id)
        letter = letters.lock_letter(uow, letter_id)
        if letter is not None and letter.status in ("requested", "held"):
            _freeze_now(services, uow, letter)


def _freeze_now(services: Services, uow: UnitOfWork, letter: Letter) -> None:
    day = services.clock.business_day()
    version = services.letters_now(uow.conn)[letter.letter].on(day)
    # The guard is kept before the facts are read: what moves the household meanwhile waits, or is seen at hand-over.
    rev = keep_households(uow.conn, [letter.household_key])[letter.household_key]
    data = build(services, uow.conn, letter.letter, keys_with_slips(services, uow, letter))
    office = str(neutral(uow.conn, letter.letter, letter.request_keys, day).get("office") or letter.office)
    number = _number(services, uow, letter, version.head.number_kind, office)
    code = _code(uow, letter, era_year(day))
    letters.issue_letter(
        uow,
        letter.letter_id,
        number=number,
        issued_on=day,
        data={**data, "number": number, "letter_code": code},
        template_hash=version.template_hash,
        household_rev=rev,
    )


def _render(services: Services, letter_id: str) -> bool:
    """issued → rendered; laid out outside any transaction, in the archive before the row says so.

    False when another run was faster.
    """
    with services.database.read() as conn:
        letter = letters.get_letter(conn, letter_id)
        services.letters_now(conn)
    if letter is None or letter.status != "issued" or letter.data is None:
        return False
    made = print_letter(services, letter.letter, letter.data, letter.template_hash)
    services.archive.put(made.pdf)
    with unit_of_work(services, SYSTEM) as uow:
        uow.audit("letter.render", object_kind="letter", object_key=letter_id, case_id=letter.case_id)
        letters.archive_blob(uow, made.sha256, media_type="application/pdf", size=len(made.pdf), pages=made.pages)
        letters.letter_rendered(uow, letter_id, pdf_hash=made.sha256, pages=made.pages, stack=made.fingerprint)
    return True


def print_letter(
    services: Services, letter: str, data: JSONObject, template_hash: str | None, *, void: bool = False
) -> Rendered:
    """The PDF of data that were frozen with that text of the letter; `void` is a copy to look at (見本)."""
    return render(services.letters[letter].frozen(template_hash), data, void=void)


def build(services: Services, conn: Connection, letter: str, keys: JSONObject) -> dict[str, JSON]:
    """What the letter would say now: its builder over the facts of this moment. Raises `Refused`."""
    builder = services.builders[letter]
    day = services.clock.business_day()
    keys = neutral(conn, letter, keys, day)
    known = opened(services, load_facts(conn, builder.needs(keys), on=day))
    for _ in range(_ROUNDS):
        context = Context(day, {}, services.values(conn), known, _no_table)
        try:
            return builder.build(keys, context)
        except FactsMissing as missing:
            more = opened(services, load_facts(conn, missing.keys, on=day))
            known = Facts({key: source[key] for source in (known, more) for key in source})
    raise ValueError(f"{letter}: the builder asks for facts without end")


def _no_table(table: str, inputs: JSONObject) -> NoReturn:  # noqa: ARG001 - the shape of a table
    raise ValueError(f"a letter chooses nothing: {table}")


def _code(uow: UnitOfWork, letter: Letter, year: str) -> str:
    """The code that a scanner reads from the foot of the letter: C, era year, running number of the whole city."""
    return letters.take_number(uow, letter.letter_id, series=f"{CODES}/{year}", prefix=f"C{year[1:]}-", width=7)


def _number(services: Services, uow: UnitOfWork, letter: Letter, kind: str, office: str) -> str | None:
    """The number by its kind: 文書番号 of the office's own series for the era year, or none."""
    if letter.number is not None:
        return letter.number
    if kind not in _NUMBERED:
        return None
    day = services.clock.business_day()
    mark = services.values(uow.conn).text(f"office.{office}.number_mark", day)
    year = era_year(day)[1:]
    series = f"{_NUMBERED[kind]}/{era_year(day)}/{office}"
    return letters.take_number(uow, letter.letter_id, series=series, prefix=f"{year}{mark}第", suffix="号", width=1)
