from __future__ import annotations

from typing import Any

import pytest

from server.printing.common import COMMON, narrowed
from server.printing.slots import Slot, check_data, label_of, slot_at, texts_of

SLOTS = {
    s.name: s
    for s in (
        Slot("name", "name", "氏名", "Name", max_mm=60),
        Slot("paid", "yen", "金額", "Amount"),
        Slot("on", "wareki", "日", "Day"),
        Slot("born", "birth", "生年月日", "Born"),
        Slot("month", "month", "月", "Month"),
        Slot("sex", "choice", "性別", "Sex", choices={"M": "男", "F": "女"}),
        Slot("late", "flag", "遅れ", "Late"),
        Slot("code", "code", "符号", "Code", pattern="[0-9]{6}"),
        Slot("note", "text", "備考", "Note", optional=True, on_overflow="wrap", lines=0),
        Slot("added", "text", "追加", "Added", optional=True, later=True, max_mm=20),
        Slot("facts", "lines", "事実", "Facts", on_overflow="wrap", min_rows=1, max_rows=2),
        Slot(
            "members", "table", "加入者", "Members", columns={"name": Slot("name", "name", "氏名", "Name")}, max_rows=3
        ),
    )
}
GOOD: dict[str, Any] = {
    "name": "田所　健太",
    "paid": 10300,
    "on": "2026-11-18",
    "born": "1985-10-00",
    "month": "2026-11",
    "sex": "F",
    "late": False,
    "code": "490011",
    "note": None,
    "facts": ["一つ"],
    "members": [{"name": "田所　湊"}],
}


def test_data_of_the_documented_shape_pass() -> None:
    assert list(check_data(SLOTS, GOOD)) == []


@pytest.mark.parametrize(
    ("slot", "value", "said"),
    [
        ("name", None, "name: may not be null"),
        ("name", " ", "name: a person's name"),
        ("name", 5, "name: a person's name"),
        ("paid", "10,300", "paid: a whole amount"),
        ("paid", True, "paid: a whole amount"),
        ("paid", 1.5, "paid: a whole amount"),
        ("on", "2026-02-30", "on: a date"),
        ("on", "20261118", "on: a date"),
        ("on", "2026-11-00", "on: a date"),
        ("born", "1985-13-00", "born: a date"),
        ("month", "2026-13", "month: a month"),
        ("sex", "男", "sex: one of the listed keys is expected (M, F)"),
        ("late", "no", "late: true or false"),
        ("code", "49001", "code: ASCII"),
        ("code", "４９００１１", "code: ASCII"),
        ("facts", [], "facts: 1 to 2 rows"),
        ("facts", ["a", "b", "c"], "facts: 1 to 2 rows"),
        ("facts", [""], "facts.0: text"),
        ("facts", "一つ", "facts: a list"),
        ("members", [{"name": "湊"}] * 4, "members: 0 to 3 rows"),
        ("members", [{}], "members.0.name: is missing"),
        ("members", [{"name": "湊", "age": 2}], "members.0.age: nobody knows"),
        ("members", ["湊"], "members.0: an object"),
    ],
)
def test_one_wrong_value_is_found_with_its_path(slot: str, value: Any, said: str) -> None:
    (finding,) = check_data(SLOTS, {**GOOD, slot: value})
    assert said in finding


def test_unknown_and_missing_slots_are_found() -> None:
    data = {**GOOD, "my_number": "x"}
    del data["on"]
    assert list(check_data(SLOTS, data)) == ["my_number: nobody knows this slot", "on: is missing"]


def test_what_was_frozen_before_a_slot_was_added_counts_as_null_there() -> None:
    assert list(check_data(SLOTS, GOOD)) == []
    assert [path for path, _, _ in texts_of(SLOTS, GOOD)] == [
        path for path, _, _ in texts_of(SLOTS, {**GOOD, "added": None})
    ]
    assert [said[:6] for said in check_data(SLOTS, {**GOOD, "added": 1})] == ["added:"]


def test_a_path_leads_to_its_slot_and_to_its_words() -> None:
    assert slot_at(SLOTS, "members.1.name").type == "name"
    assert label_of(SLOTS, "members.1.name") == ("加入者 2 氏名", "Members 2 Name")
    assert label_of(COMMON, "addressee.address_lines.0") == ("宛名 住所 1", "Addressee Address 1")


def test_every_text_is_found_with_its_path() -> None:
    found = {path: text for path, _, text in texts_of(SLOTS, GOOD)}
    assert found == {"name": "田所　健太", "code": "490011", "facts.0": "一つ", "members.0.name": "田所　湊"}


def test_a_letter_with_less_room_narrows_the_common_values_and_no_others() -> None:
    widths = {"addressee.name": 48.0, "addressee.address_lines.*": 50.0}
    slots = narrowed(COMMON, widths)
    assert slot_at(slots, "addressee.name").max_mm == 48
    assert slot_at(slots, "addressee.address_lines.0").max_mm == 50
    assert slot_at(slots, "contact.office") == slot_at(COMMON, "contact.office")
