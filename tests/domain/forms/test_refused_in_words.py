"""Whatever is typed into whatever field: it is read, or it is refused in words, never by a fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.forms import FormDefinition
from server.domain.refusal_texts import TEXTS
from server.domain.refusals import InputInvalid
from tests.domain.forms.building import choice, errors_of_post, field, form, post

TYPES = (
    "text",
    "textarea",
    "kana",
    "name",
    "wareki_date",
    "date",
    "number",
    "yen",
    "postal_code",
    "phone",
    "my_number",
    "file",
)
TYPED = st.text(max_size=40) | st.from_regex(r"[0-9０-９\-−()+ .年月日RSH令和昭]{0,16}", fullmatch=True)


def one(type: str) -> FormDefinition:  # noqa: A002 - the key of the definition
    return form(field("x", type, required=True))


@pytest.mark.parametrize("type", TYPES)
@given(typed=TYPED)
def test_any_text_is_read_or_refused_in_words(type: str, typed: str) -> None:  # noqa: A002 - as above
    _read_or_refused(one(type), typed)


@pytest.mark.parametrize("type", ["radio", "select", "checkboxes"])
@given(typed=TYPED)
def test_any_choice_is_read_or_refused_in_words(type: str, typed: str) -> None:  # noqa: A002 - as above
    _read_or_refused(form(choice("x", "a", "b", type=type)), typed)


def _read_or_refused(of: FormDefinition, typed: str) -> None:
    try:
        post(of, {"x": typed})
    except InputInvalid as invalid:
        for error in invalid.errors:
            assert error.code in TEXTS
            assert error.message_ja
            assert "{" not in error.message_en


@pytest.mark.parametrize("typed", ["abc", "043", "043-000", "1" * 12, "+1"])
def test_a_wrong_telephone_number_is_refused_in_words(typed: str) -> None:
    assert errors_of_post(one("phone"), {"x": typed})["x"] == "phone_invalid"
