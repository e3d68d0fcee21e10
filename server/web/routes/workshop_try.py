"""The workshop's try-out (試行): a draft walked by hand on its own clock, and recorded as a walk that must hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.views.diagram import diagram_of_draft
from server.casework.workshop.session import START, TryOut, answers_of, try_out
from server.casework.workshop.trying import record_scenario
from server.domain.calendar import JAPAN
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.engine.scenario import MAX_DAYS, Scenario, scenario_as_json, scenario_from
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.forming import after_button, errors_of, is_button, typed_again
from server.web.kit import lang, message, page, posted, to, whole
from server.web.pages.workshop_try import tryout_context

workshop_try = Blueprint("workshop_try", __name__, url_prefix="/workshop")
_DRAW = Function.PROCEDURE_DEPLOY
_HOUR = 9  # a session begins when the counter opens


@workshop_try.get("/<draft_id>/diagram.xml")
@needs(_DRAW)
def diagram(draft_id: str) -> Response:
    """The draft's diagram as it stands, for the picture."""
    response = Response(diagram_of_draft(services(), caller(), draft_id), mimetype="application/xml")
    response.headers["Cache-Control"] = "no-store"
    return response


@workshop_try.get("/<draft_id>/tryout")
@needs(_DRAW)
def tryout(draft_id: str) -> Response:
    """試行をはじめる: the start form of the draft."""
    return _draw(try_out(services(), caller(), draft_id, None), START)


def _again(refusal: Refused, draft_id: str) -> Response:
    """The session as it stood, with what was typed and what was wrong with it; nothing of the act was done."""
    session = try_out(services(), caller(), draft_id, _sent_or_none())
    element = request.form.get("_element", "")
    form = session.form(element)
    shown = typed_again(form, posted(), errors_of(refusal, form)) if form is not None else None
    said = "" if shown is not None and shown.errors else message(refusal)
    return _draw(session, element, shown=shown, said=said, status=refusal.status)


@workshop_try.post("/<draft_id>/tryout")
@needs(_DRAW)
@typed_stays(_again)
def act(draft_id: str) -> Response:
    """One act of the session; the page carries the walk so far and keeps nothing of it."""
    verb, _, name = request.form.get("_act", "").partition(":")
    sent = _sent_or_none()
    acts = () if sent is None or sent.acts is None else sent.acts
    session = try_out(services(), caller(), draft_id, sent)
    if is_button(f"{verb}:"):
        form = session.form(request.form.get("_element", ""))
        if form is None:
            return _draw(session, "")
        shown = after_button(form, posted(), request.form.get("_act", ""), session.today)
        return _draw(session, request.form.get("_element", ""), shown=shown)
    if verb == "begin":
        return _moved(draft_id, _begun(session))
    if sent is None:
        raise Refused("scenario_invalid", fault="walk")
    if verb == "form":
        return _draw(session, name)
    if verb == "record":
        return _record(draft_id, session)
    if verb == "undo":
        return _moved(draft_id, replace(sent, acts=acts[:-1]))
    return _moved(draft_id, replace(sent, acts=(*acts, _act(session, verb, name))))


def _begun(session: TryOut) -> Scenario:
    try:
        day = parse_date(request.form.get("_day", ""))
    except Refused as wrong:
        raise Refused(wrong.code, at_field="_day", **wrong.params) from wrong
    start = f"{day.isoformat()}T{_HOUR:02}:00:00+09:00"
    begun = scenario_from({"start": start, "acts": []})
    return replace(begun, data=answers_of(replace(session, scenario=begun), START, posted(), lang()))


def _act(session: TryOut, verb: str, name: str) -> dict[str, Any]:
    if verb == "answer":
        return {"answer": name, "with": answers_of(session, name, posted(), lang())}
    if verb == "message":
        return {"message": name, "with": {}}
    if verb == "next":
        return {"next": True}
    if verb == "days":
        days = whole(request.form.get("_days"), 4) or 0
        if not 0 < days <= MAX_DAYS:
            raise Refused("tryout_days", at_field="_days", most=MAX_DAYS)
        return {"days": days}
    if verb == "facts":
        return {"facts": {request.form.get("_fact", "").strip()[:200]: _fact()}}
    raise Refused("scenario_invalid", fault=verb[:20])


def _fact() -> Any:
    try:
        return json.loads(request.form.get("_value", ""))
    except (ValueError, RecursionError) as fault:
        raise Refused("tryout_fact", at_field="_value") from fault


def _moved(draft_id: str, scenario: Scenario) -> Response:
    """Walks the whole again with the new act; one that stops it is told and not kept."""
    checked = scenario_from(json.loads(json.dumps(scenario_as_json(scenario))))
    session = try_out(services(), caller(), draft_id, checked)
    report = session.report or {}
    if report.get("stopped_at") is not None:
        raise _stopped(report["error"])
    return _draw(session, "")


def _stopped(error: Any) -> Refused:
    """Why an act was not done, in the words of the draft's own step."""
    said = error.get("message_en" if lang() == "en" else "message_ja", "") if isinstance(error, dict) else str(error)
    return Refused("tryout_stopped", said=said[:300])


def _record(draft_id: str, session: TryOut) -> Response:
    if session.scenario is None:
        raise Refused("scenario_invalid", fault="walk")
    name = request.form.get("_name", "").strip()
    rev = whole(request.form.get("_rev"), 9) or 0
    saved = record_scenario(services(), caller(), draft_id, name, session.scenario, rev)
    flash(gettext("「%(name)s」を筋書きとして記録しました(第%(rev)s改訂)", name=name, rev=saved.draft.rev))
    return to("workshop.look", draft_id=draft_id)


def _sent_or_none() -> Scenario | None:
    """The walk that the page carries. Raises `scenario_invalid` for what no page of ours sent."""
    text = request.form.get("_walk", "")
    if not text:
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise _unreadable() from fault
    found = scenario_from(read)
    if found.acts is None:
        raise _unreadable()
    return found


def _unreadable() -> Refused:
    return Refused("scenario_invalid", fault="walk")


def _draw(session: TryOut, element: str, *, status: int = 200, **more: Any) -> Response:
    today = session.today if session.scenario is not None else services().clock.business_now().astimezone(JAPAN).date()
    typed: Mapping[str, str] = {
        name: request.form.get(name, "")[:400] for name in ("_days", "_fact", "_value", "_name")
    }
    context = tryout_context(session, element, today=today, typed=typed, **more)
    return page("workshop_tryout.html", here="procedures", status=status, **context)
