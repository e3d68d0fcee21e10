"""A household file is read strictly: every wrong field is named, and what it leaves out has one plain reading."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.domain.levy.model import WHOLE_YEAR
from server.domain.levy.reading import read_household
from server.domain.refusals import InputInvalid, Refused
from tests.domain.levy.households import File, head, household, person


def test_what_a_member_lacks_has_its_plain_reading() -> None:
    found = read_household({"fiscal_year": 2025, "members": [{"birth_date": "1980-05-01"}]})
    member = found.members[0]
    assert (found.reference, found.reductions, found.seniors) == (date(2025, 4, 1), True, ())
    assert (member.id, member.insured, member.months, member.earner, member.asset_tax) == (
        "1",
        True,
        WHOLE_YEAR,
        False,
        0,
    )
    assert not member.known


def test_the_example_of_the_format_is_read() -> None:
    member = {"id": "1", "birth_date": "1980-05-01", "is_head": True, "insured": True, "income_yen": 2020000}
    member |= {"income_known": True, "salary_or_pension_earner": True, "fixed_asset_tax_yen": 0}
    member |= {"months": [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]}
    file = {"fiscal_year": 2025, "reference_date": "2025-04-01", "members": [member]}
    found = read_household(file | {"same_household_seniors": [], "apply_reductions": True})
    assert (found.members[0].income, found.members[0].months) == (2020000, WHOLE_YEAR)


def errors_of(file: object) -> list[tuple[str, str]]:
    with pytest.raises(InputInvalid) as refused:
        read_household(file)
    assert all(error.message_ja and error.message_en for error in refused.value.errors)
    return [(error.path, error.code) for error in refused.value.errors]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("income_yen", -1, "number_too_small"),
        ("income_yen", 1.5, "wrong_type"),
        ("income_yen", True, "wrong_type"),
        ("income_yen", "2020000", "wrong_type"),
        ("income_yen", 10**13, "number_too_large"),
        ("fixed_asset_tax_yen", -5, "number_too_small"),
        ("birth_date", "1980-02-30", "not_a_date"),
        ("birth_date", "1980/05/01", "not_a_date"),
        ("birth_date", "19800501", "not_a_date"),
        ("birth_date", 1980, "not_a_date"),
        ("birth_date", None, "required"),
        ("birth_date", "2026-04-01", "date_too_late"),
        ("is_head", "yes", "wrong_type"),
        ("insured", 1, "wrong_type"),
        ("months", [13], "month_not_in_year"),
        ("months", [0], "month_not_in_year"),
        ("months", [4, 4], "levy_month_twice"),
        ("months", "4-3", "wrong_type"),
        ("months", [4.0], "wrong_type"),
        ("id", "", "required"),
        ("id", 1, "wrong_type"),
        ("id", "1" * 61, "too_long"),
        ("income", 5, "unknown_field"),
        ("reduction_income_yen", -1, "number_too_small"),
    ],
)
def test_a_wrong_field_of_a_member_is_named(field: str, value: Any, code: str) -> None:
    wrong = {**head("1980-05-01", 2_000_000), field: value}
    assert (f"members.1.{field}", code) in errors_of({"fiscal_year": 2025, "members": [person("1980-05-01", 0), wrong]})


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"fiscal_year": None}, "fiscal_year", "required"),
        ({"fiscal_year": "2025"}, "fiscal_year", "wrong_type"),
        ({"fiscal_year": 1900}, "fiscal_year", "number_too_small"),
        ({"reference_date": "2026-04-01"}, "reference_date", "date_out_of_range"),
        ({"reference_date": "2025-03-31"}, "reference_date", "date_out_of_range"),
        ({"members": []}, "members", "too_few_rows"),
        ({"members": {}}, "members", "wrong_type"),
        ({"members": ["1"]}, "members.0", "wrong_type"),
        ({"apply_reductions": 0}, "apply_reductions", "wrong_type"),
        (
            {"same_household_seniors": [{"insured": True, "income_yen": 0}]},
            "same_household_seniors.0.insured",
            "not_an_option",
        ),
        (
            {"same_household_seniors": [{"months": [0], "income_yen": 0}]},
            "same_household_seniors.0.months",
            "month_not_in_year",
        ),
        ({"discount": 5}, "discount", "unknown_field"),
    ],
)
def test_a_wrong_field_of_the_household_is_named(changes: File, path: str, code: str) -> None:
    assert (path, code) in errors_of(household(head("1980-05-01", 0)) | changes)


@pytest.mark.parametrize("file", [None, [], "x", 5, {}])
def test_what_is_no_household_at_all_is_refused(file: object) -> None:
    assert errors_of(file)


def test_all_faults_are_told_at_once() -> None:
    file = household(head("1980-05-01", -1), person("x", 0), extra=1)
    assert {path for path, _ in errors_of(file)} == {"members.0.income_yen", "members.1.birth_date", "extra"}


def test_an_income_said_to_be_known_must_be_stated() -> None:
    assert errors_of(household(head("1980-05-01", None, income_known=True))) == [
        ("members.0.income_yen", "levy_income_not_stated")
    ]


def test_the_income_for_reductions_is_stated_or_made_up_never_both() -> None:
    file = household(head("1980-05-01", 5, reduction_income_yen=5, casualty_loss_yen=1))
    assert errors_of(file) == [("members.0.reduction_income_yen", "levy_figures_conflict")]


def test_an_id_stands_for_one_person() -> None:
    file = household(head("1980-05-01", 0, id="a"), person("1980-05-01", 0, id="a"))
    assert errors_of(file) == [("members.1.id", "row_twice")]


def test_a_senior_without_an_id_is_nobody_among_the_members() -> None:
    found = read_household(household(head("1955-01-01", 0), same_household_seniors=[{"income_yen": 900_000}]))
    assert found.seniors[0].id not in {member.id for member in found.members}


def test_a_household_has_one_head() -> None:
    with pytest.raises(Refused, match="levy_head_missing"):
        read_household(household(person("1980-05-01"), person("1980-05-01")))
    with pytest.raises(Refused, match="levy_two_heads"):
        read_household(household(head("1980-05-01"), head("1980-05-01")))


def test_the_head_may_be_a_senior_said_or_not() -> None:
    senior = {"id": "s", "birth_date": "1945-05-01", "income_yen": 0}
    assert read_household(household(person("1980-05-01"), person("1980-05-01"), same_household_seniors=[senior]))


def test_a_my_number_is_refused_and_never_shown_again() -> None:
    """12 digits with a true check digit, as an id or as a stray field's name."""
    number = "123456789018"
    file = household(head("1980-05-01", 0, id=number), person("1980-05-01", 0, **{number: 1}))
    with pytest.raises(InputInvalid) as refused:
        read_household(file)
    assert {error.code for error in refused.value.errors} == {"my_number_in_text", "unknown_field"}
    assert number not in str(refused.value.as_json())
