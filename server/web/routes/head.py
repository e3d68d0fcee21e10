"""The head's page (所属長): what is late, the day's list with its confirmation, incidents."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from server.casework.confirm_daylist import confirm_decisions
from server.casework.correct_answer import confirm_correction, correct_answer, places
from server.casework.deputies import HEAD
from server.casework.handle_incidents import (
    case_of_incident,
    close_incident,
    hand_over,
    own_incident,
    receivers,
    retry_incident,
)
from server.casework.views.daylist import DayList, daylist_view
from server.casework.views.head import head_view
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import Function
from server.web.access import business_day, caller, needs, needs_work, services
from server.web.errors import typed_stays
from server.web.kit import away, message, own_address, page, said_again, to
from server.web.pages.daylist import confirm_context, confirmed_context, daylist_context
from server.web.pages.head import head_context
from server.web.pages.incident import close_context, correct_context, hand_over_context

head = Blueprint("head", __name__, url_prefix="/head")
incidents = Blueprint("incidents", __name__, url_prefix="/incidents")


@head.get("")
@needs(Function.HEAD_VIEW)
def show() -> Response:
    """The page of one office, or of all one heads."""
    who, day = caller(), business_day()
    view = head_view(services(), who, request.args.get("office") or None)
    context = head_context(
        view,
        may_assign=who.holds(Function.TASK_ASSIGN, day),
        may_handle=who.holds(Function.INCIDENT_HANDLE, day),
        may_name=who.holds(HEAD, day),
        opened=request.args.get("incident"),
        demo=services().demo,
    )
    return page("head.html", here="head", **context)


@head.get("/daylist")
@needs(Function.DAYLIST_VIEW)
def daylist() -> Response:
    """確認一覧 of a day."""
    return page("daylist.html", here="head", **daylist_context(_list(), _office_name()))


@head.get("/daylist/confirm")
@needs(Function.DAYLIST_CONFIRM)
def ask_confirm() -> Response:
    """What will be confirmed, before it is."""
    return page("confirm.html", here="head", **confirm_context(_list()))


@head.post("/daylist/confirm")
@needs(Function.DAYLIST_CONFIRM)
def confirm() -> Response:
    """Confirms what the page showed, each decision with its own result."""
    chosen = request.form.getlist("decision")
    shown = daylist_view(services(), caller(), _day(), request.form.get("office") or None)
    results = confirm_decisions(services(), caller(), chosen)
    numbers = {one.decision_id: one.number for one in (*shown.rows, *shown.earlier)}
    said = {one.decision_id: message(one.refusal) for one in results if one.refusal is not None}
    return page("bulk_result.html", here="head", **confirmed_context(results, numbers, said))


def _list() -> DayList:
    return daylist_view(services(), caller(), _day(), request.args.get("office") or None)


def _day() -> date | None:
    try:
        return date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return None


def _office_name() -> str:
    return caller().office_name if not request.args.get("office") else ""


@incidents.post("/<incident_id>/own")
@needs(Function.INCIDENT_HANDLE)
def own(incident_id: str) -> Response:
    """担当する."""
    own_incident(services(), caller(), incident_id)
    flash(gettext("担当になりました"))
    return away(_place_after(incident_id))


@incidents.post("/<incident_id>/retry")
@needs(Function.INCIDENT_HANDLE)
def retry(incident_id: str) -> Response:
    """やり直す; says whether it went well now."""
    went = retry_incident(services(), caller(), incident_id)
    services().wake_printer()
    if went:
        flash(gettext("やり直して進みました"))
    else:
        flash(gettext("やり直しても進みません。わけを直してからやり直してください"), "error")
    back = own_address(request.form.get("back"), "")
    return away(back or _place_after(incident_id))


def _place_after(incident_id: str) -> str:
    """Where an act on an incident leads: the head's page, else its case, else the inbox; never to what is not his."""
    who, day = caller(), business_day()
    if who.holds(Function.HEAD_VIEW, day):
        return url_for("head.show", incident=incident_id)
    case = case_of_incident(services(), who, incident_id)
    return url_for("cases.show", case_id=case) if case else url_for("inbox.show")


@incidents.get("/<incident_id>/hand-over")
@needs(Function.INCIDENT_HANDLE)
def ask_hand_over(incident_id: str) -> Response:
    """Asks to whom the incident goes, and why."""
    return _ask_hand_over(None, incident_id)


def _ask_hand_over(refusal: Refused | None, incident_id: str) -> Response:
    wrong = {} if refusal is None else {refusal.field or "reason": message(refusal)}
    whom = receivers(services(), caller(), incident_id)
    context = hand_over_context(incident_id, whom, said_again("reason"), wrong, _place_after(incident_id))
    return page("confirm.html", here="head", status=200 if refusal is None else refusal.status, **context)


@incidents.post("/<incident_id>/hand-over")
@needs(Function.INCIDENT_HANDLE)
@typed_stays(_ask_hand_over)
def give(incident_id: str) -> Response:
    """ほかへ回す."""
    hand_over(services(), caller(), incident_id, request.form.get("to", ""), request.form.get("reason", ""))
    flash(gettext("ほかへ回しました"))
    return away(_place_after(incident_id))


@incidents.get("/<incident_id>/correct")
@needs_work
def ask_correct(incident_id: str) -> Response:
    """Asks which answer is put right, and why."""
    return _ask_correct(None, incident_id)


def _ask_correct(refusal: Refused | None, incident_id: str) -> Response:
    wrong = _where_wrong(refusal)
    typed = {name: said_again(name) for name in ("path", "value", "reason")}
    found = places(services(), caller(), incident_id)
    context = correct_context(incident_id, found, typed, wrong, _place_after(incident_id))
    return page("incident_correct.html", here="inbox", status=200 if refusal is None else refusal.status, **context)


def _where_wrong(refusal: Refused | None) -> dict[str, str]:
    if refusal is None:
        return {}
    if isinstance(refusal, InputInvalid):
        return {"value": " ".join(message(one) for one in refusal.errors)}
    return {refusal.field or "value": message(refusal)}


@incidents.post("/<incident_id>/correct")
@needs_work
@typed_stays(_ask_correct)
def correct(incident_id: str) -> Response:
    """訂正する; says whether a second person is still wanted."""
    form = request.form
    said = (form.get("path", ""), form.get("value", ""), form.get("reason", ""))
    holds = correct_answer(services(), caller(), incident_id, *said)
    flash(gettext("訂正しました") if holds else gettext("訂正を預かりました。ほかの人が確認すると案件に入ります"))
    return away(_place_after(incident_id))


@incidents.post("/<incident_id>/confirm-correction")
@needs_work
def confirm_correct(incident_id: str) -> Response:
    """The second person confirms the correction."""
    confirm_correction(services(), caller(), incident_id)
    flash(gettext("訂正を確認しました"))
    return away(_place_after(incident_id))


@incidents.get("/<incident_id>/close")
@needs(Function.INCIDENT_HANDLE)
def ask_close(incident_id: str) -> Response:
    """Asks what was done."""
    return _ask_close(None, incident_id)


def _ask_close(refusal: Refused | None, incident_id: str) -> Response:
    wrong = {} if refusal is None else {"resolution": message(refusal)}
    context = close_context(incident_id, said_again("resolution"), wrong, _place_after(incident_id))
    return page("confirm.html", here="head", status=200 if refusal is None else refusal.status, **context)


@incidents.post("/<incident_id>/close")
@needs(Function.INCIDENT_HANDLE)
@typed_stays(_ask_close)
def close(incident_id: str) -> Response:
    """済ませて閉じる."""
    close_incident(services(), caller(), incident_id, request.form.get("resolution", ""))
    flash(gettext("閉じました"))
    return to("head.show") if caller().holds(Function.HEAD_VIEW, business_day()) else away(_place_after(incident_id))
