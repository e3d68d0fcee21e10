"""Small forms for tests, and the way from a tree back to what a browser posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from server.domain.forms import Answers, FormDefinition, Posted, parse_form, read_answers
from server.domain.refusals import InputInvalid

TODAY = date(2026, 11, 18)


def words(text: str) -> dict[str, str]:
    return {"ja": text, "en": f"{text} (en)"}


def field(name: str, type: str, **keys: Any) -> dict[str, Any]:  # noqa: A002 - the key of the definition
    return {"name": name, "type": type, "label": words(name), **keys}


def option(value: str) -> dict[str, str]:
    return {"value": value, "ja": f"{value}の表示", "en": f"{value} shown"}


def choice(name: str, *values: str, type: str = "radio", **keys: Any) -> dict[str, Any]:  # noqa: A002 - as above
    return field(name, type, options=[option(value) for value in values], **keys)


def mapping(*fields: Mapping[str, Any], **keys: Any) -> dict[str, Any]:
    return {
        "form": "test/form",
        "version": 1,
        "title": words("様式"),
        "sections": [{"title": words("節"), "fields": list(fields)}],
        **keys,
    }


def form(*fields: Mapping[str, Any], **keys: Any) -> FormDefinition:
    return parse_form(mapping(*fields, **keys), "test/form.yaml")


def post(of: FormDefinition, texts: Mapping[str, Any], **keys: Any) -> Answers:
    return read_answers(of, Posted.of(texts), today=TODAY, **keys)


def send(of: FormDefinition, raw: Mapping[str, Any], **keys: Any) -> Answers:
    return read_answers(of, raw, today=TODAY, **keys)


def errors_of_post(of: FormDefinition, texts: Mapping[str, Any], **keys: Any) -> dict[str, str]:
    with pytest.raises(InputInvalid) as caught:
        post(of, texts, **keys)
    return {error.path: error.code for error in caught.value.errors}


def errors_of_json(of: FormDefinition, raw: Any, **keys: Any) -> dict[str, str]:
    with pytest.raises(InputInvalid) as caught:
        send(of, raw, **keys)
    return {error.path: error.code for error in caught.value.errors}


def flat(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A tree as a browser posts it."""
    posted: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            rows: list[tuple[Any, Any]] = list(value.items())
        elif isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
            rows = list(enumerate(value))
        else:
            posted[name] = value
            continue
        for key, row in rows:
            posted.update({f"{name}-{key}-{sub}": text for sub, text in row.items()})
    return posted
