from __future__ import annotations

from typing import Any

import pytest
from markupsafe import escape

from server.printing.faces import faces
from server.printing.faults import LetterFault
from server.printing.slots import Slot
from server.printing.values import Fit, Session, as_wareki, as_yen, as_zen, wrap


def _session(*, zen: bool = False, fits: dict[str, Fit] | None = None) -> Session:
    return Session(faces(), zen, fits or {})


def _shown(kind: str, raw: Any, session: Session | None = None, **more: Any) -> str:
    slot = Slot("x", kind, "値", "Value", **more)
    html = str(escape(wrap(session or _session(), {"x": slot}, {"x": raw})["x"]))
    return html.split(">", 1)[1].removesuffix("</span>")


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("text", "A<b>&", "A&lt;b&gt;&amp;"),
        ("wareki", "2026-11-24", "令和8年11月24日"),
        ("wareki", "2019-05-01", "令和元年5月1日"),
        ("wareki", "1989-01-07", "昭和64年1月7日"),
        ("birth", "1985-10-01", "昭和60年10月1日"),
        ("birth", "1985-10-00", "1985年10月(日不詳)"),
        ("birth", "1985-00-00", "1985年(月日不詳)"),
        ("month", "2026-04", "令和8年4月"),
        ("month", "1989-01", "昭和64年1月"),
        ("fiscal_year", 2026, "令和8年度"),
        ("fiscal_year", 2019, "令和元年度"),
        ("yen", 10300, "10,300円"),
        ("yen", 0, "0円"),
        ("number", 3, "3"),
    ],
)
def test_a_value_prints_itself_by_its_type(kind: str, raw: Any, shown: str) -> None:
    assert _shown(kind, raw) == shown


def test_a_choice_prints_the_word_of_its_key() -> None:
    assert _shown("choice", "F", choices={"M": "男", "F": "女"}) == "女"


def test_full_width_digits_are_for_computed_values_not_for_what_was_given() -> None:
    assert _shown("wareki", "2026-11-24", _session(zen=True)) == "令和８年１１月２４日"
    assert _shown("text", "2番地", _session(zen=True)) == "2番地"


def test_each_value_is_marked_with_its_slot_and_counted_as_printed() -> None:
    session = _session()
    table = Slot(
        "members", "table", "加入者", "Members", columns={"name": Slot("name", "name", "氏名", "Name", max_mm=9)}
    )
    values = wrap(session, {"members": table}, {"members": [{"name": "湊"}, {"name": "健太"}]})
    html = [str(escape(row["name"])) for row in values["members"]]
    assert 'data-slot="members.0.name"' in html[0]
    assert 'data-slot="members.1.name"' in html[1]
    assert session.printed == {"members.0.name", "members.1.name"}


def test_a_rare_name_is_wrapped_in_its_own_font() -> None:
    assert _shown("name", "𠮷野") == '<span class="mj">𠮷野</span>'


def test_an_empty_value_may_be_asked_but_not_printed() -> None:
    value = wrap(_session(), {"x": Slot("x", "wareki", "値", "Value", optional=True)}, {"x": None})["x"]
    assert not value
    with pytest.raises(LetterFault, match="x: is empty here"):
        escape(value)


def test_a_flag_is_asked_and_never_printed() -> None:
    value = wrap(_session(), {"x": Slot("x", "flag", "値", "Value")}, {"x": True})["x"]
    assert value
    with pytest.raises(LetterFault, match="asked"):
        escape(value)


def test_zero_is_a_value() -> None:
    assert wrap(_session(), {"x": Slot("x", "yen", "額", "Amount")}, {"x": 0})["x"]


def test_a_value_cannot_lose_its_mark_inside_a_text() -> None:
    value = wrap(_session(), {"x": Slot("x", "name", "氏名", "Name")}, {"x": "湊"})["x"]
    with pytest.raises(LetterFault, match="never as part of a text"):
        f"{value}"


def test_a_value_that_was_found_too_wide_is_set_smaller_or_in_lines() -> None:
    slot = Slot("x", "name", "氏名", "Name", max_mm=62, on_overflow="shrink", lines=2)
    one = str(escape(wrap(_session(fits={"x": Fit(0.85, 1)}), {"x": slot}, {"x": "湊"})["x"]))
    two = str(escape(wrap(_session(fits={"x": Fit(0.85, 2)}), {"x": slot}, {"x": "湊"})["x"]))
    assert "font-size:0.850em" in one
    assert "width:" not in one
    assert "width:62mm" in two


def test_filters_give_the_other_forms() -> None:
    slot = Slot("x", "code", "値", "Value")
    assert as_yen(1234567, slot) == "1,234,567円"
    assert as_wareki("short")("2026-11-24", slot) == "R8.11.24"
    assert as_zen("A-1", slot) == "Ａ－１"
