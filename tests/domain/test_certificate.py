"""Until when a certificate holds: the earliest of its candidates, each explained."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.certificate import (
    LIMIT_JA,
    Holder,
    Limit,
    certificate_validity,
    information_sheet_validity,
    next_renewal,
)
from server.domain.refusals import Refused
from tests.shipped_values import shipped_values

VALUES = shipped_values()


def d(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# issued, birth, stay until, planned loss, short, valid to, limit, why
VALIDITY = [
    ("2026-11-18", "1985-10-01", None, None, False, "2027-07-31", "RENEWAL", "次の7月31日"),
    ("2026-07-31", "1985-10-01", None, None, False, "2026-07-31", "RENEWAL", "更新日当日の交付"),
    ("2026-08-01", "1985-10-01", None, None, False, "2027-07-31", "RENEWAL", "更新日の翌日の交付"),
    ("2026-11-18", "1957-05-20", None, None, False, "2027-05-31", "AGE_70", "70歳になる月の末日"),
    ("2026-11-18", "1957-06-01", None, None, False, "2027-05-31", "AGE_70", "1日生まれは前の月の末日"),
    ("2026-11-18", "1956-11-18", None, None, False, "2026-11-30", "AGE_70", "70歳の月の中の交付"),
    ("2026-12-01", "1956-11-18", None, None, False, "2027-07-31", "RENEWAL", "70歳の翌月からは次の更新日"),
    ("2026-11-18", "1952-03-10", None, None, False, "2027-03-09", "AGE_75", "75歳の誕生日の前日"),
    ("2026-11-18", "1951-11-19", None, None, False, "2026-11-18", "AGE_75", "誕生日の前日の交付は1日だけ"),
    ("2026-11-18", "1990-01-01", "2027-02-15", None, False, "2027-02-16", "STAY", "在留期間の満了の翌日"),
    ("2026-11-18", "1990-01-01", "2030-02-15", None, False, "2027-07-31", "RENEWAL", "在留期間が長い"),
    ("2026-11-18", "1985-10-01", None, "2027-01-01", False, "2026-12-31", "PLANNED_LOSS", "喪失予定日の前日"),
    ("2026-11-18", "1985-10-01", None, None, True, "2027-02-17", "SHORT", "利用登録が不明なら3か月"),
    ("2026-06-18", "1985-10-01", None, None, True, "2026-07-31", "RENEWAL", "3か月より更新日が先"),
    ("2026-11-30", "1985-10-01", None, None, True, "2027-02-27", "SHORT", "11月30日から3か月(2月に30日はない)"),
]


@pytest.mark.parametrize(
    ("issued", "birth", "stay", "loss", "short", "until", "limit", "why"), VALIDITY, ids=[row[7] for row in VALIDITY]
)
def test_the_earliest_candidate_ends_the_certificate(issued, birth, stay, loss, short, until, limit, why):
    holder = Holder(d(birth), d(stay), d(loss))
    found = certificate_validity(d(issued), holder, VALUES.fresh(), short=short)
    assert (found.valid_to, found.limit) == (d(until), Limit(limit))
    assert found.candidates[0].day == found.valid_to


@pytest.mark.parametrize(
    ("birth", "stay", "loss", "reason"),
    [
        ("1951-11-18", None, None, Limit.AGE_75),
        ("1990-01-01", "2026-11-16", None, Limit.STAY),
        ("1990-01-01", None, "2026-11-18", Limit.PLANNED_LOSS),
    ],
)
def test_what_would_end_before_its_issue_is_refused_with_the_reason(birth, stay, loss, reason):
    with pytest.raises(Refused) as refused:
        certificate_validity(d("2026-11-18"), Holder(d(birth), d(stay), d(loss)), VALUES.fresh())
    assert refused.value.code == "certificate_no_validity"
    assert LIMIT_JA[reason] in refused.value.message_ja


@given(st.dates(date(2024, 12, 2), date(2029, 12, 31)), st.dates(date(1955, 1, 1), date(2024, 1, 1)), st.booleans())
def test_a_certificate_holds_on_its_day_and_at_most_five_years(issued, birth, short):
    found = certificate_validity(issued, Holder(birth), VALUES.fresh(), short=short)
    assert issued <= found.valid_to
    assert found.valid_to < date(issued.year + 5, issued.month, min(issued.day, 28)).replace(day=28)
    assert found.valid_to == min(candidate.day for candidate in found.candidates)


# issued, birth, valid to, why
SHEETS = [
    ("2026-11-18", "1985-10-01", None, "70歳未満のお知らせに期限はない"),
    ("2026-11-18", "1954-05-05", "2027-07-31", "70歳以上は次の7月31日"),
    ("2026-11-18", "1952-03-10", "2027-03-09", "75歳の誕生日の前日"),
    ("2026-11-18", "1956-11-18", None, "70歳の月のうちはまだ期限がない"),
    ("2026-12-01", "1956-11-18", "2027-07-31", "70歳の翌月から期限がつく"),
]


@pytest.mark.parametrize(("issued", "birth", "until", "why"), SHEETS, ids=[row[3] for row in SHEETS])
def test_an_information_sheet_ends_for_seniors_only(issued, birth, until, why):
    found = information_sheet_validity(d(issued), Holder(d(birth)), VALUES.fresh())
    assert (found.valid_to if found else None) == d(until)


def test_the_next_renewal_is_never_past():
    assert next_renewal(date(2026, 7, 31), VALUES.fresh()) == date(2026, 7, 31)
    assert next_renewal(date(2026, 8, 1), VALUES.fresh()) == date(2027, 7, 31)
