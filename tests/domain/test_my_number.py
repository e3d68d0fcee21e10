"""The check digit of My Numbers, and finding them in free text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import my_number
from server.domain.refusals import Refused


def number_of(eleven: str) -> str:
    """The formula of the order written out: number the digits from the right, Q(n) = n + 1 to 6, then n - 5."""
    rest = 0
    for n, sign in enumerate(reversed(eleven), 1):
        rest += int(sign) * (n + 1 if n <= 6 else n - 5)
    return eleven + str(0 if rest % 11 <= 1 else 11 - rest % 11)


ELEVEN = st.text(alphabet="0123456789", min_size=11, max_size=11)
NUMBERS = ELEVEN.map(number_of)


def test_the_published_vectors_hold():
    assert my_number.valid("123456789018")
    assert not my_number.valid("123456789017")


@given(NUMBERS)
def test_the_weights_are_those_of_the_formula(number):
    assert my_number.valid(number)


@given(NUMBERS, st.integers(1, 9))
def test_another_check_digit_is_never_valid(number, step):
    wrong = number[:-1] + str((int(number[-1]) + step) % 10)
    assert not my_number.valid(wrong)


@pytest.mark.parametrize("text", ["", "12345678901", "1234567890188", "１２３４５６７８９０１８", "12345678901a"])
def test_only_twelve_plain_digits_are_valid(text):
    assert not my_number.valid(text)


@pytest.mark.parametrize("typed", ["123456789018", "1234-5678-9018", "１２３４　５６７８　９０１８", " 123456789018 "])
def test_a_typed_number_is_brought_to_twelve_digits(typed):
    assert my_number.require_valid(typed) == "123456789018"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12345678901", "my_number_length"),
        ("123456789017", "my_number_check_digit"),
        ("12345678901x", "not_digits"),
    ],
)
def test_a_wrong_number_is_refused_and_not_repeated(typed, code):
    with pytest.raises(Refused) as refused:
        my_number.require_valid(typed)
    assert refused.value.code == code
    assert typed not in str(refused.value)
    assert typed not in str(refused.value.as_json())


@pytest.mark.parametrize(
    "text",
    [
        "123456789018",
        "番号は123456789018です",
        "番号は１２３４－５６７８－９０１８",
        "1234 5678 9018",
        "1234　5678　9018",
        "1234\n5678\n9018",
        "123-456-789-018",
        "123456 789018",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "1234‐5678‐9018",
        "1234 - 5678 - 9018",
        "12 1234 5678 9018",
        "2026 1234 5678 9018",
        "１２３４5678９０１８",
        "一人目:123456789018。",
    ],
)
def test_a_number_in_free_text_is_found(text):
    assert my_number.find_in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "電話は000-100-1000、090-1234-5678",
        "受付番号 R8-014377",
        "123456789017",
        "1234567890181",
        "0123456789018",
        "2026-11-18 1234",
        "20261118 1234",
        "1234 5678 90180",
        "記号番号 若葉 1234567 01",
        "1234abc5678abc9018",
        "1234 567 89018",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert my_number.find_in_text(text) == ()


@given(NUMBERS, st.sampled_from([12, 6, 4, 3, 2, 1]), st.sampled_from([" ", "-", "　", "－", ".", "\n"]), st.booleans())
def test_any_number_in_equal_groups_is_found_at_its_place(number, size, separator, wide):
    written = separator.join(number[at : at + size] for at in range(0, 12, size))
    if wide:
        written = written.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    text = f"世帯主の番号 {written} を確認"
    assert (7, 7 + len(written)) in my_number.find_in_text(text)


@given(st.text(max_size=60))
def test_the_detector_never_fails_and_names_places_inside_the_text(text):
    for start, end in my_number.find_in_text(text):
        assert 0 <= start < end <= len(text)
