"""The editor of forms (様式の編集): a list that works without scripts, and what its script asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, jsonify, render_template, request
from flask_babel import gettext

from server.casework.workshop.forms import form_edit_view, save_form
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.exchange.form_edit import FieldWords
from server.web.access import business_day, caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, to, whole
from server.web.pages.workshop_forms import form_context, preview_of
from server.web.pages.workshop_parts import findings_plain
from server.web.routes.workshop import workshop
from server.web.routes.workshop_saving import body_of, saved_at

_TEXTS = ("label_ja", "label_en", "hint_ja", "hint_en")
_DRAW = Function.PROCEDURE_DEPLOY


@workshop.get("/<draft_id>/form")
@needs(_DRAW)
def form(draft_id: str) -> Response:
    """One form of a draft."""
    view = form_edit_view(services(), caller(), draft_id, request.args.get("path", ""))
    return page("workshop_form.html", here="procedures", **form_context(view, business_day()))


def _again(refusal: Refused, draft_id: str) -> Response:
    view = form_edit_view(services(), caller(), draft_id, request.form.get("path", ""))
    context = form_context(view, business_day(), message(refusal), _fields(request.form))
    return page("workshop_form.html", here="procedures", status=refusal.status, **context)


@workshop.post("/<draft_id>/form")
@needs(_DRAW)
@typed_stays(_again)
def write_form(draft_id: str) -> Response:
    """保存する; a field added, removed or moved by its button."""
    sent = request.form
    path, rev = sent.get("path", ""), whole(sent.get("rev"), 9) or 0
    act = tuple(sent.get("_act", "").split(":"))
    if act[0] == "add":
        act = (*act, sent.get("kind", ""))
    save_form(services(), caller(), draft_id, path, _fields(sent), _titles(sent), rev, act)
    flash(gettext("保存しました"))
    return to("workshop.form", draft_id=draft_id, path=path)


@workshop.post("/<draft_id>/form/words")
@needs(_DRAW)
def save_form_words(draft_id: str) -> Response:
    """Saving while one writes: `{"path", "rev", "words": {name: text}}`, names as the page has them."""
    body = body_of()
    words = _words(body)
    saved = save_form(services(), caller(), draft_id, body["path"], _fields(words), _titles(words), body["rev"])
    preview = render_template("_workshop_preview.html", preview=preview_of(saved.form, business_day()))
    found = findings_plain(saved.findings)
    return jsonify({"rev": saved.draft.rev, "findings": found, "preview": preview} | saved_at())


def _words(body: dict[str, Any]) -> dict[str, str]:
    words = body.get("words")
    if not isinstance(words, dict):
        raise Refused("draft_path", path="json")
    return {str(name): str(text) for name, text in words.items()}


def _fields(sent: Mapping[str, str]) -> dict[str, FieldWords]:
    """The fields of the page by place: `t-0.2-label_ja` …, `r-0.2` ticked where it must be filled in."""
    places = {name[2:].rpartition("-")[0] for name in sent if name.startswith("t-")}
    return {at: _field(sent, at) for at in places}


def _field(sent: Mapping[str, str], at: str) -> FieldWords:
    texts = {name: " ".join(sent.get(f"t-{at}-{name}", "").split()) for name in _TEXTS}
    return FieldWords(**texts, required=bool(sent.get(f"r-{at}")))


def _titles(sent: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    numbers = {whole(name[2:].rpartition("-")[0], 3) for name in sent if name.startswith("h-")}
    return {n: (sent.get(f"h-{n}-ja", "").strip(), sent.get(f"h-{n}-en", "").strip()) for n in numbers if n is not None}
