"""One's own things (自分のこと): log-in, log-out, settings, password, half-typed pages, the demo's clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request, session, url_for
from flask_babel import gettext

from server.casework import log_in as entrance
from server.casework.advance_clock import advance_clock
from server.casework.demo_people import demo_logins
from server.casework.own_account import change_password, save_settings
from server.casework.own_drafts import drop_own_draft, own_drafts
from server.casework.rounds import do_all
from server.casework.set_aside import pages_set_aside, set_aside, take_up
from server.domain.effects import JSON
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.web.access import (
    MUST_CHANGE,
    begin_session,
    business_day,
    caller,
    is_logged_in,
    mark_terminal,
    needs_login,
    open_to_all,
    services,
    terminal,
)
from server.web.errors import typed_stays
from server.web.kit import away, message, own_address, page, said_again, to, typed, whole
from server.web.pages.login import drafts_context, login_context
from server.web.pages.settings import password_context, settings_context

own = Blueprint("own", __name__)


@own.get("/login")
@open_to_all
def log_in() -> Response:
    """The log-in page."""
    if is_logged_in():
        return to("inbox.show")
    mark_terminal()
    after = own_address(request.args.get("next"), "")
    return page("login.html", **login_context(after=after, people=demo_logins(services())))


@own.post("/login")
@open_to_all
def enter() -> Response:
    """Logs in and goes to the page asked for, or to what was half typed at the terminal before."""
    mark_terminal()
    user_id, after = request.form.get("login", "").strip(), own_address(request.form.get("next"), "")
    try:
        entered = entrance.log_in(
            services(), user_id, request.form.get("password", ""), terminal=terminal(), ip=request.remote_addr or ""
        )
    except Refused as refusal:
        wrong = {"password": message(refusal)}
        context = login_context(
            after=after, login=said_again("login").strip(), errors=wrong, people=demo_logins(services())
        )
        return page("login.html", status=refusal.status, **context)
    begin_session(entered)
    if entered.must_change_password:
        return to("own.password")
    if entered.handed_over:
        return to("own.drafts", taken="1")
    calls_only = entered.caller.holds(Function.CALL_LIST, business_day())
    return away(after or url_for("calls.show" if calls_only else "inbox.show"))


@own.post("/logout")
@needs_login
def log_out() -> Response:
    """Ends the session."""
    entrance.log_out(services(), caller())
    lang = session.get("lang")
    session.clear()
    if lang:
        session["lang"] = lang
    flash(gettext("ログアウトしました"))
    return to("own.log_in")


@own.get("/settings")
@needs_login
def settings() -> Response:
    """How this person works."""
    return page("settings.html", **settings_context(caller(), demo=services().demo))


@own.post("/settings")
@needs_login
def save() -> Response:
    """Keeps the settings."""
    form = request.form
    chosen: dict[str, JSON] = {
        "density": form.get("density"),
        "text_size": whole(form.get("text_size"), 3),
        "letters": form.get("letters") == "on",
        "enter_next": form.get("enter_next") == "on",
        "lang": form.get("language"),
    }
    save_settings(services(), caller(), chosen)
    session["lang"] = chosen["lang"]
    flash(gettext("設定を保存しました"))
    return to("own.settings")


@own.get("/password")
@needs_login
def password() -> Response:
    """The page for a new password."""
    return page("password.html", **password_context())


def _password_again(refusal: Refused) -> Response:
    errors = refusal.errors if isinstance(refusal, InputInvalid) else (FieldError("wanted", refusal.code),)
    said = {error.path: message(error) for error in errors}
    return page("password.html", status=refusal.status, **password_context(said))


@own.post("/password")
@needs_login
@typed_stays(_password_again)
def new_password() -> Response:
    """Changes the password."""
    wanted = request.form.get("wanted", "")
    if wanted != request.form.get("again", ""):
        raise InputInvalid([FieldError("again", "password_differs")])
    change_password(services(), caller(), request.form.get("present", ""), wanted)
    session.pop(MUST_CHANGE, None)
    flash(gettext("パスワードを変えました"))
    return to("own.settings")


@own.get("/language/<lang>")
@open_to_all
def switch_language(lang: str) -> Response:
    """Shows the pages in the other language, in this browser."""
    session["lang"] = "en" if lang == "en" else "ja"
    return away(own_address(request.args.get("back"), "/"))


@own.post("/counter-mode")
@needs_login
def counter_mode() -> Response:
    """Lists without names, for a screen that a citizen sees; and back."""
    save_settings(services(), caller(), {"counter_mode": caller().settings.get("counter_mode") is not True})
    return to("inbox.show")


@own.get("/drafts")
@needs_login
def drafts() -> Response:
    """What was set aside and what is half typed, to be taken up again (引き継ぐ)."""
    return _drafts(None)


def _drafts(refusal: Refused | None, **_: Any) -> Response:
    said = None if refusal is None else message(refusal)
    context = drafts_context(own_drafts(services(), caller()), pages_set_aside(services(), caller()), said)
    status = 200 if refusal is None else refusal.status
    return page("drafts.html", status=status, taken="taken" in request.args, **context)


def put_aside(kind: str, target: str) -> Response:
    """脇に置く: what is typed is kept in any case; the sixth page is not set aside, and its list says why."""
    try:
        count = set_aside(services(), caller(), kind, target, typed(), request.form.get("_field", ""))
    except Refused as refusal:
        if refusal.code != "aside_full":
            raise
        return _drafts(refusal)
    flash(gettext("脇に置きました(%(n)s件)", n=count))
    return to("inbox.show")


@own.post("/aside/<kind>/<target>")
@needs_login
def take_aside(kind: str, target: str) -> Response:
    """戻る: the page set aside, at the field one was in."""
    field = take_up(services(), caller(), kind, target)
    anchor = field if field.startswith("f-") and field.isprintable() else None
    if kind == "task":
        return away(url_for("tasks.show", task_id=target, _anchor=anchor))
    return away(url_for("start.fill_in", slug=target, _anchor=anchor))


@own.post("/drafts/<kind>/<target>/drop")
@needs_login
def drop_draft(kind: str, target: str) -> Response:
    """Throws a half-typed page away."""
    drop_own_draft(services(), caller(), kind, target)
    flash(gettext("書きかけを捨てました"))
    return to("own.drafts")


def _clock_again(refusal: Refused, **_: Any) -> Response:
    context = settings_context(caller(), demo=services().demo, day=request.form.get("day", ""), error=message(refusal))
    return page("settings.html", status=refusal.status, **context)


@own.post("/clock")
@needs_login
@typed_stays(_clock_again)
def move_clock() -> Response:
    """Moves the demo's business day forward and does what falls due by then."""
    advance_clock(services(), caller(), date.fromisoformat(parse_date(request.form.get("day", "")).isoformat()))
    done = do_all(services())
    services().wake_printer()
    flash(gettext("業務日を進めました。期限の来た案件 %(n)s件", n=done.woken.count))
    for why in done.stopped.values():
        flash(gettext("自動の仕事がひとつ止まりました: %(why)s", why=why), "error")
    return to("own.settings")
