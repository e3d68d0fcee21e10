"""Results as buttons (結果を押す): a form that ends in one of a few results shows them as acts, not as a field.

A second check and a decision end by one press: 決定する, 差し戻す…, 決裁者へ回す…. A result that wants reasons asks for
them on a page of its own, with everything typed so far carried along.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from server.domain.forms.model import Field, FormDefinition
from server.domain.forms.tree import Posted
from server.web.formview import FormView
from server.web.pages.shared import Plain

RESULT = "result"
PREFIX = "result:"
ASKED = "_asked"


def result_field(form: FormDefinition) -> Field | None:
    """The field whose options are the acts, where the form has one."""
    return next((one for one in form.fields if one.name == RESULT and one.type == "radio"), None)


def is_result(act: str) -> bool:
    """Whether a pressed button names a result."""
    return act.startswith(PREFIX)


def with_result(posted: Posted, act: str) -> Posted:
    """The posted page with the pressed result in it."""
    return Posted({**posted.fields, RESULT: [act.removeprefix(PREFIX)]})


def asked_for(form: FormDefinition, result: str) -> tuple[str, ...]:
    """The fields that only this result (and maybe others) asks for."""
    return tuple(
        one.name
        for one in form.fields
        if any(c.field == RESULT and c.test != "not" and result in c.values for c in one.show_if)
    )


def hanging(form: FormDefinition) -> tuple[str, ...]:
    """The result and every field that hangs on it: none of them stands on the page itself."""
    names = [one.name for one in form.fields if any(c.field == RESULT for c in one.show_if)]
    return (RESULT, *names)


def without(form: FormDefinition, names: Collection[str]) -> FormDefinition:
    """The form without these fields, to be drawn."""
    return _kept(form, lambda one: one.name not in names)


def only(form: FormDefinition, names: Collection[str]) -> FormDefinition:
    """The form with these fields alone, to be drawn."""
    return _kept(form, lambda one: one.name in names)


def result_acts(form: FormDefinition, lang: Any, main: str) -> tuple[Plain, list[Plain]]:
    """The main act (the first option, called `main`) and the others; those that ask first end in …."""
    field = result_field(form)
    options = () if field is None else field.options
    acts = [
        {
            "label": _short(option.label.of(lang)) + ("…" if asked_for(form, option.value) else ""),
            "value": PREFIX + option.value,
            "unchecked": True,
        }
        for option in options
    ]
    first = {**acts[0], "label": main, "look": "go", "key": "F8"}
    others = [{**act, "key": "F6"} if number == 0 else {**act, "look": "plain"} for number, act in enumerate(acts[1:])]
    return first, others


def _short(label: str) -> str:
    """却下が相当 of 却下が相当(決裁者が決める): a button names the act, the page that asks says the rest."""
    return label.partition("(")[0].strip()


def ask_context(
    form: FormView, label: str, number: str, action: str, back_url: str, carried: Mapping[str, list[str]]
) -> Plain:
    """The context of `outcome.html`: reasons for a result, with the page so far carried along."""
    ask = {
        "title": f"{number} {label}",
        "label": label,
        "action": action,
        "back_url": back_url,
        "hidden": dict(carried),
    }
    return {"ask": ask, "form": form}


def carried(posted: Posted, act: str, asked: Collection[str]) -> dict[str, list[str]]:
    """What the asking page sends back: all that was posted but the fields it asks for itself."""
    kept = {
        name: list(texts)
        for name, texts in posted.fields.items()
        if name not in asked and name not in ("csrf_token", "_act", ASKED, RESULT)
    }
    return {**kept, RESULT: [act.removeprefix(PREFIX)], "_act": [act], ASKED: ["1"]}


def _kept(form: FormDefinition, keeps: Any) -> FormDefinition:
    sections = tuple(
        dataclasses.replace(section, fields=tuple(one for one in section.fields if keeps(one)))
        for section in form.sections
    )
    return dataclasses.replace(form, sections=sections)
