"""A birth date of which a foreign record tells only a part: known parts are kept apart, unknown ones never invented."""

from __future__ import annotations

import pytest

from server.domain.forms import FormDefinition
from tests.domain.forms.building import errors_of_json, errors_of_post, field, form, post, send


def _birth(**keys: object) -> FormDefinition:
    return form(field("birth", "wareki_date", partial=True, required=True, not_after="today", show_age=True, **keys))


TYPED = [
    ("1985", "1985-00-00"),
    ("１９８５年", "1985-00-00"),
    ("1985年月日不詳", "1985-00-00"),
    ("1985年不明", "1985-00-00"),
    ("1985-00-00", "1985-00-00"),
    ("1985.0.0", "1985-00-00"),
    ("19850000", "1985-00-00"),
    ("昭和60年", "1985-00-00"),
    ("S60", "1985-00-00"),
    ("s60.00.00", "1985-00-00"),
    ("3600000", "1985-00-00"),
    ("1985年10月", "1985-10-00"),
    ("1985-10", "1985-10-00"),
    ("1985-10-00", "1985-10-00"),
    ("1985年10月日不詳", "1985-10-00"),
    ("昭和60年10月", "1985-10-00"),
    ("S60.10", "1985-10-00"),
    ("3601000", "1985-10-00"),
    ("昭和64年", "1989-00-00"),
    ("平成元年", "1989-00-00"),
    ("平成元年1月", "1989-01-00"),
    ("令和8年", "2026-00-00"),
]


@pytest.mark.parametrize(("typed", "parts"), TYPED)
def test_known_parts_stand_apart_and_the_date_stays_empty(typed: str, parts: str) -> None:
    assert post(_birth(), {"birth": typed}).values == {"birth": None, "birth_partial": parts}


@pytest.mark.parametrize("typed", ["1985-10-01", "S60.10.1", "3601001", "昭和60年10月1日"])
def test_a_whole_date_is_a_whole_date(typed: str) -> None:
    assert post(_birth(), {"birth": typed}).values == {"birth": "1985-10-01", "birth_partial": None}


REFUSED = [
    ("", "required"),
    ("1985-13", "month_not_in_year"),
    ("1985-13-00", "month_not_in_year"),
    ("昭和65年", "day_not_in_era"),
    ("昭和0年", "era_year_zero"),
    ("平成元年13月", "month_not_in_year"),
    ("60年", "not_a_date"),
    ("1872", "date_out_of_range"),
    ("2027", "date_in_future"),
    ("2026-12", "date_in_future"),
    ("85", "not_a_date"),
]


@pytest.mark.parametrize(("typed", "code"), REFUSED)
def test_parts_that_cannot_be_are_refused(typed: str, code: str) -> None:
    assert errors_of_post(_birth(), {"birth": typed}) == {"birth": code}


def test_a_field_that_takes_no_parts_refuses_them() -> None:
    assert errors_of_post(form(field("day", "wareki_date")), {"day": "1985"}) == {"day": "not_a_date"}


def test_json_gives_the_parts_under_their_own_name() -> None:
    values = {"birth": None, "birth_partial": "1985-10-00"}
    assert send(_birth(), values).values == values
    assert send(_birth(), {"birth_partial": "1985-00-00"}).values["birth"] is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"birth": "1985-10-01", "birth_partial": "1985-10-00"}, "date_given_twice"),
        ({"birth": "1985"}, "not_a_date"),
        ({"birth_partial": "1985"}, "not_canonical"),
        ({"birth_partial": "1985-00-05"}, "not_canonical"),
        ({"birth_partial": 1985}, "wrong_type"),
        ({"birth_partial": "2027-00-00"}, "date_in_future"),
        ({}, "required"),
    ],
)
def test_json_with_the_wrong_parts_is_refused(raw: dict[str, object], code: str) -> None:
    assert errors_of_json(_birth(), raw) == {"birth": code}


def test_the_echo_says_what_is_unknown() -> None:
    assert post(_birth(), {"birth": "S60"}).echoes == {"birth": "1985年(月日不詳)"}
    assert post(_birth(), {"birth": "S60.10"}, lang="en").echoes == {"birth": "1985-10 (day unknown)"}
