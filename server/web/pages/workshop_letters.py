"""The editor of letters (通知書の編集): sentences with their variables, findings, the pages of two samples."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.workshop.letters import LetterView, SavedLetter
from server.printing.sentences import MOST_LETTERS, Sentence
from server.web.kit import go, lang
from server.web.pages.shared import Plain
from server.web.pages.workshop_parts import findings_plain, head_of

_LINE = 44


def letter_context(
    view: LetterView,
    sample: str,
    said: str = "",
    typed: Mapping[int, str] | None = None,
    errors: Mapping[str, str] = MappingProxyType({}),
) -> Plain:
    """The context of `workshop_letter.html`; `typed` is shown in place of what is saved."""
    draft_id, written = view.draft.draft_id, typed or {}
    return head_of(view.draft, view.others) | {
        "title": view.title_en if lang() == "en" else view.title_ja,
        "facts": gettext("この下書きで直した") if view.changed else "",
        "acts": [go(gettext("下書きへ"), "workshop.look", key="Escape", draft_id=draft_id)],
        "letter": view.letter,
        "action": url_for("workshop.write_letter", draft_id=draft_id),
        "save_url": url_for("workshop.save_letter_texts", draft_id=draft_id),
        "most": MOST_LETTERS,
        "sentences": [_sentence(one, written, errors) for one in view.sentences],
        "findings": findings_plain(view.findings),
        "sample": sample,
        "samples": [
            {"name": name, "label": label, "on": name == sample, "url": _here(view, name)}
            for name, label in (("typical", gettext("標準")), ("hardest", gettext("最も長い")))
        ],
        "preview_url": url_for("workshop.letter_page", draft_id=draft_id, letter=view.letter),
        "pdf_url": url_for("workshop.letter_pdf", draft_id=draft_id, letter=view.letter, sample=sample),
        "said": said,
    }


def _sentence(one: Sentence, written: Mapping[int, str], errors: Mapping[str, str]) -> Plain:
    return {
        "no": one.index + 1,
        "name": f"s-{one.index}",
        "text": written.get(one.index, one.text),
        "rows": 1 + len(one.text) // _LINE + one.text.count("\n"),
        "context": " › ".join(one.context),
        "variables": list(one.variables),
        "error": errors.get(f"s-{one.index}", ""),
    }


def saved_answer(saved: SavedLetter) -> dict[str, Any]:
    """What the page is told after a save."""
    return {"rev": saved.draft.rev, "count": saved.count, "findings": findings_plain(saved.findings)}


def _here(view: LetterView, sample: str) -> str:
    return url_for("workshop.letter", draft_id=view.draft.draft_id, letter=view.letter, sample=sample)
