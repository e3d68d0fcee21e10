"""What every route uses (画面の道具): the frame around a page, posted answers, ways back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from server.casework.counts import counts
from server.casework.set_aside import count_set_aside
from server.casework.views.receipts_desk import DESK
from server.domain.calendar import civil_date
from server.domain.effects import JSON
from server.domain.forms.model import Lang
from server.domain.forms.tree import Posted
from server.domain.my_number import without_numbers
from server.domain.refusals import FieldError, Refused
from server.domain.rights import Function, work
from server.web.access import business_day, caller, is_logged_in, language, services
from server.web.frame import Frame, Habits, Person, Place

Act = dict[str, Any]
"""One act as `parts.act` draws it."""


def lang() -> Lang:
    """The language of this page."""
    return "en" if language() == "en" else "ja"


def message(refusal: Refused | FieldError) -> str:
    """What a refusal says, in the language of this page."""
    return refusal.message_en if lang() == "en" else refusal.message_ja


def page(template: str, *, here: str = "", status: int = 200, **context: Any) -> Response:
    """The page in its frame; `here` is the place of the bar it belongs to."""
    return make_response(render_template(template, frame=frame(here), **context), status)


def to(endpoint: str, **values: Any) -> Response:
    """Goes on to another page (303: a page reloaded there sends nothing again)."""
    return cast(Response, redirect(url_for(endpoint, **values), 303))


def away(address: str) -> Response:
    """Goes on to an address of our own that was made elsewhere."""
    return cast(Response, redirect(address, 303))


def own_address(address: str | None, otherwise: str) -> str:
    """`address` if it leads to a page of our own, else `otherwise`: nobody is sent away by a link."""
    if not address or not address.isprintable() or "\\" in address:
        return otherwise  # browsers read a backslash as a slash, and leave line ends and tabs out
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not address.startswith("//")
    return address if inside else otherwise


def whole(text: str | None, digits: int) -> int | None:
    """A whole number out of an address or a form, of so many figures at most; None for whatever else stands there."""
    plain = text is not None and 0 < len(text) <= digits and text.isascii() and text.isdigit()
    return int(text) if text is not None and plain else None


def said_again(name: str) -> str:
    """What was typed into a field, to be shown once more beside what is wrong with it; never a My Number."""
    return without_numbers(request.form.get(name, ""))


def posted() -> Posted:
    """The posted page, every name with all its texts."""
    return Posted(dict(request.form.lists()))


def typed() -> dict[str, JSON]:
    """The same as drafts keep it: without the page's own names."""
    return {name: texts for name, texts in request.form.lists() if not name.startswith("_") and name != "csrf_token"}


def uploads() -> dict[str, FileStorage]:
    """The files that were chosen, by name of their field."""
    return {name: file for name, file in request.files.items() if file and file.filename}


def as_posted(flat: Mapping[str, JSON]) -> Posted:
    """A draft as the page it was."""
    return Posted(
        {name: [str(one) for one in value] if isinstance(value, list) else [str(value)] for name, value in flat.items()}
    )


# ---- the frame -----------------------------------------------------------------------------------


def frame(here: str = "") -> Frame:
    """The frame of this request: for a person at work with places and search, before the log-in bare."""
    clock = services().clock
    common: dict[str, Any] = {
        "language": lang(),
        "now": clock.wall_now(),
        "business_date": business_day(),
        "date_moved": business_day() != civil_date(clock.wall_now()),
        "home_url": url_for("inbox.home"),
        "training": services().demo,
        "language_url": url_for("own.switch_language", lang="ja" if lang() == "en" else "en", back=_here()),
        "version": str(current_app.config.get("VERSION", "")),
    }
    if not is_logged_in():
        return Frame(**common)
    may = _may(Function.PERSON_SEARCH)
    return Frame(
        **common,
        here=here,
        places=places(),
        person=Person(caller().name, caller().office_name, caller().title),
        habits=habits(),
        search_url=url_for("search.show") if may else None,
        search_text=request.args.get("q", "") if request.endpoint == "search.show" else "",
        counts_url=url_for("small.count", here=here),
        echo_url=url_for("small.echo"),
        postcode_url=url_for("small.postcode"),
        settings_url=url_for("own.settings"),
        logout_url=url_for("own.log_out"),
        counter_mode_url=url_for("own.counter_mode"),
        guide_url=url_for("guide.show") if services().demo and _may(Function.HOUSEHOLD_VIEW) else None,
        set_aside=count_set_aside(services(), caller()),
        set_aside_url=url_for("own.drafts"),
    )


def places() -> tuple[Place, ...]:
    """The places of the bar that this person has a right to."""
    count = counts(services(), caller())
    every = (
        ("inbox", bool(caller().work_scopes(business_day())), "inbox.show", count.mine),
        ("start", _may(Function.CASE_START), "start.choose", None),
        ("households", _may(Function.PERSON_SEARCH), "search.show", None),
        ("decisions", _may(work("approver")) or bool(caller().standings), "decisions.show", count.decisions),
        ("month", _may(work("levy")) and _may(Function.DAYLIST_VIEW), "levy_months.show", None),
        ("collection", any(_may(one) for one in DESK), "collection.show", None),
        ("arrears", _may(Function.ARREARS_VIEW), "arrears.show", None),
        ("benefits", _may(work("benefit")), "benefits.show", None),
        ("calls", _may(Function.CALL_LIST), "calls.show", None),
        ("letters", _may(Function.LETTER_VIEW), "letters.show", None),
        ("procedures", _may(Function.PROCEDURE_VIEW), "procedures.show", None),
        ("head", _may(Function.HEAD_VIEW), "head.show", None),
    )
    return tuple(Place(name, url_for(endpoint), n) for name, allowed, endpoint, n in every if allowed)


def habits() -> Habits:
    """How this person works: what was set, else the dense rows of the samples."""
    chosen = caller().settings
    density: Literal["standard", "dense"] = "dense" if chosen.get("density", "standard") == "dense" else "standard"
    return Habits(
        density=density,
        text_size=200 if chosen.get("text_size") == 200 else 100,
        letters=chosen.get("letters", True) is True,
        enter_next=chosen.get("enter_next", True) is True,
        counter_mode=chosen.get("counter_mode", False) is True,
    )


def _may(function: str) -> bool:
    return caller().holds(function, business_day())


def _here() -> str:
    """The address of this page for a way back; of a posted page there is none."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


# ---- acts that many pages share ------------------------------------------------------------------


def go(label: str, endpoint: str, key: str | None = None, look: str = "", **values: Any) -> Act:
    """An act that leads to another page."""
    return {"label": label, "url": url_for(endpoint, **values), "key": key, "look": look}


def send(
    label: str,
    endpoint: str,
    key: str | None = None,
    look: str = "",
    hidden: Mapping[str, str] | None = None,
    **values: Any,
) -> Act:
    """An act that changes something at once, by a small form of its own."""
    return {
        "label": label,
        "action": url_for(endpoint, **values),
        "key": key,
        "look": look,
        "hidden": dict(hidden or {}),
    }


def next_task_act(look: str = "go") -> Act:
    """次のタスクへ: the key `N` on every page that ends something."""
    return send(gettext("次のタスクへ"), "inbox.next_task", "N", look)
