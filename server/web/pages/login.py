"""The log-in and what ends a session (ログイン、別の端末)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.demo_people import DemoLogin
from server.casework.own_drafts import OpenDraft, Replaced
from server.casework.set_aside import AsidePage


def login_context(
    *,
    after: str = "",
    login: str = "",
    errors: Mapping[str, str] | None = None,
    idle: str | None = None,
    people: Sequence[DemoLogin] = (),
) -> dict[str, Any]:
    """The context of `login.html`; `after` is where to go then, `people` are the log-ins of the demo."""
    return {
        "action": url_for("own.log_in"),
        "login": login,
        "errors": dict(errors or {}),
        "next": after,
        "idle": idle,
        "demo_logins": [{"login": one.user_id, "name": one.name, "role": one.title} for one in people],
        "guide_action": url_for("guide.enter") if people else None,
        "office_name": gettext("若葉市 健康福祉局 健康保険課"),
    }


def replaced_context(replaced: Replaced) -> dict[str, Any]:
    """The context of `session_replaced.html`."""
    return {
        "place": replaced.place,
        "at": replaced.at,
        "login_url": url_for("own.log_in"),
        "handed_over": list(draft_names(replaced.handed_over)),
    }


def draft_names(drafts: Iterable[OpenDraft]) -> Iterable[str]:
    """The half-typed pages in words: number and name of the task."""
    for draft in drafts:
        yield f"{draft.number} {draft.name}" if draft.number else gettext("受付 %(what)s", what=draft.name)


def drafts_context(
    drafts: Iterable[OpenDraft], aside: Iterable[AsidePage] = (), refused: str | None = None
) -> dict[str, Any]:
    """The context of `drafts.html`: what was set aside, and what is half typed besides, each with its page."""
    found = list(drafts)
    pages = list(aside)
    put = {(one.kind, one.target) for one in pages}
    rest = [one for one in found if (one.kind, one.target) not in put]
    return {
        "refused": refused,
        "aside": [_aside(one, found) for one in pages],
        "drafts": [
            {
                "label": name,
                "url": _address(draft),
                "saved_at": draft.saved_at,
                "drop_url": url_for("own.drop_draft", kind=draft.kind, target=draft.target),
            }
            for draft, name in zip(rest, draft_names(rest), strict=True)
        ],
    }


def _aside(one: AsidePage, drafts: Iterable[OpenDraft]) -> dict[str, Any]:
    named = {(draft.kind, draft.target): name for draft, name in zip(drafts, draft_names(drafts), strict=True)}
    own = f"{one.number} {one.name or gettext('済んだ仕事')}" if one.number else gettext("受付")
    return {
        "label": named.get((one.kind, one.target), own),
        "at": one.at,
        "url": url_for("own.take_aside", kind=one.kind, target=one.target),
    }


def _address(draft: OpenDraft) -> str:
    if draft.kind == "task":
        return url_for("tasks.show", task_id=draft.target)
    return url_for("start.fill_in", slug=draft.target)
