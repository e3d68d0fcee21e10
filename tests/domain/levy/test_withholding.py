"""The year divided anew around withholding (特別徴収の期割): to the yen and by part, in law cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from server.domain.calendar import Calendar
from server.domain.levy.decision import Planned, Standing, Terms, load_terms, spread
from server.domain.levy.model import Part
from server.domain.levy.withholding import (
    asked_months,
    begun,
    failed,
    first_of,
    months_from,
    provisional,
    remitted_by,
    stopped,
    withheld_on,
)
from server.domain.refusals import Refused
from server.domain.special_collection import withheld_no
from server.domain.values import Values
from tests.shipped_values import shipped_rows

VALUES = Values(shipped_rows())
CALENDAR = Calendar(VALUES)
JULY, NOVEMBER, DECEMBER = date(2026, 7, 6), date(2026, 11, 18), date(2026, 12, 18)


def terms(day: date) -> Terms:
    return load_terms(VALUES, 2026, day)


def parts(yen: int) -> dict[Part, int]:
    """Three quarters for medical care, the rest for the support of the old."""
    return {Part.BASIC: yen - yen // 4, Part.SUPPORT: yen // 4, Part.CARE: 0, Part.CHILD: 0}


def levy(each: int = 10_000, withheld: dict[int, int] | None = None) -> list[Standing]:
    """Ten equal instalments, and what is withheld besides."""
    known = terms(JULY)
    found = [Standing(no, due, False, parts(each)) for no, due in enumerate(known.plan.due, 1)]
    return found + [
        Standing(withheld_no(month), CALENDAR.next_open(remitted_by(2026, month)), False, parts(yen))
        for month, yen in (withheld or {}).items()
    ]


def by_no(planned: Sequence[Planned]) -> dict[int, int]:
    return {one.no: one.total for one in planned if one.total}


def test_who_begins_before_october_is_asked_for_one_half_of_the_year() -> None:
    assert asked_months(levy(), 10, terms(JULY)) == {10: 16_668, 12: 16_666, 2: 16_666}


def test_who_was_withheld_from_in_the_provisional_months_is_asked_for_all_that_is_left() -> None:
    standing = levy(withheld={4: 8_000, 6: 8_000, 8: 8_000})
    assert asked_months(standing, 10, terms(JULY)) == {10: 30_000, 12: 30_000, 2: 30_000}


def test_of_a_year_that_is_half_over_no_more_than_one_half_is_asked_for() -> None:
    assert asked_months(levy(), 2, terms(NOVEMBER)) == {2: 50_000}


def test_nothing_is_asked_for_when_all_is_due_or_paid() -> None:
    assert asked_months(levy(), 2, terms(NOVEMBER), paid=range(1, 11)) == {}
    assert asked_months([], 10, terms(JULY)) == {}


def test_begun_in_july_the_instalments_before_october_take_the_other_half() -> None:
    standing = levy()
    months = asked_months(standing, 10, terms(JULY))
    planned = begun(standing, months, terms(JULY))
    # The remainder of the ordinary ones stands on the first, as the ordinance has it.
    assert by_no(planned) == {1: 10_000, 2: 13_400, 3: 13_300, 4: 13_300, 54: 16_668, 55: 16_666, 56: 16_666}
    assert sum(one.parts[Part.BASIC] for one in planned) == 75_000
    assert {one.no for one in planned if one.new} == {54, 55, 56}


def test_what_was_paid_ahead_stays_where_it_is() -> None:
    planned = begun(levy(), {10: 20_000, 12: 20_000, 2: 20_000}, terms(JULY), paid=[9])
    assert by_no(planned)[9] == 10_000
    assert sum(by_no(planned).values()) == 100_000


def test_without_an_instalment_left_the_rest_is_an_extra_one() -> None:
    late = date(2027, 3, 26)
    planned = begun(levy(withheld={2: 5_000}), {2: 4_000}, terms(late))
    assert by_no(planned) == dict.fromkeys(range(1, 11), 10_000) | {11: 1_000, 56: 4_000}


def test_a_levy_that_fell_meanwhile_is_not_begun() -> None:
    with pytest.raises(Refused, match="special_levy_fell"):
        begun(levy(), {10: 95_000}, terms(JULY))


def test_stopped_the_months_that_can_be_stopped_go_to_the_instalments_still_to_come() -> None:
    standing = levy(0, {10: 16_000, 12: 16_000, 2: 16_000})
    planned = stopped(standing, {56: parts(0)}, terms(DECEMBER))
    assert by_no(planned) == {54: 16_000, 55: 16_000, 7: 4_000, 8: 4_000, 9: 4_000, 10: 4_000}


def test_failed_the_one_month_is_an_extra_instalment_with_a_due_date_of_its_own() -> None:
    standing = levy(0, {10: 16_000, 12: 16_000, 2: 16_000})
    planned = failed(standing, {55: parts(0)}, terms(DECEMBER))
    assert by_no(planned) == {54: 16_000, 56: 16_000, 11: 16_000}
    (extra,) = [one for one in planned if one.no == 11]
    assert (extra.ad_hoc, extra.new, extra.due_on) == (True, True, date(2027, 1, 4))
    assert by_no(failed(standing, {55: parts(16_000)}, terms(DECEMBER))) == {54: 16_000, 55: 16_000, 56: 16_000}


def test_what_came_for_a_month_stays_there() -> None:
    standing = levy(0, {12: 16_000})
    assert by_no(failed(standing, {55: parts(6_000)}, terms(DECEMBER))) == {55: 6_000, 11: 10_000}


def test_an_increase_goes_to_ordinary_collection_and_a_decrease_falls_on_the_latest() -> None:
    standing = levy(0, {10: 16_000, 12: 16_000, 2: 16_000})
    more = by_no(spread(standing, parts(54_000), terms(DECEMBER)))
    assert more == {54: 16_000, 55: 16_000, 56: 16_000, 7: 1_500, 8: 1_500, 9: 1_500, 10: 1_500}
    less = by_no(spread(standing, parts(40_000), terms(DECEMBER)))
    assert less == {54: 16_000, 55: 16_000, 56: 8_000}


def test_an_extra_instalment_is_numbered_behind_the_ordinary_ones() -> None:
    late = date(2027, 3, 26)
    planned = spread(levy(withheld={2: 5_000}), parts(106_000), terms(late))
    assert max(one.no for one in planned if one.ad_hoc) == 11


def test_the_provisional_months_are_as_the_february_before() -> None:
    planned = provisional(2027, parts(16_000), CALENDAR)
    assert by_no(planned) == {51: 16_000, 52: 16_000, 53: 16_000}
    assert [one.ordinance_due for one in planned] == [date(2027, 5, 10), date(2027, 7, 10), date(2027, 9, 10)]
    assert planned[1].due_on == date(2027, 7, 12)


@pytest.mark.parametrize(
    ("month", "paid_out", "remitted"),
    [
        (10, date(2026, 10, 15), date(2026, 11, 10)),
        (12, date(2026, 12, 15), date(2027, 1, 10)),
        (2, date(2027, 2, 15), date(2027, 3, 10)),
        (8, date(2026, 8, 14), date(2026, 9, 10)),  # the 15th is a Saturday (国民年金法18条3項)
    ],
)
def test_the_days_of_a_month(month: int, paid_out: date, remitted: date) -> None:
    assert (withheld_on(2026, month, CALENDAR), remitted_by(2026, month)) == (paid_out, remitted)


def test_the_months_of_a_request() -> None:
    assert [months_from(month) for month in (4, 10, 12, 2)] == [(4, 6, 8), (10, 12, 2), (12, 2), (2,)]
    assert first_of(2026, 2) == date(2027, 2, 1)
