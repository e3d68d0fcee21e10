"""Letters in a draft (通知書の下書き): the rewritten text laid out from the samples, with what the guards say of it.

A sample is never a person's letter: it holds made-up data, and every page bears 見本. Nothing is numbered or archived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.casework.known_letters import PREFIX, KnownLetters, source_of
from server.casework.services import Services
from server.casework.workshop.parts import letter_of_path
from server.domain.refusals import Refused
from server.engine.findings import Finding
from server.printing.check import SAMPLES
from server.printing.faults import Held, LetterFault
from server.printing.heads import Letter, Version
from server.printing.render import Rendered, render
from server.store.connection import Connection

_Told = tuple[tuple[str, str, str], ...]


def drafted(services: Services, path: str, text: bytes, day: date) -> Letter:
    """The letter with the draft's text alone. Raises `letter_unknown`, `letter_faulty`."""
    shipped = services.letters.shipped.get(letter_of_path(path))
    if shipped is None:
        raise Refused("letter_unknown", letter=letter_of_path(path)[:80])
    try:
        version = shipped.on(day)
        if f"{PREFIX}{version.body}" != path:
            raise LetterFault(f"{path} is not printed on {day}; {version.body} is")
        return Letter(shipped.id, (version.rewritten(text.decode(), version.valid_from),))
    except (LetterFault, UnicodeDecodeError) as fault:
        raise Refused("letter_faulty", fault=str(fault)) from fault


def sample_of(services: Services, letter: Letter, sample: str) -> Rendered:
    """A sample of a drafted letter, marked as one. Raises `Held`, `LetterFault`."""
    name = sample if sample in SAMPLES else SAMPLES[0]
    return _rendered(letter.latest, services.letters, name)


def letter_findings(
    services: Services, conn: Connection, files: Mapping[str, bytes], valid_from: date | None
) -> list[Finding]:
    """What keeps the draft's letters from being printed: both samples must come out, the hardest prints every slot."""
    day = valid_from or services.clock.business_day()
    services.letters_now(conn)
    found: list[Finding] = []
    for path, text in sorted(files.items()):
        if not path.startswith(PREFIX):
            continue
        try:
            letter = drafted(services, path, text, day)
        except Refused as wrong:
            found.append(Finding(path, "", "", None, "error", "letter-text", wrong.message_ja, wrong.message_en))
            continue
        found += [Finding(path, "", "", None, "error", *one) for one in _told(letter.latest, services.letters)]
    return found


def text_now(services: Services, conn: Connection, letter: str, day: date) -> tuple[str, bytes]:
    """Path and text in force of a letter. Raises `draft_file_unknown`."""
    known = services.letters_now(conn).get(letter)
    if known is None:
        raise Refused("draft_file_unknown", path=letter[:80])
    try:
        return source_of(known, day)
    except LetterFault as fault:
        raise Refused("draft_file_unknown", path=letter[:80]) from fault


def say(fault: Exception) -> tuple[tuple[str, str], ...]:
    """What stopped a letter, in both languages."""
    if isinstance(fault, Held):
        return tuple((one.sentence_ja, one.sentence_en) for one in fault.findings)
    return ((f"通知書の文面に誤りがあります: {fault}", f"The letter's text is faulty: {fault}"),)


_KEPT = 32
_RENDERED: dict[tuple[str, str, str], Rendered] = {}
_TOLD: dict[tuple[str, str], _Told] = {}


def _rendered(version: Version, letters: KnownLetters, sample: str) -> Rendered:
    """One sample of one text; asked for again with every look at the draft, so the last ones are kept."""
    key = (version.head.id, version.template_hash, sample)
    if key not in _RENDERED:
        made = render(Letter(version.head.id, (version,)), letters.sample(version.head.id, sample), void=True)
        _shrink(_RENDERED)
        _RENDERED[key] = made
    return _RENDERED[key]


def _told(version: Version, letters: KnownLetters) -> _Told:
    key = (version.head.id, version.template_hash)
    if key not in _TOLD:
        told = tuple(_judged(version, letters))
        _shrink(_TOLD)
        _TOLD[key] = told
    return _TOLD[key]


def _shrink(kept: dict[Any, Any]) -> None:
    for key in list(kept)[: max(0, len(kept) - _KEPT + 1)]:
        kept.pop(key, None)


def _judged(version: Version, letters: KnownLetters) -> Iterator[tuple[str, str, str]]:
    for sample in SAMPLES:
        try:
            rendered = _rendered(version, letters, sample)
        except (Held, LetterFault) as fault:
            yield from (("letter-sample", ja, en) for ja, en in say(fault))
            return
        if sample == SAMPLES[-1]:
            for slot in rendered.unprinted:
                ja = f"差込み「{slot}」がどこにも印刷されません。文に入れ直してください"
                yield "letter-slot-unprinted", ja, f"{slot} is never printed; put it into a sentence again."
