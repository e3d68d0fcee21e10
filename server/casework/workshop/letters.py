"""A letter's text in a draft (通知書の編集): its sentences, what the guards say, and pages made from the samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.known_letters import PREFIX
from server.casework.services import Services
from server.casework.workshop.drafts import all_files_in, be_present, get, require_draw, save_files
from server.casework.workshop.letter_drafts import drafted, letter_findings, sample_of, say, text_now
from server.domain.refusals import Refused
from server.engine.findings import Finding
from server.printing.faults import Held, LetterFault
from server.printing.heads import Letter
from server.printing.raster import page_images
from server.printing.render import Rendered
from server.printing.sentences import Language, Sentence, SentenceFault, rewrite, sentences
from server.store.connection import Connection
from server.store.workshop import Draft, Present


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter of a draft: its sentences, whether the draft changed any, what would not print."""

    draft: Draft
    letter: str
    path: str
    title_ja: str
    title_en: str
    sentences: tuple[Sentence, ...]
    changed: bool
    findings: tuple[Finding, ...]
    others: tuple[Present, ...]


@dataclass(frozen=True, slots=True)
class SavedLetter:
    """The draft after a save, what would not print, and how many sentences the letter has now."""

    draft: Draft
    findings: tuple[Finding, ...]
    count: int


def letter_view(services: Services, caller: Caller, draft_id: str, letter: str) -> LetterView:
    """A letter to be written on. Raises `draft_not_found`, `draft_file_unknown`, rights."""
    others = be_present(services, caller, draft_id, f"{PREFIX}{letter}"[:200])
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        path, text, found = _text(services, conn, draft, letter)
        findings = _findings(services, conn, draft, path, text)
    head = found.latest.head
    listed = tuple(sentences(text.decode(), head.all_slots, _lang(caller)))
    changed = path in draft.manifest
    return LetterView(draft, letter, path, head.title_ja, head.title_en, listed, changed, findings, others)


def save_letter(
    services: Services, caller: Caller, draft_id: str, letter: str, texts: Mapping[int, str], rev: int
) -> SavedLetter:
    """Keeps other words for some sentences. Raises `sentence_…`, and as `save_files`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        path, text, found = _text(services, conn, draft, letter)
        _, standing = text_now(services, conn, letter, draft.valid_from or services.clock.business_day())
    try:
        written = rewrite(text.decode(), found.latest.head.all_slots, texts, _lang(caller)).encode()
    except SentenceFault as fault:
        field = f"s-{fault.index}"
        raise Refused(f"sentence_{fault.what}", at_field=field, no=fault.index + 1, name=fault.name) from fault
    count = len(sentences(written.decode(), found.latest.head.all_slots))
    kept = None if written == standing else written
    if kept is None and path not in draft.manifest:
        return SavedLetter(draft, (), count)
    saved = save_files(services, caller, draft_id, {path: kept}, rev)
    with services.database.read() as conn:
        return SavedLetter(saved.draft, _findings(services, conn, saved.draft, path, written), count)


def preview_letter(services: Services, caller: Caller, draft_id: str, letter: str, sample: str) -> Rendered:
    """A sample of the draft's text, 見本 across it; nothing of it is numbered, kept, printed or sent.

    A letter that the draft's parts order from another procedure is shown in the text in force. Raises `letter_held`,
    `letter_faulty`, and as `letter_view`.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        _, _, found = _text_of(services, conn, draft, letter)
    try:
        return sample_of(services, found, sample)
    except Held as held:
        raise held.as_refusal() from held
    except LetterFault as fault:
        ((_, english),) = say(fault)
        raise Refused("letter_faulty", fault=english) from fault


def preview_page(
    services: Services, caller: Caller, draft_id: str, letter: str, sample: str, page: int
) -> tuple[bytes, int]:
    """One page of a sample as PNG, and how many pages there are. Raises as `preview_letter`."""
    import io

    rendered = preview_letter(services, caller, draft_id, letter, sample)
    images = page_images(rendered.pdf, dpi=90)
    out = io.BytesIO()
    images[min(max(page, 1), len(images)) - 1].save(out, "PNG")
    return out.getvalue(), len(images)


def _text(services: Services, conn: Connection, draft: Draft, letter: str) -> tuple[str, bytes, Letter]:
    """Path, text and letter as the draft has it: its own text, or the one in force."""
    if not letter.startswith(f"{draft.slug}/"):
        raise Refused("draft_file_unknown", path=letter[:80])
    return _text_of(services, conn, draft, letter)


def _text_of(services: Services, conn: Connection, draft: Draft, letter: str) -> tuple[str, bytes, Letter]:
    """As `_text`, of any letter: to be looked at."""
    day = draft.valid_from or services.clock.business_day()
    path, text = text_now(services, conn, letter, day)
    if path in draft.manifest:
        text = all_files_in(conn, draft)[path]
    return path, text, drafted(services, path, text, day)


def _findings(services: Services, conn: Connection, draft: Draft, path: str, text: bytes) -> tuple[Finding, ...]:
    return tuple(letter_findings(services, conn, {path: text}, draft.valid_from))


def _lang(caller: Caller) -> Language:
    return "en" if caller.lang == "en" else "ja"
