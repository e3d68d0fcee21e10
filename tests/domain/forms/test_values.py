"""Every type of field with right and wrong input, as it comes from a page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.forms.kinds import clean
from server.domain.forms.model import Field, Words
from server.domain.refusals import Refused
from tests.domain.forms.building import choice, errors_of_post, field, form, post

VALID_NUMBER = "123456789018"

RIGHT: list[tuple[dict[str, Any], Any, Any]] = [
    (field("a", "text"), "  若葉町 ", "若葉町"),
    (field("a", "text"), "　全角の空白　", "全角の空白"),
    (field("a", "text"), "", None),
    (field("a", "text"), "   ", None),
    (field("a", "text"), "あ" * 200, "あ" * 200),
    (field("a", "text"), "㈱若葉 ①", "㈱若葉 ①"),
    (field("a", "text", max=3), "あいう", "あいう"),
    (field("a", "text"), "𠮷野家", "𠮷野家"),
    (field("a", "textarea"), "一行目\r\n二行目\r三行目\n", "一行目\n二行目\n三行目"),
    (field("a", "name"), " 髙﨑 花子 ", "髙﨑 花子"),
    (field("a", "name"), "葛\U000e0100城市", "葛\U000e0100城市"),
    (field("a", "name"), "神\ufa19", "神\ufa19"),
    (field("a", "kana"), "ﾔﾏﾀﾞ たろう", "ヤマダ　タロウ"),
    (field("a", "kana"), "ヤマダ　タロウ", "ヤマダ　タロウ"),
    (field("a", "kana"), "まーくん", "マークン"),
    (field("a", "wareki_date"), "Ｒ８.11.18", "2026-11-18"),
    (field("a", "wareki_date"), "令和8年11月18日", "2026-11-18"),
    (field("a", "wareki_date"), "5081118", "2026-11-18"),
    (field("a", "wareki_date"), "2026-11-18", "2026-11-18"),
    (field("a", "wareki_date"), "", None),
    (field("a", "date"), "20261118", "2026-11-18"),
    (field("a", "number"), "１，２３４", 1234),
    (field("a", "number"), "-5", -5),
    (field("a", "number"), "0", 0),
    (field("a", "number"), "", None),
    (field("a", "number", min=1, max=12), "12", 12),
    (field("a", "yen"), "12,000円", 12000),
    (field("a", "yen"), "0", 0),
    (field("a", "yen", min=-100), "-100", -100),
    (field("a", "postal_code"), "〒２６０－００２６", "260-0026"),
    (field("a", "postal_code"), "2600026", "260-0026"),
    (field("a", "postal_code"), "", None),
    (field("a", "phone"), "０４３(２４５)５１２３", "043-245-5123"),
    (field("a", "phone"), "09012345678", "09012345678"),
    (field("a", "phone"), "+81-43-245-5123", "+81-43-245-5123"),
    (field("a", "phone"), "", None),
    (choice("a", "x", "y"), "y", "y"),
    (choice("a", "x", "y"), "", None),
    (choice("a", "x", "y", type="select"), "x", "x"),
    (field("a", "checkbox"), "1", True),
    (field("a", "checkbox"), "on", True),
    (field("a", "checkbox"), "", False),
    (field("a", "checkbox", required=True), "1", True),
    (choice("a", "x", "y", "z", type="checkboxes"), ["z", "x"], ["x", "z"]),
    (choice("a", "x", "y", type="checkboxes"), [], []),
    (choice("a", "x", "y", "z", type="checkboxes", min=2), [], []),
    (field("a", "file"), "up_01-AZ", "up_01-AZ"),
    (field("a", "file"), "", None),
    (field("a", "my_number"), "１２３４ ５６７８ ９０１８", {"my_number": "entered"}),
    (field("a", "my_number"), "", {"my_number": "absent"}),
    (field("a", "my_number"), " ", {"my_number": "absent"}),
]


@pytest.mark.parametrize(("definition", "typed", "value"), RIGHT)
def test_right_input_is_stored_in_one_spelling(definition: dict[str, Any], typed: Any, value: Any) -> None:
    assert post(form(definition), {"a": typed}).values == {"a": value}


WRONG: list[tuple[dict[str, Any], Any, str]] = [
    (field("a", "text", required=True), "", "required"),
    (field("a", "text", required=True), " 　 ", "required"),
    (field("a", "text"), "あ" * 201, "too_long"),
    (field("a", "text", max=3), "あいうえ", "too_long"),
    (field("a", "text", min=3), "ab", "too_short"),
    (field("a", "text"), "一行目\n二行目", "control_character"),
    (field("a", "text"), "a\u0000b", "control_character"),
    (field("a", "text"), "a\u200bb", "control_character"),
    (field("a", "text"), "\u202eabc", "control_character"),
    (field("a", "text"), "a\ud800b", "control_character"),
    (field("a", "text"), f"番号は {VALID_NUMBER}", "my_number_in_text"),
    (field("a", "text"), "1234-5678-9018", "my_number_in_text"),
    (field("a", "textarea"), f"一行目\n{VALID_NUMBER}", "my_number_in_text"),
    (field("a", "textarea"), "a\u0007", "control_character"),
    (field("a", "textarea"), "あ" * 1001, "too_long"),
    (field("a", "name"), VALID_NUMBER, "my_number_in_text"),
    (field("a", "name"), "山田\u200d太郎", "control_character"),
    (field("a", "kana"), "山田", "kana_invalid"),
    (field("a", "kana"), "ヤマダ1", "kana_invalid"),
    (field("a", "kana", max=3), "ヤマダタ", "too_long"),
    (field("a", "wareki_date"), "平成1年1月7日", "day_not_in_era"),
    (field("a", "wareki_date"), "R6.2.30", "day_not_in_month"),
    (field("a", "wareki_date"), "8年1月1日", "era_missing"),
    (field("a", "wareki_date"), "1985", "not_a_date"),
    (field("a", "wareki_date"), "あした", "not_a_date"),
    (field("a", "wareki_date", not_after="today"), "2026-11-19", "date_in_future"),
    (field("a", "wareki_date", not_after="2020-01-01"), "2020-01-02", "date_too_late"),
    (field("a", "wareki_date", not_before="1900-01-01"), "1899-12-31", "date_too_early"),
    (field("a", "wareki_date", not_before="today"), "2026-11-17", "date_too_early"),
    (field("a", "date"), "1872-12-31", "date_out_of_range"),
    (field("a", "number"), "1.5", "not_a_number"),
    (field("a", "number"), "十", "not_a_number"),
    (field("a", "number"), "1e3", "not_a_number"),
    (field("a", "number", max=12), "13", "number_too_large"),
    (field("a", "number", min=1), "0", "number_too_small"),
    (field("a", "number"), VALID_NUMBER, "number_too_large"),
    (field("a", "yen"), "-1", "number_too_small"),
    (field("a", "yen"), "100000000000", "number_too_large"),
    (field("a", "postal_code"), "260-002", "postal_code_invalid"),
    (field("a", "postal_code"), "260-00260", "postal_code_invalid"),
    (field("a", "phone"), "123", "phone_invalid"),
    (field("a", "phone"), "電話なし", "phone_invalid"),
    (choice("a", "x"), "z", "not_an_option"),
    (choice("a", "x", type="select"), "X", "not_an_option"),
    (choice("a", "x", required=True), "", "required"),
    (field("a", "checkbox", required=True), "", "must_be_ticked"),
    (choice("a", "x", "y", type="checkboxes"), ["x", "q"], "not_an_option"),
    (choice("a", "x", "y", type="checkboxes"), ["x", "x"], "option_twice"),
    (choice("a", "x", "y", type="checkboxes", required=True), [], "required"),
    (choice("a", "x", "y", "z", type="checkboxes", max=1), ["x", "y"], "too_many_chosen"),
    (choice("a", "x", "y", "z", type="checkboxes", min=2), ["x"], "too_few_chosen"),
    (field("a", "file"), "../etc/passwd", "upload_id_invalid"),
    (field("a", "file", required=True), "", "required"),
    (field("a", "my_number"), "123456789017", "my_number_check_digit"),
    (field("a", "my_number"), "12345", "my_number_length"),
    (field("a", "my_number"), "12345678901a", "not_digits"),
    (field("a", "my_number", required=True), "", "required"),
    (field("a", "my_number"), "sealed:a", "my_number_not_sealed"),
    (field("a", "text", read_only=True), "typed all the same", "read_only_field"),
]


@pytest.mark.parametrize(("definition", "typed", "code"), WRONG)
def test_wrong_input_is_refused_with_its_code(definition: dict[str, Any], typed: Any, code: str) -> None:
    assert errors_of_post(form(definition), {"a": typed}) == {"a": code}


TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="アイガヤーｱｶﾞﾞあがゔ・ 　-", max_size=12),
    st.text(alphabet="0123456789０１２-－() 〒+", max_size=15),
    st.from_regex(r"\A[SHRTM昭令]?[0-9]{1,8}[./年-]?[0-9]{0,2}[./月-]?[0-9]{0,2}日?\Z"),
)
IDEMPOTENT = ["text", "textarea", "name", "kana", "wareki_date", "date", "number", "yen", "postal_code", "phone"]


@pytest.mark.parametrize("kind", IDEMPOTENT)
@given(text=TEXTS)
def test_normalising_twice_changes_nothing(kind: str, text: str) -> None:
    one = Field("a", kind, Words("a", "a"))
    try:
        value = clean(one, text)
    except Refused:
        return
    assert value is None or clean(one, str(value)) == value
