"""The log-in and what ends a session (ログイン、別の端末)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.demo_people import DemoLogin
from server.casework.own_drafts import OpenDraft, Replaced


def login_context(
    *,
    after: str = "",
    login: str = "",
    errors: Mapping[str, str] | None = None,
    idle: str | None = None,
    people: Iterable[DemoLogin] = (),
) -> dict[str, Any]:
    """The context of `login.html`; `after` is where to go then, `people` are the log-ins of the demo."""
    return {
        "action": url_for("own.log_in"),
        "login": login,
        "errors": dict(errors or {}),
        "next": after,
        "idle": idle,
        "demo_logins": [{"login": one.user_id, "name": one.name, "role": one.title} for one in people],
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


def drafts_context(drafts: Iterable[OpenDraft]) -> dict[str, Any]:
    """The context of `drafts.html`: what is half typed, each with its page and a way to throw it away."""
    found = list(drafts)
    return {
        "drafts": [
            {
                "label": name,
                "url": _address(draft),
                "saved_at": draft.saved_at,
                "drop_url": url_for("own.drop_draft", kind=draft.kind, target=draft.target),
            }
            for draft, name in zip(found, draft_names(found), strict=True)
        ]
    }


def _address(draft: OpenDraft) -> str:
    if draft.kind == "task":
        return url_for("tasks.show", task_id=draft.target)
    return url_for("start.fill_in", slug=draft.target)
