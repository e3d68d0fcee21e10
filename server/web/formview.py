"""A form made ready for the page (様式の表示): plain values for `_fields.html`, in one language.

Built from the definition and the tree of what was typed, so that a page shown again after an error is the page that
was sent. Names in the page are flat (`members-2-birth_date`); so are ids (`f-members-2-birth_date`), and an error's
link leads to its field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.domain.effects import JSON
from server.domain.forms.conditions import is_shown
from server.domain.forms.dates import echo, partial_of
from server.domain.forms.kinds import clean
from server.domain.forms.model import DATE_TYPES, Condition, Field, FormDefinition, Lang, Section, Words
from server.domain.forms.tree import SEALED, TICKED
from server.domain.refusals import FieldError, Refused
from server.web.fieldviews import ErrorLink, FieldView, FormView, OptionView, RowView, SectionView

__all__ = ["ErrorLink", "FieldView", "FormView", "OptionView", "RowView", "SectionView", "date_echo", "form_view"]

#: A row is a line of a table while its fields fit beside each other; wider ones become a small sheet per row.
MOST_COLUMNS = 6
WHOLE_LINE = 4
#: From this many rows on, the filled ones fold to a line.
FOLD_FROM = 4
_LONG_TYPES = frozenset({"textarea", "note", "group", "checkboxes", "file", "radio"})
_WIDE_TYPES = frozenset({"textarea", "note", "group"})


@dataclass(frozen=True, slots=True)
class _Around:
    """What every field of one page shares."""

    lang: Lang
    today: date
    read_only: bool
    errors: Mapping[str, str]
    warnings: Mapping[str, str]
    was: Mapping[str, str]
    uploads: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def form_view(
    form: FormDefinition,
    tree: Mapping[str, JSON],
    *,
    lang: Lang,
    today: date,
    errors: Sequence[FieldError] = (),
    warnings: Sequence[FieldError] = (),
    was: Mapping[str, str] | None = None,
    uploads: Mapping[str, Mapping[str, str]] | None = None,
    read_only: bool = False,
) -> FormView:
    """`form` filled with `tree` (never with a typed My Number: hand it through `without_my_numbers` first).

    `was` holds the text of an earlier answer by dotted path, where it differs; `uploads` what an upload id stands for
    (`{"label", "url"}`). `today` is the business day, for ages in echoes.
    """
    around = _Around(
        lang=lang,
        today=today,
        read_only=read_only,
        errors=_messages(errors, lang),
        warnings=_messages(warnings, lang),
        was=was or {},
        uploads=uploads or {},
    )
    return FormView(
        title=form.title.of(lang),
        sections=tuple(one for one in (_section(each, tree, around) for each in form.sections) if one.fields),
        errors=tuple(_link(form, error, lang) for error in errors),
        read_only=read_only,
    )


def date_echo(text: str, *, today: date, lang: Lang, show_age: bool = False) -> str | None:
    """The line below a date field while it is typed; None for an empty text, `Refused` for what is no date."""
    as_field = Field("day", "wareki_date", Words("", ""), show_age=show_age)
    if not text.strip():
        return None
    return echo(as_field, text, {"day": clean(as_field, text)}, today=today, lang=lang)


def _messages(errors: Sequence[FieldError], lang: Lang) -> dict[str, str]:
    """The first message for each path."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(error.path, _message(error, lang))
    return found


def _message(error: FieldError, lang: Lang) -> str:
    return error.message_en if lang == "en" else error.message_ja


def _link(form: FormDefinition, error: FieldError, lang: Lang) -> ErrorLink:
    """世帯員3 生年月日: rows are told from 1. What belongs to no field leads to the top of the form."""
    names = error.path.split(".")
    try:
        top = form.field(names[0])
    except KeyError:
        return ErrorLink("", _message(error, lang), "form")
    label = top.label.of(lang)
    if top.type == "check_groups":  # the mark of a value group, whose id may hold a dot of its own (`members.0`)
        group = error.path.removeprefix(f"{names[0]}.").removesuffix(".mark").replace(".right_value", "-right_value")
        return ErrorLink(label, _message(error, lang), f"f-{names[0]}-{group}")
    if len(names) == 3:
        space = " " if lang == "en" else ""
        label = f"{label}{space}{int(names[1]) + 1} {top.sub(names[2]).label.of(lang)}"
    return ErrorLink(label, _message(error, lang), "f-" + "-".join(names))


def _section(section: Section, tree: Mapping[str, JSON], around: _Around) -> SectionView:
    """One sheet; the marks of a second check are not in it, they stand in the value groups of their own page."""
    return SectionView(
        title=section.title.of(around.lang),
        hint=section.hint.of(around.lang) if section.hint else None,
        fields=tuple(
            _field(one, tree, "", around) for one in _drawn(section.fields, tree, around) if one.type != "check_groups"
        ),
    )


def _drawn(fields: Sequence[Field], scope: Mapping[str, JSON], around: _Around) -> tuple[Field, ...]:
    """The fields of a scope: all of a form to be typed into (the script hides); to be read, those that are asked."""
    if not around.read_only:
        return tuple(fields)
    values = {name: text == TICKED if _is_box(fields, name) else text for name, text in scope.items()}
    hidden: set[str] = set()
    drawn = []
    for one in fields:
        if is_shown(one, values, hidden):
            drawn.append(one)
        else:
            hidden.add(one.name)
    return tuple(drawn)


def _is_box(fields: Sequence[Field], name: str) -> bool:
    return any(one.name == name and one.type == "checkbox" for one in fields)


def _field(one: Field, scope: Mapping[str, JSON], prefix: str, around: _Around) -> FieldView:
    path = prefix + one.name
    raw = scope.get(one.name)
    if one.type == "group":
        return _group(one, raw if isinstance(raw, list) else [], path, around)
    values = tuple(str(v) for v in raw) if isinstance(raw, list) else ()
    text = raw if isinstance(raw, str) else ""
    sealed = one.type == "my_number" and text.startswith(SEALED)
    upload = around.uploads.get(text, {})
    return FieldView(
        path=path,
        type=one.type,
        label=one.label.of(around.lang),
        hint=one.hint.of(around.lang) if one.hint else None,
        required=one.required,
        read_only=one.read_only or around.read_only,
        width=4 if one.type in _WIDE_TYPES else one.width,
        value=text,
        values=values,
        options=tuple(
            OptionView(option.value, option.label.of(around.lang), option.value == text or option.value in values)
            for option in one.options
        ),
        shown_text=_shown(one, text, values, upload, around.lang),
        echo=_echo(one, text, around),
        error=around.errors.get(path),
        warning=around.warnings.get(path),
        was=around.was.get(path),
        sealed=sealed,
        show_age=one.show_age,
        max=one.max,
        accept=",".join(one.accept),
        file_url=upload.get("url"),
        show_if=None if around.read_only else _conditions(one.show_if, prefix),
        fills=_fills(one, prefix),
    )


def _group(one: Field, rows: Sequence[Mapping[str, JSON]], path: str, around: _Around) -> FieldView:
    drawn = tuple(_row(one, row, index, path, len(rows), around) for index, row in enumerate(rows))
    return FieldView(
        path=path,
        type="group",
        label=one.label.of(around.lang),
        hint=one.hint.of(around.lang) if one.hint else None,
        required=bool(one.min),
        read_only=around.read_only,
        width=4,
        error=around.errors.get(path),
        show_if=None if around.read_only else _conditions(one.show_if, ""),
        columns=tuple(_field(sub, {}, f"{path}.0.", around) for sub in one.fields),
        rows=drawn,
        as_table=_fits_in_a_line(one),
        can_add=one.max is None or len(rows) < one.max,
    )


def _row(one: Field, row: Mapping[str, JSON], index: int, path: str, count: int, around: _Around) -> RowView:
    here = f"{path}.{index}"
    shown = one.fields if _fits_in_a_line(one) else _drawn(one.fields, row, around)  # a table keeps its columns
    fields = tuple(_field(sub, row, f"{here}.", around) for sub in shown)
    filled = [view for view in fields if view.value or view.values]
    faulty = any(view.error or view.warning for view in fields)
    return RowView(
        number=index + 1,
        path=here,
        fields=fields,
        summary=" ".join(view.shown_text for view in filled[:FOLD_FROM] if view.type != "my_number"),
        folded=count >= FOLD_FROM and bool(filled) and not faulty and index < count - 1,
        filled=bool(filled),
    )


def _fits_in_a_line(one: Field) -> bool:
    return len(one.fields) <= MOST_COLUMNS and not any(
        sub.type in _LONG_TYPES or sub.width == WHOLE_LINE for sub in one.fields
    )


def _shown(one: Field, text: str, values: tuple[str, ...], upload: Mapping[str, str], lang: Lang) -> str:
    """What a reader sees of the answer: labels of choices, grouped yen, a masked My Number."""
    if one.type in ("radio", "select"):
        return one.option_label(text, lang) if text else ""
    if one.type == "checkboxes":
        return "、".join(one.option_label(value, lang) for value in values)
    if one.type == "checkbox":
        return ("Yes" if lang == "en" else "はい") if text == TICKED else ("No" if lang == "en" else "いいえ")
    if one.type == "my_number":
        return "*" * 12 if text else ""
    if one.type == "file":
        return upload.get("label", text)
    if one.type in ("yen", "number") and text.isascii() and text.removeprefix("-").isdigit():
        return f"{int(text):,}"
    return text


def _echo(one: Field, text: str, around: _Around) -> str | None:
    if one.type not in DATE_TYPES or not text.strip():
        return None
    try:
        known = partial_of(text) if one.partial else None
        values = {one.partial_name: known} if known else {one.name: clean(one, text)}
        return echo(one, text, values, today=around.today, lang=around.lang)
    except Refused:
        return None  # the field's own error says what is wrong


def _conditions(conditions: Sequence[Condition], prefix: str) -> str | None:
    """`show_if` for the script, which only hides: what is asked is decided by the reader on the server."""
    if not conditions:
        return None
    flat = [
        {"field": (prefix + one.field).replace(".", "-"), "test": one.test, "values": list(one.values)}
        for one in conditions
    ]
    return json.dumps(flat, ensure_ascii=False)


def _fills(one: Field, prefix: str) -> str | None:
    if not one.fills:
        return None
    return json.dumps({part: (prefix + name).replace(".", "-") for part, name in one.fills}, ensure_ascii=False)
