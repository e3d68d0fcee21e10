"""Payment slips printed again (納付書再発行): tick, print, hand over; keyboard first."""

from __future__ import annotations

import secrets
from datetime import date

from flask import Blueprint, Response, flash, request
from flask_babel import ngettext

from server.casework.reissue_slips import Wish, issue_slips, slip_pdf
from server.casework.views.slips import SUBJECTS, slips_view
from server.domain.names import half_width
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.pages.slips import done_context, slips_context
from server.web.routes.letters import as_pdf

slips = Blueprint("slips", __name__, url_prefix="/households/<key>/slips")
_MOST_TICKED = 60


@slips.get("")
@needs(Function.SLIP_ISSUE)
def show(key: str) -> Response:
    """The instalments that are open; `?printed=` shows what was just printed."""
    view = slips_view(services(), caller(), key)
    printed = [one for one in request.args.getlist("printed") if one.isalnum()][:_MOST_TICKED]
    if printed:
        return page("slips_done.html", here="households", **done_context(view, printed))
    chosen = {f"{claim}.{subject}" for claim in request.args.getlist("claim") for subject in SUBJECTS}
    return page("slips.html", here="households", **slips_context(view, _fresh(chosen), {}))


def _again(refusal: Refused, key: str) -> Response:
    """The page with what was ticked and typed, each fault beside its line."""
    view = slips_view(services(), caller(), key)  # raises for whoever may not see it
    errors = refusal.errors if isinstance(refusal, InputInvalid) else (FieldError(refusal.field or "", refusal.code),)
    wrong = {one.path: message(one) for one in errors} if isinstance(refusal, InputInvalid) else {}
    said = wrong or {refusal.field or "": message(refusal)}
    typed = {name: said_again(name) for name in request.form if not name.startswith("_") and name != "csrf_token"}
    typed |= {"tick": " ".join(request.form.getlist("tick")), "page": request.form.get("_page", "")}
    return page("slips.html", here="households", status=refusal.status, **slips_context(view, typed, said))


@slips.post("")
@needs(Function.SLIP_ISSUE)
@typed_stays(_again)
def issue(key: str) -> Response:
    """印刷する: on to what was printed."""
    form = request.form
    ticked = form.getlist("tick")[:_MOST_TICKED]
    wishes = [_wish(one) for one in ticked]
    once = form.get("_page", "")
    each = form.get("sheets") == "each"
    made = issue_slips(services(), caller(), key, wishes, one_each=each, use_by=_day(), once=once)
    flash(ngettext("納付書を%(num)s枚出しました", "納付書を%(num)s枚出しました", len(made)))
    return to("slips.show", key=key, printed=[one.letter_id for one in made])


@slips.get("/<letter_id>.pdf")
@needs(Function.SLIP_ISSUE)
def file(key: str, letter_id: str) -> Response:
    """The printed slip as it was handed over."""
    return as_pdf(*slip_pdf(services(), caller(), key, letter_id))


def _fresh(chosen: set[str]) -> dict[str, str]:
    return {"tick": " ".join(sorted(chosen)), "page": secrets.token_urlsafe(16), "sheets": "one"}


def _wish(ticked: str) -> Wish:
    """One ticked line with its amount as typed; an amount that is none counts as zero, and is refused beside it."""
    claim, _, subject = ticked[:40].partition(".")
    text = half_width(request.form.get(f"amount-{ticked}", "")).replace(",", "").strip()
    return Wish(claim, subject, whole(text, 9) or 0, whole(request.form.get(f"seen-{ticked}"), 9))


def _day() -> date:
    try:
        return parse_date(request.form.get("use_by", ""))
    except Refused as refusal:
        raise Refused("slip_use_by_invalid", at_field="use_by") from refusal
