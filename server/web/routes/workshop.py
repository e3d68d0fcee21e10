"""The managers' workshop (手続の工房): drafts and their release by a second person; running cases moved."""

from __future__ import annotations

import base64
import binascii
import io
import json

from flask import Blueprint, Response, flash, jsonify, request, send_file
from flask_babel import gettext

from server.casework.views.workshop import draft_view, move_view, moves_view, workshop_view
from server.casework.workshop.drafts import begin_draft, discard_draft, save_files
from server.casework.workshop.dry_run import dry_run
from server.casework.workshop.exchange import export_draft, import_draft
from server.casework.workshop.moving import Progress, move_batch, plan_move, undo_batch
from server.casework.workshop.releasing import propose, release, roll_back, send_back
from server.casework.workshop.releasing import take_back as take_back_release
from server.casework.workshop.replaying import replay_draft
from server.casework.workshop.trying import record_scenario, try_draft
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.engine.migrate import Plan
from server.engine.scenario import scenario_from
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, uploads, whole
from server.web.pages.workshop import (
    draft_context,
    move_context,
    moves_context,
    workshop_context,
)
from server.web.pages.workshop_replay import replay_context

workshop = Blueprint("workshop", __name__, url_prefix="/workshop")
_ROUNDS = 10  # batches of one press: a thousand cases
_DRAW = Function.PROCEDURE_DEPLOY


@workshop.get("")
@needs(_DRAW)
def show() -> Response:
    """The procedures with their drafts."""
    return page("workshop.html", here="procedures", **workshop_context(workshop_view(services(), caller())))


@workshop.post("")
@needs(_DRAW)
def begin() -> Response:
    """下書きを始める."""
    draft = begin_draft(services(), caller(), request.form.get("slug", ""), version=request.form.get("version", ""))
    return to("workshop.look", draft_id=draft.draft_id)


@workshop.get("/<draft_id>")
@needs(_DRAW)
def look(draft_id: str) -> Response:
    """One draft: findings, difference, what can be done."""
    view = draft_view(services(), caller(), draft_id)
    return page("workshop_draft.html", here="procedures", **draft_context(view, {}, {}))


@workshop.get("/<draft_id>/files.zip")
@needs(_DRAW)
def export(draft_id: str) -> Response:
    """The draft as files."""
    name, data = export_draft(services(), caller(), draft_id)
    return send_file(io.BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=name)


@workshop.post("/<draft_id>/files")
@needs(_DRAW)
def save(draft_id: str) -> Response:
    """The editor's save: `{"rev", "files": {path: text, base64 under "b64:…", or null}}`; answers rev and findings."""
    data = request.get_json(silent=True)
    if not isinstance(data, dict) or not isinstance(data.get("files"), dict) or not isinstance(data.get("rev"), int):
        raise Refused("draft_path", path="json")
    saved = save_files(
        services(), caller(), draft_id, {str(k): _content(v) for k, v in data["files"].items()}, data["rev"]
    )
    return jsonify(rev=saved.draft.rev, findings=[one.as_json() for one in saved.findings])


@workshop.post("/<draft_id>/import")
@needs(_DRAW)
def take_in(draft_id: str) -> Response:
    """書き出した zip を取り込む."""
    file = uploads().get("file")
    data = b"" if file is None else file.read()
    import_draft(services(), caller(), draft_id, data, _rev())
    flash(gettext("取り込みました。検査の結果と違いを見てください"))
    return to("workshop.look", draft_id=draft_id)


def _again(refusal: Refused, draft_id: str) -> Response:
    errors = refusal.errors if isinstance(refusal, InputInvalid) else (FieldError(refusal.field or "", refusal.code),)
    said = {error.path: message(error) for error in errors}
    if "" in said:
        said = {"reason": message(refusal)}
    typed = {name: said_again(name) for name in ("valid_from", "reason")}
    context = draft_context(draft_view(services(), caller(), draft_id), typed, said)
    return page("workshop_draft.html", here="procedures", status=refusal.status, **context)


@workshop.post("/<draft_id>/propose")
@needs(_DRAW)
@typed_stays(_again)
def hand_over(draft_id: str) -> Response:
    """公開を申し出る."""
    try:
        day = parse_date(request.form.get("valid_from", ""))
    except Refused as wrong:
        raise InputInvalid([FieldError("valid_from", wrong.code)]) from wrong
    propose(services(), caller(), draft_id, _rev(), day, request.form.get("reason", ""))
    flash(gettext("公開を申し出ました。もう一人の手続管理者が公開します"))
    return to("workshop.look", draft_id=draft_id)


@workshop.post("/<draft_id>/release")
@needs(_DRAW)
def publish(draft_id: str) -> Response:
    """公開する."""
    done = release(services(), caller(), draft_id, _rev())
    flash(gettext("第%(no)s版を公開しました", no=done.version.no) if done.new else gettext("文と値を公開しました"))
    return to("workshop.moves", slug=done.version.slug)


@workshop.post("/<draft_id>/send-back")
@needs(_DRAW)
def back(draft_id: str) -> Response:
    """差し戻す."""
    send_back(services(), caller(), draft_id, _rev())
    flash(gettext("下書きに戻しました"))
    return to("workshop.look", draft_id=draft_id)


@workshop.post("/<draft_id>/discard")
@needs(_DRAW)
def discard(draft_id: str) -> Response:
    """破棄する."""
    discard_draft(services(), caller(), draft_id, _rev())
    flash(gettext("下書きを破棄しました"))
    return to("workshop.show")


@workshop.post("/<draft_id>/take-back")
@needs(_DRAW)
def take_back_parts(draft_id: str) -> Response:
    """公開した文と値を取り消す."""
    take_back_release(services(), caller(), draft_id, request.form.get("reason", ""))
    flash(gettext("公開した文と値を取り消しました"))
    return to("workshop.look", draft_id=draft_id)


@workshop.get("/<draft_id>/replay")
@needs(_DRAW)
def replay(draft_id: str) -> Response:
    """直近の案件で再演する."""
    told = replay_draft(services(), caller(), draft_id)
    return page("workshop_move.html", here="procedures", **replay_context(draft_id, told))


@workshop.post("/<draft_id>/try")
@needs(_DRAW)
def attempt(draft_id: str) -> Response:
    """The editor's trial: a scenario as JSON; with `name` and `rev` its walk is recorded in the draft."""
    data = request.get_json(silent=True)
    scenario = scenario_from(data)
    if isinstance(data, dict) and isinstance(data.get("name"), str) and isinstance(data.get("rev"), int):
        saved = record_scenario(services(), caller(), draft_id, data["name"], scenario, data["rev"])
        return jsonify(rev=saved.draft.rev, findings=[one.as_json() for one in saved.findings])
    return jsonify(try_draft(services(), caller(), draft_id, scenario))


# ---- versions and running cases ------------------------------------------------------------------


@workshop.get("/procedures/<slug>")
@needs(_DRAW)
def moves(slug: str) -> Response:
    """The versions of a procedure; with `?from=` what a move to the version in force would do."""
    view = moves_view(services(), caller(), slug)
    chosen = request.args.get("from", "")
    told = dry_run(services(), caller(), slug, chosen, view.current) if chosen else None
    return page("workshop_moves.html", here="procedures", **moves_context(view, chosen, told))


@workshop.post("/procedures/<slug>/roll-back")
@needs(_DRAW)
def withdraw(slug: str) -> Response:
    """版を戻す."""
    roll_back(services(), caller(), slug, request.form.get("version", ""), request.form.get("reason", ""))
    flash(gettext("前の版に戻しました"))
    return to("workshop.moves", slug=slug)


@workshop.post("/procedures/<slug>/moves")
@needs(_DRAW)
def plan(slug: str) -> Response:
    """移行を計画する."""
    form = request.form
    periods = {name.removeprefix("period:"): value for name, value in form.items() if name.startswith("period:")}
    elements = {name.removeprefix("element:"): value for name, value in form.items() if name.startswith("element:")}
    chosen = Plan(elements, periods)  # type: ignore[arg-type] # the use case refuses what is no choice
    move_id = plan_move(services(), caller(), slug, form.get("from", ""), form.get("to", ""), chosen)
    return to("workshop.move", move_id=move_id)


@workshop.get("/moves/<move_id>")
@needs(_DRAW)
def move(move_id: str) -> Response:
    """How far a move is."""
    return page("workshop_move.html", here="procedures", **move_context(move_view(services(), caller(), move_id)))


@workshop.post("/moves/<move_id>/go")
@needs(_DRAW)
def go_on(move_id: str) -> Response:
    """案件を移す."""
    return _batches(move_id, move_batch(services(), caller(), move_id), undo=False)


@workshop.post("/moves/<move_id>/undo")
@needs(_DRAW)
def take_back(move_id: str) -> Response:
    """移行を取り消す."""
    return _batches(move_id, undo_batch(services(), caller(), move_id), undo=True)


def _batches(move_id: str, first: Progress, *, undo: bool) -> Response:
    told, rounds = first, 1
    while told.left and rounds < _ROUNDS:
        told = (undo_batch if undo else move_batch)(services(), caller(), move_id)
        rounds += 1
    return to("workshop.move", move_id=move_id)


def _rev() -> int:
    return whole(request.form.get("rev"), 9) or 0


def _content(value: object) -> bytes | None:
    """A file as JSON carries it."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if not text.startswith("b64:"):
        return text.encode(errors="replace")
    try:
        return base64.b64decode(text.removeprefix("b64:"), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Refused("draft_path", path="base64") from fault
