"""Letters (通知書): the list, one letter, its PDF, letting it leave the house, printing it again."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.reissue_letter import reissue_letter
from server.casework.release_letters import Way, letter_pdf, release_letter, reprint_letter
from server.casework.views.letters import LettersQuery, letter_view, letters_view
from server.casework.views.returned_letters import returned_csv, returned_view
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.look import framed
from server.web.pages.letters import (
    POST,
    WINDOW,
    letter_context,
    letters_context,
    reissue_context,
    release_context,
    reprint_context,
)
from server.web.pages.returned_letters import returned_context

letters = Blueprint("letters", __name__, url_prefix="/letters")


@letters.get("")
@needs(Function.LETTER_VIEW)
def show() -> Response:
    """The letters of one's offices."""
    arg = request.args
    at = whole(arg.get("page"), 5) or 1
    found = letters_view(services(), caller(), LettersQuery(arg.get("status", ""), arg.get("letter", ""), at))
    return page("letters.html", here="letters", **letters_context(found))


@letters.get("/returned")
@needs(Function.LETTER_VIEW)
def returned() -> Response:
    """返戻一覧・公示送達一覧."""
    return page("returned_letters.html", here="letters", **returned_context(returned_view(services(), caller())))


@letters.get("/returned.csv")
@needs(Function.LETTER_VIEW)
def returned_csv_file() -> Response:
    """Both lists with their counts."""
    name, content = returned_csv(services(), caller())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)


@letters.get("/<letter_id>")
@needs(Function.LETTER_VIEW)
def look(letter_id: str) -> Response:
    """One letter with its preview."""
    return page("letter.html", here="letters", **letter_context(letter_view(services(), caller(), letter_id)))


@letters.get("/<letter_id>/pdf")
@needs(Function.LETTER_VIEW)
def pdf(letter_id: str) -> Response:
    """The letter itself; before it is released every page says 見本."""
    return as_pdf(*letter_pdf(services(), caller(), letter_id))


def as_pdf(name: str, content: bytes) -> Response:
    """A PDF that our own pages may show in a frame."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return framed(Response(content, mimetype="application/pdf", headers=headers))


@letters.get("/<letter_id>/release")
@needs(Function.LETTER_RELEASE)
def ask_release(letter_id: str) -> Response:
    """Asks before the letter leaves the house."""
    view = letter_view(services(), caller(), letter_id)
    return page("confirm.html", here="letters", **release_context(view, _way(request.args.get("way"))))


def _release_again(refusal: Refused, letter_id: str) -> Response:
    """The letter's page says why it stays."""
    context = letter_context(letter_view(services(), caller(), letter_id))
    context["notices"] = [{"kind": "law", "text": message(refusal), "tag": gettext("渡せません")}]
    return page("letter.html", here="letters", status=refusal.status, **context)


@letters.post("/<letter_id>/release")
@needs(Function.LETTER_RELEASE)
@typed_stays(_release_again)
def release(letter_id: str) -> Response:
    """窓口で渡す, 発送する."""
    way = _way(request.form.get("way"))
    release_letter(services(), caller(), letter_id, way)
    flash(gettext("渡しました") if way == WINDOW else gettext("発送しました"))
    return to("letters.look", letter_id=letter_id)


@letters.get("/<letter_id>/reissue")
@needs(Function.LETTER_RELEASE)
def ask_reissue(letter_id: str) -> Response:
    """Asks why the letter is made anew."""
    return _ask_reissue(None, letter_id)


def _ask_reissue(refusal: Refused | None, letter_id: str) -> Response:
    view = letter_view(services(), caller(), letter_id)
    wrong = {} if refusal is None else {"reason": message(refusal)}
    context = reissue_context(view, wrong, request.form.get("reason", ""), said_again("note"))
    return page("confirm.html", here="letters", status=200 if refusal is None else refusal.status, **context)


@letters.post("/<letter_id>/reissue")
@needs(Function.LETTER_RELEASE)
@typed_stays(_ask_reissue)
def reissue(letter_id: str) -> Response:
    """作り直す: this one is void, a new one from the registers of now takes its place."""
    if not request.form.get("reason"):
        raise Refused("reason_missing", at_field="reason")
    made = reissue_letter(services(), caller(), letter_id, _why())
    if made.rendered:
        flash(gettext("作り直しました"))
    else:
        flash(gettext("作り直しましたが、まだ止まっています。止めているわけを見てください"), "error")
    return to("letters.look", letter_id=made.letter_id)


def _why() -> str:
    """The chosen reason with the words beside it."""
    form = request.form
    return " ".join(part for part in (form.get("reason", ""), form.get("note", "").strip()) if part)


def _way(text: str | None) -> Way:
    return cast(Way, WINDOW if text == WINDOW else POST)


@letters.get("/<letter_id>/reprint")
@needs(Function.LETTER_REPRINT)
def ask_reprint(letter_id: str) -> Response:
    """Asks why it is printed again."""
    return _ask_reprint(None, letter_id)


def _ask_reprint(refusal: Refused | None, letter_id: str) -> Response:
    view = letter_view(services(), caller(), letter_id)
    wrong = {} if refusal is None else {"reason": message(refusal)}
    context = reprint_context(view, wrong, request.form.get("reason", ""), said_again("note"))
    return page("confirm.html", here="letters", status=200 if refusal is None else refusal.status, **context)


@letters.post("/<letter_id>/reprint")
@needs(Function.LETTER_REPRINT)
@typed_stays(_ask_reprint)
def reprint(letter_id: str) -> Response:
    """The archived bytes again; the reason is on record."""
    if not request.form.get("reason"):
        raise Refused("reprint_reason_missing", at_field="reason")
    return as_pdf(*reprint_letter(services(), caller(), letter_id, _why()))
