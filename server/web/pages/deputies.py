"""Deputies (代決): the head's page of namings, and the absent decider's list (後閲)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext

from server.casework.views.deputies import DeputiesView, DeputyLine, LaterLine
from server.web.kit import go
from server.web.pages.shared import Plain


def deputies_context(view: DeputiesView, typed: Mapping[str, str], errors: Mapping[str, str]) -> Plain:
    """The context of `deputies.html`."""
    labels = {
        "office": gettext("所属"),
        "principal": gettext("不在の決裁者"),
        "deputy": gettext("代決者"),
        "rank": gettext("順位"),
        "slug": gettext("決定の種類"),
    }
    return {
        "rows": [_naming(one) for one in view.rows],
        "action": url_for("deputies.name"),
        "selects": [
            {"name": name, "label": label, "options": view.choices[name], "value": typed.get(name, "")}
            for name, label in labels.items()
        ],
        "typed": dict(typed),
        "errors": dict(errors),
        "back_url": url_for("head.show"),
    }


def _naming(one: DeputyLine) -> Plain:
    begun, coming = {"shape": "work", "word": gettext("いま有効")}, {"shape": "open", "word": gettext("これから")}
    return {
        "principal": one.principal,
        "deputy": one.deputy,
        "rank": one.rank,
        "kind": one.kind,
        "office": one.office,
        "first": one.first_day,
        "last": one.last_day,
        "state": begun if one.begun else coming,
        "end_url": url_for("deputies.end", deputy_id=one.deputy_id),
    }


def later_context(rows: Sequence[LaterLine]) -> Plain:
    """The context of `later.html`."""
    return {
        "rows": [
            {
                "id": one.act_id,
                "number": one.number,
                "url": url_for("cases.show", case_id=one.case_id, tab="decisions"),
                "name": one.name,
                "guarded": one.guarded,
                "procedure": one.procedure,
                "what": one.what,
                "deputy": one.deputy,
                "at": one.at,
            }
            for one in rows
        ],
        "action": url_for("decisions.look"),
        "acts": [go(gettext("決裁一覧へ"), "decisions.show")],
    }
