"""The page of the try-out (試行の頁): picture, clock, acts in plain sentences, the walk so far."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.workshop.session import START, TryOut
from server.domain.forms.tree import initial_tree
from server.engine.scenario import scenario_as_json
from server.web import wording
from server.web.forming import Shown
from server.web.formview import FormView, form_view
from server.web.kit import go, lang
from server.web.pages.shared import Plain


def tryout_context(
    session: TryOut,
    element: str,
    *,
    today: date,
    typed: Mapping[str, str],
    shown: Shown | None = None,
    said: str = "",
) -> Plain:
    """The context of `workshop_tryout.html`; `element` is whose form is open, `said` what was refused."""
    draft_id = session.draft.draft_id
    return {
        "title": session.draft.title,
        "action": url_for("workshop_try.act", draft_id=draft_id),
        "acts": [
            go(gettext("下書きへ"), "workshop.look", key="Escape", draft_id=draft_id),
            go(gettext("はじめから"), "workshop_try.tryout", draft_id=draft_id),
        ],
        "walk": json.dumps(scenario_as_json(session.scenario), ensure_ascii=False) if session.scenario else "",
        "rev": session.draft.rev,
        "said": said,
        "element": element,
        "form": _form(session, element, today, shown),
        "form_title": session.waits.get(element, element) if element not in ("", START) else gettext("受付"),
        "begun": session.scenario is not None,
        "today": wording.full_day(today),
        "day": today.isoformat(),
        "typed": dict(typed),
        "diagram": _diagram(session),
        **_standing(session),
    }


def _form(session: TryOut, element: str, today: date, shown: Shown | None) -> FormView | None:
    """The open form, fresh or as it was typed."""
    form = session.form(element) if element else None
    if form is None:
        return None
    drawn = shown or Shown(initial_tree(form, today=today))
    return form_view(form, drawn.tree, lang=lang(), today=today, errors=drawn.errors)


def _diagram(session: TryOut) -> Plain:
    report: Mapping[str, Any] = session.report or {}
    now = [one["element"] for key in ("tasks", "waits") for one in report.get(key, ())]
    past = [one["element"] for one in report.get("visited", ())]
    return {
        "xml_url": url_for("workshop_try.diagram", draft_id=session.draft.draft_id),
        "label": gettext("%(what)sの下書きの図", what=session.draft.title),
        "marks": {"past": [one for one in dict.fromkeys(past) if one not in now], "now": now, "flag": {}},
    }


def _standing(session: TryOut) -> Plain:
    """What can be done now, and what was done: empty before the session begins."""
    report: Mapping[str, Any] = session.report or {}
    lines = [_line(session, line) for line in report.get("acts", ())]
    return {
        "tasks": [{"element": one["element"], "name": one["name"]} for one in report.get("tasks", ())],
        "messages": [
            {"element": one["element"], "name": _name(session, one["element"])} for one in report.get("waits", ())
        ],
        "next_due": _instant(report["next_due"]) if report.get("next_due") else "",
        "asked": list(report.get("asked", ())),
        "lines": lines,
        "ended": report.get("status") == "completed",
        "done": max(len(lines) - 1, 0),
    }


def _line(session: TryOut, line: Mapping[str, Any]) -> Plain:
    way = " → ".join(_name(session, one["element"]) for one in line["visited"])
    letters = [_letter(session, one["letter"]) for one in line["letters"]]
    written = gettext("台帳に書くはずのこと") + " " + "・".join(line["written"]) if line["written"] else ""
    return {"at": _instant(line["at"]), "way": way or gettext("時が過ぎた"), "letters": letters, "written": written}


def _letter(session: TryOut, letter: str) -> Plain:
    """A letter that would be printed: its title, and its page to be looked at in the draft's words, 見本 across it."""
    title = session.letters.get(letter, (letter, letter))[lang() == "en"]
    return {"title": title, "url": url_for("workshop.letter_pdf", draft_id=session.draft.draft_id, letter=letter)}


def _name(session: TryOut, element: str) -> str:
    return session.waits.get(element, element)


def _instant(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{wording.full_day(at.date())} {at:%H:%M}"
