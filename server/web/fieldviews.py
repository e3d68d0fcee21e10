"""What the macros of `_fields.html` draw (欄の表示値): plain values in one language, made by `formview`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice: stored value, its words, whether it is chosen."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a repeated group: `number` counts from 1, `path` is `members.0`, `summary` its texts in a line."""

    number: int
    path: str
    fields: tuple[FieldView, ...]
    summary: str = ""
    folded: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as the macros draw it. `path` is dotted (`members.0.name`), `name` flat; texts are in one language."""

    path: str
    type: str
    label: str
    hint: str | None = None
    required: bool = False
    read_only: bool = False
    width: int = 1
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    shown_text: str = ""
    echo: str | None = None
    error: str | None = None
    warning: str | None = None
    was: str | None = None
    sealed: bool = False
    show_age: bool = False
    max: int | None = None
    accept: str = ""
    file_url: str | None = None
    show_if: str | None = None
    fills: str | None = None
    columns: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    as_table: bool = False
    can_add: bool = True

    @property
    def name(self) -> str:
        return self.path.replace(".", "-")

    @property
    def id(self) -> str:
        return "f-" + self.name


@dataclass(frozen=True, slots=True)
class SectionView:
    """A sheet of the form."""

    title: str
    hint: str | None
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: the field in words, what is wrong, the id of the field it leads to."""

    label: str
    message: str
    target: str


@dataclass(frozen=True, slots=True)
class FormView:
    """A whole form ready for the page."""

    title: str
    sections: tuple[SectionView, ...]
    errors: tuple[ErrorLink, ...] = ()
    read_only: bool = False
