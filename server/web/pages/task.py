"""A task's page (タスク): the form beside the facts it rests on, and what one may do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import url_for
from flask_babel import gettext

from server.casework.views.task import TaskView
from server.domain.effects import JSON
from server.domain.forms.model import Field, FormDefinition, Lang
from server.domain.forms.tree import tree_of_values
from server.web import wording
from server.web.formview import FormView
from server.web.pages.dunning_figures import figure_sheets
from server.web.pages.shared import (
    Plain,
    fact_sheet,
    household_words,
    last_note,
    note_act,
    papers_sheet,
    warnings_of,
)


def task_context(view: TaskView, form: FormView, notices: Iterable[Plain]) -> Plain:
    """The context of `task.html`."""
    facts = [fact_sheet(sheet) for sheet in view.facts]
    papers = papers_sheet(view.papers, view.case.case_id, may_add=view.may_add_document)
    acts = acts_of(view)
    return {
        **around(view, notices),
        "chain": [{"label": link.label, "state": link.state} for link in view.chain],
        "form": form,
        "facts": [*figure_sheets(view.dunning), *facts, papers],
        "acts": acts,
        "act_note": view.act_note if view.may_do else "",
        "keys": keys_of(acts),
    }


def around(view: TaskView, notices: Iterable[Plain]) -> Plain:
    """What every page of a task carries: head, bands, notes, where the form goes."""
    return {
        "task": {
            "name": view.name,
            "number": view.case.number,
            "case_url": url_for("cases.show", case_id=view.case.case_id),
            "procedure": view.case.procedure,
            "household": household_words(view.case),
            "action": url_for("tasks.hand_in", task_id=view.task_id),
            "draft_url": url_for("tasks.save_draft", task_id=view.task_id) if view.may_do else None,
            "hidden": {"_rev": str(view.rev), "_element": view.element},
            "saved_at": wording.clock(view.saved_at) if view.saved_at else None,
        },
        "warnings": warnings_of(view.case.bands),
        "note": last_note(view.notes),
        "note_act": note_act(view.case.case_id, view.may_note),
        "notices": [*notices, *_notices(view)],
    }


def _notices(view: TaskView) -> list[Plain]:
    """What one has to know before one begins: not one's own to do, come back, half typed before."""
    found: list[Plain] = []
    if not view.may_do:
        look = {"label": gettext("案件を見る"), "url": url_for("cases.show", case_id=view.case.case_id)}
        found.append({"kind": "law", "tag": _tag_of(view.why_code), "text": view.why_not, "acts": [look]})
    back = view.returned
    if back is not None:
        words = " ".join(part for part in (back.kind, back.reason) if part)
        said = f"{back.who} {wording.short_stamp(back.at)} {back.step}: {words}"
        found.append({"kind": "law", "tag": gettext("差戻し"), "text": said})
    if view.origin == "draft" and view.saved_at is not None:
        drop = url_for("tasks.drop_draft", task_id=view.task_id)
        text = gettext("%(time)sまでの書きかけの続きです", time=wording.short_stamp(view.saved_at))
        act = {"label": gettext("捨ててはじめから"), "action": drop}
        found.append({"kind": "info", "tag": gettext("書きかけ"), "text": text, "acts": [act]})
    return found


def _tag_of(code: str) -> str:
    tags = {"claimed_by_other": gettext("先着"), "already_done": gettext("済")}
    return str(tags.get(code, gettext("不可")))


def keys_of(acts: Iterable[Plain]) -> list[tuple[str, str]]:
    """The strip names the keys that press something here."""
    return [(act["key"], act["label"].removesuffix("…")) for act in acts if act.get("key") and not act.get("why_not")]


def acts_of(view: TaskView, main: Plain | None = None, others: Sequence[Plain] = ()) -> list[Plain]:
    """The acts below a task's form: the main one first; what cannot be done is dashed, with the reason beside it."""
    # Whoever types from scans hands over to the clerk, whatever the paper says comes next.
    typing = view.role == "typing"
    follow = None if typing else next((field.name for field in view.form.fields if field.name == "next_step"), None)
    first: Plain = main or {"value": "complete", "says": follow}
    first = {"label": view.act, "look": "go", "key": "F8"} | first
    if not view.may_do:
        return [first | {"why_not": view.why_not}]
    aside = {"label": gettext("脇に置く"), "value": "aside", "key": "F10", "unchecked": True}
    return [first, *others, aside, *_claims(view)]


def _claims(view: TaskView) -> list[Plain]:
    found: list[Plain] = []
    if view.may_claim:
        found.append(_send(view, gettext("引き受ける"), "tasks.claim", "F2"))
    if view.may_release:
        found.append(_send(view, gettext("戻す"), "tasks.release", None))
    if view.may_assign:
        url = url_for("inbox.ask_whom", task=view.task_id)
        found.append({"label": gettext("担当を割り当てる…"), "url": url, "look": "plain"})
    return found


def _send(view: TaskView, label: str, endpoint: str, key: str | None) -> Plain:
    return {"label": label, "action": url_for(endpoint, task_id=view.task_id), "key": key, "look": "plain"}


# ---- what was before -----------------------------------------------------------------------------


def earlier_texts(
    form: FormDefinition, tree: Mapping[str, JSON], earlier: Mapping[str, JSON] | None, lang: Lang
) -> dict[str, str]:
    """The text of the round before by dotted path, where it differs from what stands in the form now."""
    if earlier is None:
        return {}
    before, now = _flat(form.fields, tree_of_values(form, earlier), lang), _flat(form.fields, tree, lang)
    return {path: text for path, text in before.items() if path in now and now[path] != text}


def _flat(fields: Iterable[Field], scope: Mapping[str, JSON], lang: Lang, prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields:
        value = scope.get(field.name)
        if field.type == "group" and isinstance(value, list):
            for number, row in enumerate(value):
                found |= _flat(field.fields, row, lang, f"{prefix}{field.name}.{number}.")
        elif isinstance(value, str) and field.type not in ("my_number", "file"):
            found[prefix + field.name] = field.option_label(value, lang) if field.options and value else value
    return found


def left_over(old: FormDefinition, new: FormDefinition, tree: Mapping[str, JSON], lang: Lang) -> list[tuple[str, str]]:
    """Label and text of what was typed into fields that the new form no longer has; never a My Number or a file."""
    known = {field.name for field in new.fields}
    gone = [field for field in old.fields if field.name not in known]
    found = [(field.label.of(lang), "・".join(_texts(field, tree.get(field.name), lang))) for field in gone]
    return [(label, text) for label, text in found if text]


def _texts(field: Field, value: JSON, lang: Lang) -> list[str]:
    if field.type in ("my_number", "file"):
        return []
    if isinstance(value, str):
        return [field.option_label(value, lang) if field.options and value else value] if value else []
    if not isinstance(value, list):
        return []
    rows = [one for one in value if isinstance(one, Mapping)]
    inner = [text for row in rows for part in field.fields for text in _texts(part, row.get(part.name), lang)]
    return inner + [text for one in value if isinstance(one, str) for text in _texts(field, one, lang)]
