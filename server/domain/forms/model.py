"""What a form (様式) is made of: sections of fields, frozen values read once from the form's definition.

One definition drives the screen, the API's schema and the validation; so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from server.domain.effects import JSON

Lang = Literal["ja", "en"]

TEXT_TYPES = frozenset({"text", "textarea", "kana", "name"})
DATE_TYPES = frozenset({"wareki_date", "date"})
FISCAL_YEAR = "fiscal_year"
"""The default of a number that is the fiscal year of the day (今の年度)."""
NUMBER_TYPES = frozenset({"number", "yen"})
CHOICE_TYPES = frozenset({"radio", "select"})

# The classes of data (情報区分) that decide where a value may be shown and whether a second person must look at it.
DATA_CLASSES = ("ID5", "CONTACT", "SEND_TO", "ACCOUNT", "MYNUMBER", "ELIGIBILITY", "TAX", "HEALTH", "WELFARE", "MEMO")

# Telephone and memo need no second person; all else does, above all where letters and money go (送付先, 口座).
NO_SECOND_CHECK = frozenset({"CONTACT", "MEMO"})

PARTIAL_SUFFIX = "_partial"


@dataclass(frozen=True, slots=True)
class Words:
    """A label in both languages; Japanese first, English second."""

    ja: str
    en: str

    def of(self, lang: Lang) -> str:
        return self.en if lang == "en" else self.ja


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a radio, select or checkboxes field; `value` is what is stored."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True)
class Condition:
    """`show_if`: compares a field declared earlier in the same scope with values; no expressions."""

    field: str
    test: Literal["is", "in", "not"]
    values: tuple[JSON, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field (欄). `max`/`min` count characters, rows, choices, or bound a number, by type.

    `not_after`/`not_before` are `today`, an ISO day or the name of a date field in the same scope. `day_after` names a
    date field whose next day this one is expected to be (a warning, never a refusal). `fills` are pairs of a part of an
    address (`whole`, `prefecture`, `city`, `town`) and the field it is put into. `group` is the value group of the
    second check (照合).
    """

    name: str
    type: str
    label: Words
    hint: Words | None = None
    required: bool = False
    max: int | None = None
    min: int | None = None
    not_after: str | None = None
    not_before: str | None = None
    day_after: str | None = None
    partial: bool = False
    show_age: bool = False
    fills: tuple[tuple[str, str], ...] = ()
    show_if: tuple[Condition, ...] = ()
    complete_if: Condition | None = None
    options: tuple[Option, ...] = ()
    fields: tuple[Field, ...] = ()
    accept: tuple[str, ...] = ()
    max_mb: int | None = None
    read_only: bool = False
    width: int = 1
    data_class: str | None = None
    group: str | None = None
    default: JSON = None

    @property
    def partial_name(self) -> str:
        """The companion key that holds a birth date of which only the year or month is known (`1985-00-00`)."""
        return self.name + PARTIAL_SUFFIX

    @property
    def option_values(self) -> tuple[str, ...]:
        return tuple(option.value for option in self.options)

    def option_label(self, value: str, lang: Lang) -> str:
        """The label of `value`; the value itself where an older version had an option this one no longer has."""
        return next((option.label.of(lang) for option in self.options if option.value == value), value)

    def sub(self, name: str) -> Field:
        """The field `name` of a row; `KeyError` when there is none."""
        return _named(self.fields, name)


@dataclass(frozen=True, slots=True)
class Section:
    """A sheet of the form; its `show_if` is already joined to that of each of its fields."""

    title: Words
    fields: tuple[Field, ...]
    hint: Words | None = None
    show_if: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A whole form; `groups` titles the value groups of the second check in paper order."""

    form: str
    version: int
    title: Words
    sections: tuple[Section, ...]
    groups: Mapping[str, Words] = field(default_factory=dict)
    path: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(one for section in self.sections for one in section.fields)

    def field(self, name: str) -> Field:
        """The top-level field `name`; `KeyError` when there is none."""
        return _named(self.fields, name)

    def walk(self) -> Iterator[tuple[str, Field]]:
        """Every field with its path in the definition's terms, those of rows as `members[].name`."""
        for one in self.fields:
            yield one.name, one
            for sub in one.fields:
                yield f"{one.name}[].{sub.name}", sub

    @property
    def check_field(self) -> Field | None:
        """The field that holds the marks of a second check, if the form is one."""
        return next((one for one in self.fields if one.type == "check_groups"), None)


def answered(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields that hold an answer: all but the notes."""
    return (one for one in fields if one.type != "note")


def _named(fields: tuple[Field, ...], name: str) -> Field:
    for one in fields:
        if one.name == name:
            return one
    raise KeyError(name)
