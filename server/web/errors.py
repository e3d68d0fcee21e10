"""Refusals and faults as pages (断りの頁): one place that turns what the rules refuse into words, status and a way on.

A form that was sent and refused comes back with what was typed (`typed_stays`), so that nothing typed is ever lost.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, jsonify, make_response, request, session, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from server.casework.demo_people import demo_logins
from server.casework.own_drafts import replaced_by
from server.domain.refusals import Refused
from server.web.access import is_logged_in, services
from server.web.kit import Act, go, message, own_address, page
from server.web.pages.login import login_context, replaced_context

_LOG = logging.getLogger("kokuho.web")
_MEGABYTE = 1_000_000
_JUDGED = ("tasks", "start", "api")

View = TypeVar("View", bound=Callable[..., Any])

Again = Callable[..., Any]
"""Shows the page of a posted form again: `again(refusal, **view_args)`, with what was typed."""


def typed_stays(again: Again) -> Callable[[View], View]:
    """A refused form comes back by `again`; log-in and absence are pages of their own."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except Refused as refusal:
                if refusal.status in (401, 404):
                    raise
                return again(refusal, **kwargs)

        kept.again = again  # type: ignore[attr-defined]
        return cast("View", kept)

    return decorate


def register_errors(app: Flask) -> None:
    """Registers the handlers on `app`."""
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(CSRFError, _on_old_token)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_fault)
    app.before_request(_refuse_nul)


def on_refused(refusal: Refused) -> Response:
    """A refusal that no page took up."""
    if _wants_json():
        return make_response(jsonify({**refusal.as_json(), "notice": message(refusal)}), refusal.status)
    if refusal.status == 401:
        return _log_in_first(refusal)
    return _error_page(refusal)


def _log_in_first(refusal: Refused) -> Response:
    """The log-in with the way back; or who took the session over."""
    if refusal.code == "session_replaced":
        return page("session_replaced.html", status=401, **replaced_context(replaced_by(services(), _token())))
    idle = None if refusal.code == "not_logged_in" else message(refusal)
    return page("login.html", status=401, **login_context(after=_way_back(), idle=idle, people=demo_logins(services())))


def _token() -> str:
    return str(session.get("_user_id", ""))


def _way_back() -> str:
    """Where to go after the log-in: the page asked for, or the one whose form was sent."""
    if request.method == "GET":
        return own_address(request.full_path.rstrip("?"), url_for("inbox.show"))
    referrer = request.referrer or ""
    return own_address(referrer.removeprefix(request.host_url.rstrip("/")), url_for("inbox.show"))


def _error_page(refusal: Refused) -> Response:
    titles = {
        400: gettext("もう一度押してください"),
        403: gettext("この操作はできません"),
        404: gettext("見つかりません"),
        409: gettext("先に進んでいます"),
        422: gettext("受け付けられません"),
    }
    shown = {"status": refusal.status, "title": titles.get(refusal.status, gettext("止まりました"))}
    shown |= {"message": message(refusal), "code": refusal.code, "basis": refusal.basis, "acts": _ways_on()}
    return page("error.html", **shown)


def _ways_on() -> list[Act]:
    if is_logged_in():
        return [go(gettext("受信箱へ"), "inbox.show", look="go")]
    return [go(gettext("ログインへ"), "own.log_in", look="go")]


def _refuse_nul() -> Response | None:
    """The one character that a database cannot keep: no address has it, and a form with it comes back.

    The forms of procedures say so beside the field, the API in its own words.
    """
    if "\0" in request.path:
        raise Refused("not_found")
    posted = () if request.blueprint in _JUDGED else request.form.lists()
    if not any("\0" in text for name, texts in (*request.args.lists(), *posted) for text in (name, *texts)):
        return None
    return _form_again(Refused("control_character"))


def _on_old_token(_fault: CSRFError) -> Response:
    """A page whose token no longer fits (opened before a new log-in): what was typed comes back under a new token."""
    return _form_again(Refused("form_token_invalid"))


def _form_again(refusal: Refused) -> Response:
    """The page that was sent, with what was typed and why it is not taken; else the refusal alone."""
    view = current_app.view_functions.get(request.endpoint or "")
    again: Again | None = getattr(view, "again", None)
    if again is None or _wants_json():
        return on_refused(refusal)
    try:
        if not is_logged_in():
            raise g.get("login_refusal") or Refused("not_logged_in")
        return cast(Response, again(refusal, **(request.view_args or {})))
    except Refused as other:
        return on_refused(other)


def _on_http(fault: HTTPException) -> Response:
    """What the web server itself refuses: an unknown address, a wrong method, too large a body."""
    codes = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
    code = codes.get(fault.code or 500)
    if code is None:
        return cast(Response, fault.get_response())
    return on_refused(Refused(code, max=int(current_app.config["MAX_CONTENT_LENGTH"]) // _MEGABYTE))


def _on_fault(fault: Exception) -> Response:
    """A fault of ours: logged under a number that the page tells, nothing of it shown."""
    number = secrets.token_hex(4)
    _LOG.error("fault %s at %s %s", number, request.method, request.endpoint, exc_info=fault)
    return on_refused(Refused("internal_error", incident=number))


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"]) == "application/json"
