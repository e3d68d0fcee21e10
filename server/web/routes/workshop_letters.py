"""The editor of letters (通知書の編集): a page that works without scripts, what its script asks for, the preview."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, flash, jsonify, request, send_file
from flask_babel import gettext

from server.casework.workshop.letters import letter_view, preview_letter, preview_page, save_letter
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.printing.check import SAMPLES
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.pages.workshop_letters import letter_context, saved_answer
from server.web.routes.workshop import workshop
from server.web.routes.workshop_saving import body_of, saved_at

_DRAW = Function.PROCEDURE_DEPLOY


@workshop.get("/<draft_id>/letter")
@needs(_DRAW)
def letter(draft_id: str) -> Response:
    """One letter of a draft, with the pages of a sample."""
    view = letter_view(services(), caller(), draft_id, request.args.get("letter", ""))
    return page("workshop_letter.html", here="procedures", **letter_context(view, _sample()))


def _again(refusal: Refused, draft_id: str) -> Response:
    view = letter_view(services(), caller(), draft_id, request.form.get("letter", ""))
    typed = {one.index: said_again(f"s-{one.index}") for one in view.sentences if f"s-{one.index}" in request.form}
    errors = {refusal.field: message(refusal)} if refusal.field else {}
    context = letter_context(view, _sample(), message(refusal), typed, errors)
    return page("workshop_letter.html", here="procedures", status=refusal.status, **context)


@workshop.post("/<draft_id>/letter")
@needs(_DRAW)
@typed_stays(_again)
def write_letter(draft_id: str) -> Response:
    """保存する."""
    name = request.form.get("letter", "")
    texts = {int(field[2:]): text for field, text in request.form.items() if _is_sentence(field)}
    save_letter(services(), caller(), draft_id, name, texts, whole(request.form.get("rev"), 9) or 0)
    flash(gettext("保存しました"))
    return to("workshop.letter", draft_id=draft_id, letter=name, sample=_sample())


@workshop.post("/<draft_id>/letter/texts")
@needs(_DRAW)
def save_letter_texts(draft_id: str) -> Response:
    """Saving while one writes: `{"path": letter, "rev", "texts": {"s-0": words}}`."""
    body = body_of()
    saved = save_letter(services(), caller(), draft_id, body["path"], _texts(body), body["rev"])
    return jsonify(saved_answer(saved) | saved_at())


@workshop.get("/<draft_id>/letter/page.png")
@needs(_DRAW)
def letter_page(draft_id: str) -> Response:
    """One page of a sample as a picture."""
    number = whole(request.args.get("page"), 3) or 1
    name = request.args.get("letter", "")
    picture, pages = preview_page(services(), caller(), draft_id, name, _sample(), number)
    answer: Response = send_file(io.BytesIO(picture), mimetype="image/png", max_age=0)
    answer.headers["X-Pages"] = str(pages)
    return answer


@workshop.get("/<draft_id>/letter.pdf")
@needs(_DRAW)
def letter_pdf(draft_id: str) -> Response:
    """A sample as PDF."""
    made = preview_letter(services(), caller(), draft_id, request.args.get("letter", ""), _sample())
    return send_file(io.BytesIO(made.pdf), mimetype="application/pdf", max_age=0, download_name="sample.pdf")


def _sample() -> str:
    wanted = request.values.get("sample", "")
    return wanted if wanted in SAMPLES else SAMPLES[0]


def _is_sentence(field: str) -> bool:
    return field.startswith("s-") and whole(field[2:], 4) is not None


def _texts(body: dict[str, Any]) -> dict[int, str]:
    texts = body.get("texts")
    if not isinstance(texts, dict):
        raise Refused("draft_path", path="json")
    return {int(field[2:]): str(text) for field, text in texts.items() if _is_sentence(str(field))}
