"""Readings, codes and telephone numbers in one form; names untouched."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import names
from server.domain.refusals import Refused

KANA = st.text(alphabet="アイウエオガザパャュョッーヴヶ ・　ｱｶﾞﾊﾟｬｰあがぱゃっー-", max_size=30)


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("ﾔﾏﾀﾞ たろう", "ヤマダ　タロウ"),
        ("  わかば  みどり ", "ワカバ　ミドリ"),
        ("ﾄｰｷｮ-", "トーキョー"),
        ("パ゛ーﾂ゛", None),
        ("か゛っこう", "ガッコウ"),
        ("ヴァン・ダイク", "ヴァン・ダイク"),
        ("ゝゞ", "ヽヾ"),
        ("", ""),
    ],
)
def test_a_reading_becomes_full_width_katakana(typed, kana):
    if kana is None:
        with pytest.raises(Refused):
            names.normalise_kana(typed)
    else:
        assert names.normalise_kana(typed) == kana


@pytest.mark.parametrize(
    ("typed", "sign"), [("山田 タロウ", "山"), ("Tanaka", "T"), ("-ヤマダ", "-"), ("タロウ2", "2")]
)
def test_what_no_reading_holds_is_named(typed, sign):
    with pytest.raises(Refused) as refused:
        names.normalise_kana(typed)
    assert refused.value.code == "kana_invalid"
    assert refused.value.params["sign"] == sign


@given(KANA)
def test_a_normalised_reading_stays_as_it_is(typed):
    try:
        kana = names.normalise_kana(typed)
    except Refused:
        return
    assert names.normalise_kana(kana) == kana


@given(KANA)
def test_a_search_key_stays_as_it_is(typed):
    assert names.search_key(names.search_key(typed)) == names.search_key(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ミヅキ", "ミズキ"),
        ("ショウコ", "シヨウコ"),
        ("ユーコ", "ユコ"),
        ("ハットリ", "ハツトリ"),
        ("バンダイ", "ハンタイ"),
        ("ヤマダ　タロウ", "やまだたろう"),
        ("ｶﾞﾝ", "カン"),
        ("チヂワ", "チジワ"),
        ("ヲノ", "オノ"),
        ("ヴ", "う"),
    ],
)
def test_readings_that_sound_alike_are_found_alike(one, other):
    assert names.search_key(one) == names.search_key(other)


def test_readings_that_sound_differently_are_not():
    assert names.search_key("ヤマダ") != names.search_key("ヤマナ")


@pytest.mark.parametrize("name", ["髙橋", "﨑山", "葛\U000e0100城", "㈱若葉", "神谷", "①"])
def test_a_name_is_only_stripped(name):
    assert names.strip_name(f" 　{name}\n") == name


@pytest.mark.parametrize(
    ("typed", "code"), [("１２３-４５６", "123456"), (" 12 34 ", "1234"), ("１２ー３", "123"), ("", "")]
)
def test_digits_are_half_width_without_hyphens(typed, code):
    assert names.digits(typed) == code


@pytest.mark.parametrize("typed", ["12a", "12.5", "一二三", "١٢٣"])
def test_what_is_no_digit_is_refused(typed):
    with pytest.raises(Refused) as refused:
        names.digits(typed)
    assert refused.value.code == "not_digits"


@pytest.mark.parametrize(
    "typed", ["1234567", "１２３－４５６７", "〒123-4567", " 123 - 4567".replace(" - ", "-"), "123ー4567"]
)
def test_a_postal_code_has_one_form(typed):
    assert names.postal_code(typed) == "123-4567"


@pytest.mark.parametrize("typed", ["", "123456", "12345678", "1234-567", "abc-defg"])
def test_another_number_is_no_postal_code(typed):
    with pytest.raises(Refused) as refused:
        names.postal_code(typed)
    assert refused.value.code == "postal_code_invalid"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("０００－１００－１０００", "000-100-1000"),
        ("(000)100-1000", "000-100-1000"),
        ("090 1234 5678", "090-1234-5678"),
        ("0001001000", "0001001000"),
        ("+81-90-1234-5678", "+81-90-1234-5678"),
    ],
)
def test_a_telephone_number_keeps_its_groups(typed, number):
    assert names.phone(typed) == number


@pytest.mark.parametrize("typed", ["", "123", "1001000", "090-1234-567890", "内線12", "+81", "1234567890"])
def test_another_number_is_no_telephone_number(typed):
    with pytest.raises(Refused) as refused:
        names.phone(typed)
    assert refused.value.code == "phone_invalid"


@given(st.text(max_size=20), st.sampled_from([names.normalise_kana, names.digits, names.postal_code, names.phone]))
def test_normalisers_refuse_but_never_fail(text, normalise):
    with suppress(Refused):
        assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=20))
def test_a_search_key_can_be_made_of_any_text(text):
    assert names.search_key(names.search_key(text)) == names.search_key(text)
