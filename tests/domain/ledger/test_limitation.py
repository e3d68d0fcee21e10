"""Limitation of a premium claim to the day: National Health Insurance Act art. 110, Civil Code arts. 143-152."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.limitation import Act, ClockAct, is_prescribed, prescribes_on
from tests.shipped_values import shipped_values

DUE = date(2025, 9, 30)
NOTICE = ClockAct(Act.NOTICE, date(2025, 6, 10))
DUNNED = ClockAct(Act.DUNNING, date(2025, 10, 31))


@pytest.mark.parametrize(
    ("article", "acts", "last"),
    [
        ("国保法110条1項 納期限の翌日から2年", [NOTICE], date(2027, 9, 30)),
        ("国保法110条2項 督促で更新", [NOTICE, DUNNED], date(2027, 10, 31)),
        ("民法152条 一部納付は承認", [DUNNED, ClockAct(Act.ACKNOWLEDGED, date(2026, 5, 10))], date(2028, 5, 10)),
        (
            "国保法110条2項 二度目の督促は更新しない",
            [DUNNED, ClockAct(Act.DUNNING, date(2026, 1, 5))],
            date(2027, 10, 31),
        ),
        ("民法150条 催告は6か月だけ延ばす", [ClockAct(Act.REMINDER, date(2027, 9, 1))], date(2028, 3, 1)),
        (
            "民法150条2項 重ねた催告は延ばさない",
            [ClockAct(Act.REMINDER, date(2027, 9, 1)), ClockAct(Act.REMINDER, date(2028, 2, 1))],
            date(2028, 3, 1),
        ),
        ("民法148条 差押が続く間", [ClockAct(Act.SEIZURE, date(2026, 1, 1))], None),
        (
            "民法148条2項 差押の終わりから新たに",
            [ClockAct(Act.SEIZURE, date(2026, 1, 1), date(2026, 6, 30))],
            date(2028, 6, 30),
        ),
        ("自治法236条2項 完成の後の承認", [ClockAct(Act.ACKNOWLEDGED, date(2027, 10, 1))], date(2027, 9, 30)),
        ("自治法236条2項 完成の日の承認", [ClockAct(Act.ACKNOWLEDGED, date(2027, 9, 30))], date(2029, 9, 30)),
    ],
)
def test_the_last_day_of_collecting(article: str, acts: list[ClockAct], last: date | None) -> None:
    assert prescribes_on(DUE, acts, shipped_values()) == last, article


def test_pm15_a_claim_is_extinct_on_the_day_after_the_two_years_and_not_at_the_end_of_a_fiscal_year() -> None:
    last = prescribes_on(DUE, [NOTICE], shipped_values())
    assert not is_prescribed(last, date(2027, 9, 30))
    assert is_prescribed(last, date(2027, 10, 1))
    assert not is_prescribed(None, date(2099, 1, 1))
