"""Who may come in (出入り): the session behind each request, and the right that each route names.

Flask-Login keeps the token of our own session table in its signed cookie; who a request is, is asked anew at every
request, so that an ended session or a right taken away counts at once. A route without one of the marks below is
refused by a test.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user

from server.casework.callers import Caller
from server.casework.log_in import LoggedIn, resume
from server.casework.services import Services
from server.domain.refusals import Refused

TERMINAL = "terminal"
MUST_CHANGE = "must_change_password"
_WHILE_CHANGING = ("own.password", "own.new_password", "own.log_out")
_LANGUAGES = ("ja", "en")

View = TypeVar("View", bound=Callable[..., Any])


class Member(UserMixin):  # type: ignore[misc]
    """Who is logged in, as Flask-Login wants it: its id is the token of our session table."""

    def __init__(self, token: str, caller: Caller) -> None:
        self.id = token
        self.caller = caller


# ---- marks of routes -----------------------------------------------------------------------------


def needs(function: str) -> Callable[[View], View]:
    """The route is for those who hold `function` somewhere today; the office of the thing is judged by its use case."""
    return _mark(function, lambda caller, day: caller.holds(function, day))


def needs_one_of(*functions: str) -> Callable[[View], View]:
    """The route is for those who hold any of `functions` somewhere today."""
    return _mark(" or ".join(functions), lambda caller, day: any(caller.holds(one, day) for one in functions))


def needs_work(view: View) -> View:
    """The route is for those who may work tasks of any lane."""
    return _mark("work", lambda caller, day: bool(caller.work_scopes(day)))(view)


def needs_login(view: View) -> View:
    """The route is for everyone at work: what belongs to oneself, what tells nothing of anybody."""
    return _mark("login", lambda _caller, _day: True)(view)


def open_to_all(view: View) -> View:
    """The route is open before the log-in."""
    view.needs = "open"  # type: ignore[attr-defined]
    return view


def _mark(name: str, holds: Callable[[Caller, date], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not holds(caller(), business_day()):
                raise Refused("no_right", function=name)
            if session.get(MUST_CHANGE) and request.endpoint not in _WHILE_CHANGING:
                return redirect(url_for("own.password"), 303)  # a password that others know opens nothing else
            return view(*args, **kwargs)

        guarded.needs = name  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


# ---- what a request stands on --------------------------------------------------------------------


def services() -> Services:
    """The tools of the use cases."""
    return cast(Services, current_app.extensions["kokuho"])


def caller() -> Caller:
    """Who asks; raises what `resume` refused, or `not_logged_in`."""
    if not current_user.is_authenticated:
        raise g.get("login_refusal") or Refused("not_logged_in")
    found: Caller = current_user.caller
    return found


def is_logged_in() -> bool:
    """Whether anybody is logged in at all."""
    return bool(current_user.is_authenticated)


def business_day() -> date:
    """The civil day of the law, the same for the whole request."""
    if "business_day" not in g:
        g.business_day = services().clock.business_day()
    return cast(date, g.business_day)


def terminal() -> str:
    """The mark of this browser, given once and kept: it tells terminals apart in the audit."""
    return str(session.get(TERMINAL) or "")


def language() -> str:
    """`ja` or `en`: chosen in this browser, else the person's own setting, else Japanese."""
    chosen = session.get("lang")
    if chosen in _LANGUAGES:
        return str(chosen)
    return str(current_user.caller.lang) if is_logged_in() else "ja"


def begin_session(entered: LoggedIn) -> None:
    """Puts a new log-in into the browser; nothing of the session before stays but language and terminal."""
    kept = {name: session[name] for name in ("lang", TERMINAL) if name in session}
    session.clear()
    session.update(kept)
    session[MUST_CHANGE] = entered.must_change_password
    login_user(Member(entered.token, entered.caller))


def mark_terminal() -> None:
    """Gives this browser its mark, if it has none yet."""
    if not terminal():
        session[TERMINAL] = f"端末 {secrets.token_hex(3)}"


def register_login(app: Flask) -> None:
    """Sets up Flask-Login over our own sessions."""
    manager = LoginManager()
    manager.session_protection = "strong"  # a cookie carried off to another machine opens nothing
    manager.init_app(app)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> Member | None:
        try:
            found = resume(services(), token, terminal=terminal(), ip=request.remote_addr or "")
        except Refused as refusal:
            g.login_refusal = refusal
            return None
        lang = session.get("lang")
        return Member(token, dataclasses.replace(found, lang=lang) if lang in _LANGUAGES else found)
