"""Taking in a notification (受付): the procedures one may choose, the start form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.start_form import Person, Startable
from server.web.formview import FormView


def start_context(
    procedures: Iterable[Startable],
    slug: str | None = None,
    *,
    title: str = "",
    form: FormView | None = None,
    page_key: str = "",
    saved_at: str | None = None,
    notices: Iterable[dict[str, Any]] = (),
    household_key: str = "",
    label: str = "",
    people: Iterable[Person] = (),
) -> dict[str, Any]:
    """The context of `start_case.html`; without `slug` only the choice, which hands `household_key` on."""
    key = household_key or None
    listed = [
        {
            "label": one.title,
            "url": url_for("start.fill_in", slug=one.slug, household_key=key),
            "current": one.slug == slug,
        }
        for one in procedures
    ]
    common = {"procedures": listed, "mail_url": url_for("mail.show"), "label": label}
    if slug is None:
        return common | {"chosen": None}
    return common | {
        "chosen": {
            "title": title,
            "action": url_for("start.take_in", slug=slug),
            "draft_url": url_for("start.save_draft", slug=slug),
            "hidden": {"_page": page_key} | ({"_label": label} if label else {}),
            "saved_at": saved_at,
        },
        "form": form,
        "hits": _people(people),
        "notices": list(notices),
        "acts": [
            {"label": gettext("受け付ける"), "value": "start", "look": "go", "key": "F8"},
            {"label": gettext("世帯を照会する"), "value": "household", "key": "F1", "unchecked": True},
            {"label": gettext("脇に置く"), "value": "aside", "key": "F10", "unchecked": True},
        ],
        "act_note": "" if label else gettext("受付番号は受け付けると付きます"),
    }


def _people(people: Iterable[Person]) -> list[dict[str, Any]]:
    """世帯員の宛名番号: of the household that stands in the form, where the form asks for one of its members."""
    pairs = [{"label": one.name, "value": one.key, "code": True} for one in people]
    return [{"title": gettext("世帯員の宛名番号"), "kind": "ruled", "pairs": pairs}] if pairs else []
