"""The collectors' desk (徴収): the board, its file, calls; a household's arrears with its short forms."""

from __future__ import annotations

import dataclasses
import secrets
from datetime import date, timedelta

from flask import Blueprint, Response, flash, make_response, request
from flask_babel import gettext

from server.casework import arrears_desk
from server.casework.views.arrears import board, exported
from server.casework.views.calls import call_list
from server.casework.views.household_arrears import household_arrears
from server.domain.calendar import months_after
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import Function, work
from server.domain.wareki import parse_date
from server.store.arrears_board import Wanted
from server.web.access import business_day, caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.pages.arrears import LISTS, NARROW, SORTS, board_context, board_file, calls_context
from server.web.pages.household_arrears import FIELDS, household_context
from server.web.routes.households import households

arrears = Blueprint("arrears", __name__, url_prefix="/arrears")
_LONGEST_KEY, _PAGE_FIGURES = 20, 4


def _asked() -> tuple[str, Wanted]:
    which = request.args.get("list", "all")
    which = which if which in LISTS else "all"
    wanted, sort = LISTS[which], request.args.get("sort", "open")
    today, days = services().clock.business_day(), narrowed("days")
    if which == "near" and days is None:
        with services().database.read() as conn:
            days = services().values(conn).integer("arrears.prescription_days", today)
    if days is not None:
        wanted = dataclasses.replace(wanted, prescribes_by=today + timedelta(days=days))
    if (months := narrowed("months")) is not None:
        wanted = dataclasses.replace(wanted, due_by=months_after(today, -months))
    wanted = dataclasses.replace(wanted, at_least=narrowed("yen") or 0)
    if which == "mine":
        wanted = dataclasses.replace(wanted, collector=caller().user_id)
    return which, dataclasses.replace(
        wanted, sort=sort if sort in SORTS else "open", upwards=request.args.get("up") == "1"
    )


def narrowed(name: str) -> int | None:
    """A figure by which the list is narrowed; None where there is none to be read."""
    return whole(request.args.get(name, "").replace(",", ""), NARROW[name])


@arrears.get("")
@needs(Function.ARREARS_VIEW)
def show() -> Response:
    """滞納の一覧: `?list=`, `?sort=`, `?up=1`, `?page=`; narrowed by `?yen=`, `?months=`, `?days=`."""
    which, wanted = _asked()
    number = max(1, whole(request.args.get("page"), _PAGE_FIGURES) or 1)
    view = board(services(), caller(), wanted, number)
    narrow = {name: found for name in NARROW if (found := narrowed(name)) is not None}
    context = board_context(view, which, wanted.sort, upwards=wanted.upwards, narrow=narrow)
    return page("arrears.html", here="arrears", **context)


@arrears.get("/board.csv")
@needs(Function.ARREARS_VIEW)
def file() -> Response:
    """The same question as a file."""
    _, wanted = _asked()
    answer = make_response(board_file(exported(services(), caller(), wanted)))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="arrears-{business_day().isoformat()}.csv"'
    return answer


@arrears.get("/calls")
@needs(Function.ARREARS_VIEW)
def calls() -> Response:
    """架電一覧: who is to be called, re-checked against today's receipts."""
    return page("arrears_calls.html", here="arrears", **calls_context(call_list(services(), caller())))


def _household(key: str, refusal: Refused | None = None, form: str = "") -> Response:
    wrong: dict[str, str] = {}
    if isinstance(refusal, InputInvalid):
        wrong = {f"{form}-{one.path}": message(one) for one in refusal.errors}
    elif refusal is not None:
        wrong = {form: message(refusal)}
    view = household_arrears(services(), caller(), key, None if refusal else _late_on())
    typed = {name: said_again(name) for name in FIELDS} if refusal else {}
    context = household_context(view, typed, wrong, form, page_key=secrets.token_hex(8))
    return page("household_arrears.html", here="arrears", status=refusal.status if refusal else 200, **context)


@households.get("/<key>/arrears", endpoint="arrears")
@needs(Function.ARREARS_VIEW)
def household(key: str) -> Response:
    """世帯の滞納; `?on=` the day to which late charges are reckoned."""
    return _household(key)


def _late_on() -> date | None:
    text = request.args.get("on", "").strip()[:_LONGEST_KEY]
    return parse_date(text) if text else None


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in FIELDS}


def _page_key() -> str:
    return request.form.get("_page", "")[:_LONGEST_KEY] or secrets.token_hex(8)


def _again_contact(refusal: Refused, key: str) -> Response:
    return _household(key, refusal, "contact")


def _again_hold(refusal: Refused, key: str, **_: str) -> Response:
    return _household(key, refusal, "hold")


def _again_collector(refusal: Refused, key: str) -> Response:
    return _household(key, refusal, "collector")


@households.post("/<key>/arrears/contacts")
@needs(work("arrears"))
@typed_stays(_again_contact)
def write_contact(key: str) -> Response:
    """接触を記録する."""
    arrears_desk.write_contact(services(), caller(), key, _typed(), _page_key())
    flash(gettext("接触を記録しました"))
    return to("households.arrears", key=key)


@households.post("/<key>/arrears/holds")
@needs(work("arrears"))
@typed_stays(_again_hold)
def set_hold(key: str) -> Response:
    """保留する."""
    arrears_desk.set_hold(services(), caller(), key, _typed(), _page_key())
    flash(gettext("処理保留を付けました"))
    return to("households.arrears", key=key)


@households.post("/<key>/arrears/holds/end")
@needs(work("arrears"))
@typed_stays(_again_hold)
def end_hold(key: str) -> Response:
    """保留を終える."""
    arrears_desk.end_hold(services(), caller(), key, request.form.get("hold", "")[:200], request.form.get("reason", ""))
    flash(gettext("処理保留を終えました"))
    return to("households.arrears", key=key)


@households.post("/<key>/arrears/collector")
@needs(work("arrears"))
@typed_stays(_again_collector)
def assign(key: str) -> Response:
    """担当を決める."""
    form = request.form
    arrears_desk.assign(services(), caller(), key, form.get("user_id", ""), form.get("until", ""), _page_key())
    flash(gettext("担当を決めました"))
    return to("households.arrears", key=key)
