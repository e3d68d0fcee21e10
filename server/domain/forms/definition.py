"""Form definitions (様式の定義): `parse_form` turns a parsed mapping into a `FormDefinition`, strictly.

The mapping comes from a YAML file or from the workshop; every fault is found in one pass and raised together, each
with its place and a sentence in both languages.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from server.domain.forms.faults import FormFault, FormFaults
from server.domain.forms.field_checks import check_groups, check_scope
from server.domain.forms.field_reading import read_conditions, read_fields
from server.domain.forms.model import (
    DATA_CLASSES,
    NO_SECOND_CHECK,
    Condition,
    Field,
    FormDefinition,
    Lang,
    Option,
    Section,
    Words,
)
from server.domain.forms.mold import Mold, words_of

__all__ = [
    "DATA_CLASSES",
    "NO_SECOND_CHECK",
    "Condition",
    "Field",
    "FormDefinition",
    "FormFault",
    "FormFaults",
    "Lang",
    "Option",
    "Section",
    "Words",
    "parse_form",
]


def parse_form(mapping: Mapping[str, object], path: str) -> FormDefinition:
    """The form that `mapping` defines; `path` names its file in faults. Raises `FormFaults` with every fault found."""
    faults: list[FormFault] = []
    mold = Mold.of(mapping, "", "form", faults)
    mold.only(("form", "version", "title", "groups", "sections"))
    groups = _groups(mold)
    raw_sections = mold.items("sections", required=True)
    sections = tuple(
        _section(Mold.of(one, f"sections.{index}", "section", faults)) for index, one in enumerate(raw_sections)
    )
    form = FormDefinition(
        form=mold.text("form", required=True) or "",
        version=mold.integer("version", required=True) or 0,
        title=mold.words("title", required=True) or Words("", ""),
        sections=sections,
        groups=groups,
        path=path,
    )
    _check_whole(form, faults)
    if faults:
        raise FormFaults(path, faults)
    return form


def _groups(mold: Mold) -> dict[str, Words]:
    raw = mold.json("groups")
    if raw is None:
        return {}
    inner = Mold.of(raw, mold.place("groups"), "groups", mold.faults)
    return {
        str(name): words_of(label, inner.place(str(name)), str(name), mold.faults) for name, label in inner.raw.items()
    }


def _section(mold: Mold) -> Section:
    """One sheet; its condition is joined to those of its fields, so that nobody need look at the section again."""
    mold.only(("title", "hint", "show_if", "fields"))
    conditions = read_conditions(mold.json("show_if"), mold.place("show_if"), mold.faults)
    fields = read_fields(mold.items("fields", required=True), mold.place("fields"), mold.faults)
    if not fields:
        mold.fault("no_fields", "fields")
    return Section(
        title=mold.words("title", required=True) or Words("", ""),
        hint=mold.words("hint"),
        show_if=conditions,
        fields=tuple(dataclasses.replace(one, show_if=conditions + one.show_if) for one in fields),
    )


def _check_whole(form: FormDefinition, faults: list[FormFault]) -> None:
    if not form.sections:
        faults.append(FormFault("sections", "no_fields"))
    places = [f"sections.{s}.fields.{f}" for s, section in enumerate(form.sections) for f in range(len(section.fields))]
    check_scope(form.fields, places, faults)
    check_groups(form.fields, places, form.groups, faults)
    if sum(one.type == "check_groups" for one in form.fields) > 1:
        faults.append(FormFault("sections", "second_check_field_twice"))
