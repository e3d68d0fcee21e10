"""Saved searches of the inbox (保存した条件): saved from what is asked now, renamed, dropped, made the first page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.saved_searches import (
    DEFAULT,
    drop_search,
    open_with,
    own_searches,
    rename_search,
    save_search,
)
from server.casework.views.inbox import InboxQuery
from server.domain.refusals import Refused
from server.web.access import caller, needs_work, services
from server.web.errors import typed_stays
from server.web.kit import away, message, page, said_again, to
from server.web.pages.inbox_filters import saved_address
from server.web.pages.searches import ask_context, list_context

searches = Blueprint("searches", __name__, url_prefix="/inbox/searches")


@searches.get("")
@needs_work
def show() -> Response:
    """All of one's own, each with what it asks."""
    return _list(None)


def _list(refusal: Refused | None, search_id: str = "") -> Response:
    wrong = {} if refusal is None else {search_id: message(refusal)}
    context = list_context(
        own_searches(services(), caller()),
        str(caller().settings.get(DEFAULT) or ""),
        wrong,
        {search_id: said_again("name")} if refusal is not None else {},
    )
    return page("searches.html", here="inbox", status=200 if refusal is None else refusal.status, **context)


@searches.get("/new")
@needs_work
def ask() -> Response:
    """Asks under which name; what is asked stands in the address."""
    return _ask(None)


def _ask(refusal: Refused | None, **_: Any) -> Response:
    said = InboxQuery.of(request.values).said()
    context = ask_context(said, said_again("name"), None if refusal is None else message(refusal))
    return page("confirm.html", here="inbox", status=200 if refusal is None else refusal.status, **context)


@searches.post("/new")
@needs_work
@typed_stays(_ask)
def save() -> Response:
    """いまの条件を保存."""
    said = InboxQuery.of(request.form).said()
    search_id = save_search(services(), caller(), request.form.get("name", ""), said)
    flash(gettext("条件を保存しました"))
    return away(saved_address(search_id, said))


@searches.post("/<search_id>/rename")
@needs_work
@typed_stays(_list)
def rename(search_id: str) -> Response:
    """名前を変える."""
    rename_search(services(), caller(), search_id, request.form.get("name", ""))
    flash(gettext("名前を変えました"))
    return to("searches.show")


@searches.post("/<search_id>/drop")
@needs_work
def drop(search_id: str) -> Response:
    """消す."""
    drop_search(services(), caller(), search_id)
    flash(gettext("条件を消しました"))
    return to("searches.show")


@searches.post("/first")
@needs_work
def first() -> Response:
    """はじめに開く: with this search, or with all tasks."""
    open_with(services(), caller(), request.form.get("search", "")[:32])
    flash(gettext("受信箱のはじめの条件を決めました"))
    return to("searches.show")
