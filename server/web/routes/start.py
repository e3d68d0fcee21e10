"""Taking in a notification (受付): choose the procedure, fill in the start form, hand out the numbered receipt."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from server.casework.attach_document import attach_document
from server.casework.save_draft import save_start_draft
from server.casework.start_form import (
    HOUSEHOLD,
    StartForm,
    household_on_form,
    people_on_form,
    start_form,
    startable,
)
from server.casework.start_once import start_once
from server.casework.views.mail import pack_of
from server.domain.forms.model import FormDefinition
from server.domain.forms.tree import Tree, initial_tree
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web import wording
from server.web.access import business_day, caller, needs, services
from server.web.errors import typed_stays
from server.web.forming import Shown, after_button, errors_of, is_button, typed_again
from server.web.formview import form_view
from server.web.kit import as_posted, go, lang, message, page, posted, to, typed, uploads
from server.web.pages.start import start_context
from server.web.routes.own import put_aside

start = Blueprint("start", __name__)
_KIND = "notification"
_LOOK_UP = "household"
_POST = "POST"
_LINKED = ("text", "radio", "select")
_LONGEST = 100
_NAMING = (HOUSEHOLD, "head_name", "head_kana")


@start.get("/start")
@needs(Function.CASE_START)
def choose() -> Response:
    """The procedures; where there is only one, its form at once."""
    found = startable(services(), caller())
    key = _asked_household()
    if len(found) == 1:
        return to("start.fill_in", slug=found[0].slug, household_key=key or None)
    return page("start_case.html", here="start", **start_context(found, household_key=key))


@start.get("/start/<slug>")
@needs(Function.CASE_START)
def fill_in(slug: str) -> Response:
    """The start form, with what was half typed; `?household_key=` puts in what is known of a household."""
    found = start_form(services(), caller(), slug)
    key = _asked_household()
    if key:
        return _for_household(found, key)
    if _label():
        return _draw(found, Shown(initial_tree(found.form, today=business_day()) | {"channel": _POST}))
    asked = _asked_fields(found.form)
    if asked:
        return _draw(found, Shown(initial_tree(found.form, today=business_day()) | asked))
    if found.draft is not None:
        return _draw(found, typed_again(found.form, as_posted(found.draft)))
    return _draw(found, Shown(initial_tree(found.form, today=business_day())))


def _for_household(found: StartForm, key: str) -> Response:
    """The form for one household: what was half typed for it goes on, what was typed for others waits and is named."""
    asked = {name: value for name, value in _asked_fields(found.form).items() if name not in _NAMING}
    tree = initial_tree(found.form, today=business_day()) | asked
    known, refusal = _known(found.slug, key)
    if found.draft is None:
        return _draw_known(found, tree, known, refusal)
    half = typed_again(found.form, as_posted(found.draft)).tree
    if _is_of(half, known):
        return _draw_known(found, half, known, refusal)
    other = {"kind": "info", "text": gettext("書きかけの受付がほかにあります。ここで打ち始めると置き換わります")}
    other |= {"acts": [go(gettext("書きかけを開く"), "start.fill_in", slug=found.slug)]}
    return _draw_known(found, tree, known, refusal, other)


def _is_of(half: Tree, known: Tree) -> bool:
    """Whether a half-typed form may be of the household: nothing in it names another one, or another head."""
    return all(half.get(name) in (None, "", known.get(name)) for name in _NAMING)


def _look_up(slug: str) -> Response:
    """照会: what is known of the household typed goes into the fields left empty; without a number, to the search."""
    found = start_form(services(), caller(), slug)
    tree = typed_again(found.form, posted()).tree
    key = str(tree.get(HOUSEHOLD) or "").strip()
    if key:
        return _draw_known(found, tree, *_known(slug, key))
    save_start_draft(services(), caller(), slug, typed())
    return to("search.show")


def _known(slug: str, key: str) -> tuple[Tree, Refused | None]:
    """The registers' words on the household, or why they are not shown; the number stands in the form either way."""
    try:
        return household_on_form(services(), caller(), slug, key), None
    except Refused as refusal:
        return {HOUSEHOLD: key}, refusal


def _draw_known(found: StartForm, tree: Tree, known: Tree, refusal: Refused | None, *said: dict[str, Any]) -> Response:
    """The form with the registers' words in the fields that are empty: what was typed is never overwritten."""
    errors = () if refusal is None else errors_of(refusal, found.form)
    why = () if refusal is None or errors else ({"kind": "law", "text": message(refusal)},)
    fresh = {name: text for name, text in known.items() if name in tree and not tree[name]}
    return _draw(found, Shown(tree | fresh, errors), notices=(*why, *said))


def _label() -> str:
    """The number on the envelope's label (郵便の束), as the page carries it; empty at the counter."""
    return (request.form.get("_label") or request.args.get("label", "")).strip()[:20]


def _asked_fields(form: FormDefinition) -> Tree:
    """What the address says of fields of this form, as a link of another page sends it: `?receipt_id=…`."""
    names = (field.name for field in form.fields if field.type in _LINKED)
    return {name: request.args[name][:_LONGEST] for name in names if name in request.args}


def _asked_household() -> str:
    return request.args.get("household_key", "").strip()[:20]


def _again(refusal: Refused, slug: str) -> Response:
    found = start_form(services(), caller(), slug)
    shown = typed_again(found.form, posted(), errors_of(refusal, found.form))
    notices = () if shown.errors else ({"kind": "law", "text": message(refusal)},)
    return _draw(found, shown, status=refusal.status, notices=notices)


@start.post("/start/<slug>")
@needs(Function.CASE_START)
@typed_stays(_again)
def take_in(slug: str) -> Response:
    """受け付ける: the case gets its number, the receipt is shown at once."""
    act = request.form.get("_act", "")
    if act == _LOOK_UP:
        return _look_up(slug)
    if act == "aside":
        return put_aside("start", slug)
    if is_button(act):
        found = start_form(services(), caller(), slug)
        return _draw(found, after_button(found.form, posted(), act, business_day()))
    label = _label()
    started = start_once(services(), caller(), slug, posted(), request.form.get("_page", "")[:64], label or None)
    _attach(started.case_id)
    pack = pack_of(services(), label) if label else None
    if pack is not None:
        flash(gettext("受付番号%(number)sで受け付けました。控えにはこの番号を書いてください", number=started.number))
        return to("mail.pack", pack_id=pack)
    return to("cases.receipt", case_id=started.case_id, task=started.first_task_id)


@start.post("/start/<slug>/draft")
@needs(Function.CASE_START)
def save_draft(slug: str) -> dict[str, Any]:
    """Keeps what is typed."""
    return {"saved_at": wording.clock(save_start_draft(services(), caller(), slug, typed()))}


def _attach(case_id: str) -> None:
    """The scans of the form go to the case that has just been made; what cannot be taken in is said, not hidden."""
    for file in uploads().values():
        try:
            attach_scan(case_id, file, _KIND)
        except Refused as refusal:
            flash(gettext("写しは取り込めませんでした。%(why)s", why=message(refusal)), "error")


def attach_scan(case_id: str, file: FileStorage, kind: str, location: str | None = None) -> str:
    """Takes one chosen file into the case and returns the document's id."""
    name, content = file.filename or "", file.stream.read()
    return attach_document(services(), caller(), case_id, name, content, kind=kind, location=location)


def _draw(found: StartForm, shown: Shown, *, status: int = 200, notices: tuple[dict[str, Any], ...] = ()) -> Response:
    view = form_view(found.form, shown.tree, lang=lang(), today=business_day(), errors=shown.errors)
    context = start_context(
        startable(services(), caller()),
        found.slug,
        title=found.title,
        form=view,
        page_key=request.form.get("_page") or secrets.token_urlsafe(16),
        label=_label(),
        saved_at=wording.clock(found.draft_saved_at) if found.draft_saved_at else None,
        notices=notices,
        people=people_on_form(services(), caller(), found.form, str(shown.tree.get(HOUSEHOLD) or "").strip()),
    )
    return page("start_case.html", here="start", status=200 if status < 400 else status, **context)
