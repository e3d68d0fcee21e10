"""The guided walk of the demo (案内): from the dunning letter to the seizure, station by station, clerk by clerk."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from server.casework import log_in as entrance
from server.casework.demo_people import PASSWORD
from server.casework.guide import acts, standing
from server.casework.guide.story import Station
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import begin_session, caller, is_logged_in, mark_terminal, needs, open_to_all, services, terminal
from server.web.errors import typed_stays
from server.web.kit import away, message, page, to
from server.web.pages.guide import desk_of, guide_context, word

guide = Blueprint("guide", __name__, url_prefix="/guide")
FIRST = "toda"
"""Whose desk a visitor sits down at first: the collector sees the household from the first letter to the last."""


@guide.get("")
@needs(Function.HOUSEHOLD_VIEW)
def show() -> Response:
    """The walk of the household that is furthest on its way, or the way to begin one."""
    standing.require_demo(services())
    key = standing.choose(services(), caller())
    return _page(None) if key is None else to("guide.household", key=key)


@guide.get("/<key>")
@needs(Function.HOUSEHOLD_VIEW)
def household(key: str) -> Response:
    """Where a household stands, and what is next."""
    return _page(key)


def _page(key: str | None, refusal: Refused | None = None) -> Response:
    found = None if key is None else standing.stand(services(), caller(), key)
    said = None if refusal is None else message(refusal)
    status = 200 if refusal is None else refusal.status
    return page("guide.html", status=status, **guide_context(found, said, own=caller().user_id))


def _again(refusal: Refused, key: str) -> Response:
    if refusal.status in (403, 404):
        raise refusal
    return _page(key, refusal)


@guide.post("/begin")
@needs(Function.HOUSEHOLD_VIEW)
def begin() -> Response:
    """Lets the night run open the dunning, where none is open yet."""
    acts.begin(services(), caller())
    return to("guide.show")


@guide.post("/<key>/next")
@needs(Function.HOUSEHOLD_VIEW)
@typed_stays(_again)
def do_next(key: str) -> Response:
    """任せる: the clerk whose work it is does the next station; where the clock was faster, what is next is shown."""
    try:
        done = acts.do_next(services(), caller(), key, request.form.get("station", ""))
    except Refused as refusal:
        if refusal.code != "guide_moved_on":
            raise
        flash(message(refusal))
        return to("guide.household", key=key)
    services().wake_printer()
    flash(gettext("済み: %(what)s", what=word(done.words)))
    return to("guide.household", key=key)


@guide.post("/<key>/day")
@needs(Function.HOUSEHOLD_VIEW)
def move_on(key: str) -> Response:
    """The business day moves to where something happens to this household."""
    done = acts.move_on(services(), caller(), key)
    services().wake_printer()
    for why in done.stopped.values():
        flash(gettext("自動の仕事がひとつ止まりました: %(why)s", why=why), "error")
    return to("guide.household", key=key)


@guide.post("/enter")
@open_to_all
def enter() -> Response:
    """From the log-in page: the visitor sits down as the collector."""
    standing.require_demo(services())
    return _sit(FIRST, url_for("guide.show"))


@guide.post("/<key>/sit")
@needs(Function.HOUSEHOLD_VIEW)
@typed_stays(_again)
def sit(key: str) -> Response:
    """自分でする: logs in as the clerk whose work is next, at the page of the work."""
    found = standing.stand(services(), caller(), key)
    if found.now is None or found.now.id != request.form.get("station") or not found.ready:
        raise Refused("guide_moved_on")
    return _sit_at(found.now, desk_of(found))


def _sit_at(now: Station, address: str) -> Response:
    if now.clerk == caller().user_id:
        return away(address)
    return _sit(now.clerk, address)


def _sit(user_id: str, address: str) -> Response:
    """A log-in like any other, with the demo's own password: who has changed his is not sat in for."""
    mark_terminal()
    entered = entrance.log_in(services(), user_id, PASSWORD, terminal=terminal(), ip=request.remote_addr or "")
    if is_logged_in():
        entrance.log_out(services(), caller())
    begin_session(entered)
    return to("own.password") if entered.must_change_password else away(address)
