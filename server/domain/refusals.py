"""Refusals (拒否): one catalogue of codes with their text in both languages, and the exceptions that carry them.

Every floor refuses with a code from here; screens and the API show the same words. A message says where, what is
wrong and what to do, without blame (the way on is part of the sentence).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.domain.refusal_catalogue.functions import words_of
from server.domain.refusal_texts import TEXTS, RefusalText


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: `path` is dotted with row numbers (`members.2.birth_date`), rows counted from 0."""

    path: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message_ja(self) -> str:
        return text_of(self.code).ja.format_map(_Params(self.params))

    @property
    def message_en(self) -> str:
        return text_of(self.code).en.format_map(_Params(self.params))


class Refused(Exception):
    """The law, a right, the state of the case or the input does not allow it; nothing was changed."""

    def __init__(self, code: str, /, *, at_field: str | None = None, **params: object) -> None:
        text = text_of(code)
        self.code = code
        self.field = at_field
        self.params: dict[str, object] = dict(params)
        self.status = text.status
        self.basis = text.basis
        self.message_ja = text.ja.format_map(_Params(params))
        self.message_en = text.en.format_map(_Params(params))
        super().__init__(f"{code}: {self.message_en}")

    def as_json(self) -> dict[str, object]:
        """The refusal as data: `{"code", "message_ja", "message_en", "field", "basis"}`."""
        return {
            "code": self.code,
            "message_ja": self.message_ja,
            "message_en": self.message_en,
            "field": self.field,
            "basis": self.basis,
        }


def refused_again(data: Mapping[str, object]) -> Refused:
    """The refusal that `data` (as made by `as_json`) tells of, with its words as they were said."""
    again = Refused(str(data["code"]), at_field=None if data.get("field") is None else str(data["field"]))
    again.message_ja, again.message_en = str(data["message_ja"]), str(data["message_en"])
    return again


class InputInvalid(Refused):
    """One or more fields are wrong; holds every finding so that the form shows all at once (HTTP 422)."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        if not errors:
            raise ValueError("InputInvalid needs at least one field error")
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.code, at_field=first.path, **dict(first.params))
        self.status = 422

    @classmethod
    def again(cls, data: Mapping[str, object]) -> InputInvalid:
        """The refusal that `data` (as made by `as_json`) tells of, field by field."""
        found = data["errors"]
        errors = found if isinstance(found, list) else []
        return cls([FieldError(str(e["field"]), str(e["code"]), dict(e.get("params") or {})) for e in errors])

    def as_json(self) -> dict[str, object]:
        return {
            **super().as_json(),
            "errors": [
                {
                    "field": e.path,
                    "code": e.code,
                    "message_ja": e.message_ja,
                    "message_en": e.message_en,
                    "params": {name: value for name, value in e.params.items() if isinstance(value, int | str)},
                }
                for e in self.errors
            ],
        }


def text_of(code: str) -> RefusalText:
    """The catalogue entry of `code`; an unknown code is a fault of ours, so `KeyError`."""
    return TEXTS[code]


class _Params(dict[str, object]):
    """A refusal must never fail for a missing parameter while it is being shown."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__(params)

    def __missing__(self, key: str) -> str:
        name, _, lang = key.rpartition("_")
        if name == "function" and name in self:
            return words_of(str(self[name]), lang)
        return "－"
