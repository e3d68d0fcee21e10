"""Worked examples of the levy, each by hand to the yen, and every boundary of the rules beside its article.

Rates of the demo city; thresholds and caps of the fiscal year named.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from server.domain.levy.instalments import first_instalments, load_plan
from server.domain.levy.model import calendar_months
from server.domain.levy.months import care_months, exempt_months, insured_months, specific_months, unemployed_months
from server.domain.levy.reading import read_household
from tests.domain.levy.households import File, changed, head, household, levy_of, parameters, parts_of, person, total_of
from tests.shipped_values import shipped_values

JUNE_ON = [6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
EMPLOYEE = household(head("1990-01-01", 2_020_000, salary_or_pension_earner=True))
COUPLE = (head("1980-01-01", 1_200_000), person("1983-01-01", 350_000, salary_or_pension_earner=True))
FAMILY = household(*COUPLE, person("2016-06-01"), person("2020-06-01"))
FAMILY_2026 = household(*COUPLE, person("2017-06-01"), person("2021-06-01"), year=2026)
LEFT_WORK = head("1985-10-01", 3_160_000, salary_income_yen=3_160_000, salary_or_pension_earner=True, months=JUNE_ON)
MOTHER = household(head("1990-01-01", 3_000_000), person("1992-01-01", 1_000_000, maternity_date="2025-11-20"))
WIDOW = household(
    person("1953-05-01", 200_000, pension_income_yen=200_000, salary_or_pension_earner=True),
    same_household_seniors=[
        {"birth_date": "1949-05-01", "income_yen": 900_000, "pension_income_yen": 900_000}
        | {"salary_or_pension_earner": True, "is_head": True, "id": "h"}
    ],
)


@pytest.mark.parametrize(
    ("file", "parts", "tenths"),
    [
        pytest.param(EMPLOYEE, (155_980, 64_590, 0), 0, id="A employee alone"),
        pytest.param(FAMILY, (102_050, 42_070, 32_990), 5, id="B couple, two children, one before school"),
        pytest.param(
            household(LEFT_WORK | {"separation_date": "2025-06-14"}), (60_320, 24_830, 15_920), 2, id="C lost work, 40"
        ),
        pytest.param(household(LEFT_WORK), (196_010, 81_370, 48_570), 0, id="C without the declaration"),
        pytest.param(household(head("1975-01-01", 12_000_000)), (660_000, 260_000, 170_000), 0, id="D caps"),
        pytest.param(MOTHER, (264_260, 109_630, 0), 0, id="E birth in November"),
        pytest.param(FAMILY_2026, (102_050, 42_070, 32_990, 3_830), 5, id="F with the part of child"),
        pytest.param(WIDOW, (16_530, 6_720, 0), 5, id="G beside who is 75"),
    ],
)
def test_a_worked_example_comes_out_to_the_yen(file: File, parts: tuple[int, ...], tenths: int) -> None:
    levy = levy_of(file)
    assert (parts_of(levy), levy.judgement.tenths, levy.total) == (parts, tenths, sum(parts))


def test_the_first_instalment_takes_what_does_not_divide() -> None:
    plan = load_plan(shipped_values(), 2025)
    found = first_instalments(220_570, plan, date(2025, 6, 10))
    assert [one.amount for one in found] == [22_570, *[22_000] * 9]
    assert [one.due for one in found][6:9] == [date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("income", "tenths"),
    [(430_000, 7), (430_001, 5), (735_000, 5), (735_001, 2), (990_000, 2), (990_001, 0)],
)
def test_one_yen_over_a_limit_is_the_next_class_of_reduction(income: int, tenths: int) -> None:
    """Enforcement Order art. 29-7(5), fiscal year 2025, one person."""
    assert levy_of(household(head("1990-01-01", income))).judgement.tenths == tenths


@pytest.mark.parametrize(
    ("year", "five", "two"), [(2023, 720_000, 965_000), (2024, 725_000, 975_000), (2026, 740_000, 1_000_000)]
)
def test_the_limits_are_those_of_the_year(year: int, five: int, two: int) -> None:
    for income, tenths in ((five, 5), (five + 1, 2), (two, 2), (two + 1, 0)):
        assert levy_of(household(head("1990-01-01", income), year=year)).judgement.tenths == tenths


@pytest.mark.parametrize(("earners", "tenths"), [(1, 5), (2, 7), (3, 7)])
def test_each_earner_but_the_first_raises_the_limits(earners: int, tenths: int) -> None:
    members = [person("1990-01-01", 0, salary_or_pension_earner=number < earners) for number in range(3)]
    members[0] |= {"is_head": True, "income_yen": 530_000}
    assert levy_of(household(*members)).judgement.tenths == tenths


def test_a_nominal_head_counts_for_the_reduction_but_pays_no_part_of_it() -> None:
    """Enforcement Order art. 29-7(5): the head's income counts, his person does not (擬制世帯主)."""
    child = person("1998-01-01", 0)
    poor = levy_of(household(head("1960-01-01", 430_000, insured=False), child))
    rich = levy_of(household(head("1960-01-01", 5_000_000, insured=False), child))
    assert (poor.judgement.tenths, rich.judgement.tenths) == (7, 0)
    assert poor.judgement.members == rich.judgement.members == 1
    assert parts_of(rich) == (45_480, 18_480, 0)
    assert parts_of(poor) == (13_640, 5_540, 0)


def test_a_senior_listed_without_an_id_counts_with_income_and_as_a_member() -> None:
    levy = levy_of(household(head("1955-01-01", 0), same_household_seniors=[{"income_yen": 1_040_001}]))
    assert (levy.judgement.members, levy.judgement.income, levy.judgement.tenths) == (2, 1_040_001, 2)


def test_who_stands_in_both_lists_by_one_id_counts_once() -> None:
    nominal = head("1949-05-01", 900_000, id="h", insured=False)
    senior = {"id": "h", "birth_date": "1949-05-01", "income_yen": 900_000}
    levy = levy_of(household(nominal, person("1953-05-01", 0), same_household_seniors=[senior]))
    assert (levy.judgement.members, levy.judgement.income) == (2, 900_000)


def test_a_senior_numbered_like_an_insured_member_is_another_person() -> None:
    senior = {"id": "1", "birth_date": "1949-05-01", "income_yen": 900_000}
    levy = levy_of(household(head("1953-05-01", 100_000), same_household_seniors=[senior]))
    assert (levy.judgement.members, levy.judgement.income) == (2, 1_000_000)


def test_a_member_insured_elsewhere_counts_for_nothing() -> None:
    alone, beside = (
        household(head("1990-01-01", 0)),
        household(head("1990-01-01", 0), person("1990-01-01", 9**7, insured=False)),
    )
    assert levy_of(alone).judgement.tenths == levy_of(beside).judgement.tenths == 7
    assert total_of(alone) == total_of(beside)


def test_no_reduction_while_a_grown_member_has_not_declared() -> None:
    grown = person("2004-12-31", income_known=False, income=None)
    levy = levy_of(household(head("1980-01-01", 0), grown))
    assert (levy.judgement.tenths, levy.unknown) == (0, ("2",))


@pytest.mark.parametrize(("birth", "tenths"), [("2006-01-02", 0), ("2006-01-03", 7)])
def test_who_was_under_19_on_1_january_need_not_declare(birth: str, tenths: int) -> None:
    """Age 19 is reached the day before the birthday: born on 2 January 2006, on 1 January 2025."""
    file = household(head("1980-01-01", 0), person(birth, None))
    assert levy_of(file).judgement.tenths == tenths


def test_an_unknown_income_is_levied_by_known_ones_only() -> None:
    unknown = head("1990-01-01", 5_000_000, income_known=False)
    assert parts_of(levy_of(household(unknown))) == (45_480, 18_480, 0)


def test_reductions_can_be_left_out_but_children_before_school_still_pay_half() -> None:
    file = household(head("1990-01-01", 0), person("2022-01-01", 0), apply_reductions=False)
    assert parts_of(levy_of(file)) == (24_840 + 20_640 + 10_320, 10_080 + 8_400 + 4_200, 0)


@pytest.mark.parametrize(
    ("birth", "pension", "tenths"),
    [("1960-01-01", 580_000, 7), ("1960-01-02", 580_000, 5), ("1950-06-01", 580_001, 5), ("1950-06-01", 730_001, 5)],
)
def test_the_pension_of_who_was_65_at_the_end_of_the_year_counts_150000_yen_less(
    birth: str, pension: int, tenths: int
) -> None:
    """Supplementary provisions art. 5; born on 1 January 1960, 65 on 31 December 2024."""
    file = household(head(birth, pension, pension_income_yen=pension, salary_or_pension_earner=True))
    assert levy_of(file).judgement.tenths == tenths


def test_a_loss_may_leave_less_than_the_salary_and_the_incomes_never_fall_below_zero() -> None:
    """Losses of a business are set off against salaries (損益通算): the whole may be less than one of its parts."""
    file = household(head("1990-01-01", 1_000_000, salary_income_yen=3_000_000, separation_date="2025-03-31"))
    levy = levy_of(file)
    assert (levy.judgement.income, next(iter(levy.parts.values())).shares[0].base) == (0, 0)


def test_only_pension_income_counts_less_and_never_below_zero() -> None:
    file = household(head("1950-06-01", 480_000, pension_income_yen=40_000))
    assert levy_of(file).judgement.counted[0].income == 440_000


@pytest.mark.parametrize(
    ("more", "for_reductions", "assessable"),
    [
        ({}, 1_000_000, 570_000),
        ({"transfer_deduction_yen": 300_000}, 1_300_000, 570_000),
        ({"family_wages_deducted_yen": 500_000}, 1_500_000, 570_000),
        ({"family_wages_received_yen": 600_000}, 400_000, 570_000),
        ({"casualty_loss_yen": 700_000}, 300_000, 570_000),
        ({"reduction_income_yen": 123}, 123, 570_000),
    ],
)
def test_what_the_two_incomes_treat_differently_is_never_mixed(
    more: File, for_reductions: int, assessable: int
) -> None:
    """Loss carry-over, family wages, transfers: Enforcement Order art. 29-7(2) item 5 against (5)."""
    levy = levy_of(household(head("1990-01-01", 1_000_000, **more)))
    assert levy.judgement.income == for_reductions
    assert next(iter(levy.parts.values())).shares[0].base == assessable


def test_pm06_a_casualty_loss_carried_forward_lowers_the_class_of_reduction_and_not_the_income_part() -> None:
    """Once two kinds of losses were mixed and 26 households judged by the wrong figure."""
    members = (person("1985-01-01"), person("2010-01-01"))
    plain = levy_of(household(head("1980-01-01", 2_000_000), *members))
    with_loss = levy_of(household(head("1980-01-01", 2_000_000, casualty_loss_yen=1_600_000), *members))
    assert (plain.judgement.tenths, with_loss.judgement.tenths) == (2, 7)
    bases = [next(iter(levy.parts.values())).shares[0].base for levy in (plain, with_loss)]
    assert bases == [1_570_000, 1_570_000]


@pytest.mark.parametrize(
    ("income", "base"),
    [
        (24_000_000, 23_570_000),
        (24_000_001, 23_710_001),
        (24_500_000, 24_210_000),
        (24_500_001, 24_350_001),
        (25_000_000, 24_850_000),
        (25_000_001, 25_000_001),
    ],
)
def test_the_base_deduction_shrinks_in_steps_for_high_incomes(income: int, base: int) -> None:
    """Local Tax Act art. 314-2(2)."""
    levy = levy_of(household(head("1990-01-01", income)))
    assert next(iter(levy.parts.values())).shares[0].base == base


def test_the_steps_go_by_the_total_income_where_it_is_stated() -> None:
    levy = levy_of(household(head("1990-01-01", 20_000_000, total_income_yen=26_000_000)))
    assert next(iter(levy.parts.values())).shares[0].base == 20_000_000


def months_of(birth: str, **more: object) -> tuple[int, ...]:
    member = read_household(household(head(birth, 0, **more))).members[0]
    return calendar_months(insured_months(member, parameters(2025)))


@pytest.mark.parametrize(
    ("birth", "first", "last"),
    [
        ("1950-10-01", 4, 9),
        ("1950-10-02", 4, 9),
        ("1950-10-31", 4, 9),
        ("1951-03-31", 4, 2),
        ("1951-04-01", 4, 3),
        ("2025-12-31", 12, 3),
    ],
)
def test_75_ends_before_the_month_of_the_birthday_and_birth_begins_with_its_own(
    birth: str, first: int, last: int
) -> None:
    assert (months_of(birth)[0], months_of(birth)[-1]) == (first, last)


@pytest.mark.parametrize("birth", ["1950-04-01", "1950-04-30", "1940-01-01"])
def test_who_is_75_all_year_pays_nothing_here(birth: str) -> None:
    assert months_of(birth) == ()
    assert total_of(household(head(birth, 5_000_000))) == 0


@pytest.mark.parametrize(
    ("birth", "months"),
    [
        ("1985-10-01", (9, 10, 11, 12, 1, 2, 3)),
        ("1985-10-02", (10, 11, 12, 1, 2, 3)),
        ("1986-04-01", (3,)),
        ("1986-04-02", ()),
        ("1960-10-01", (4, 5, 6, 7, 8)),
        ("1960-10-02", (4, 5, 6, 7, 8, 9)),
        ("1960-04-01", ()),
        ("1960-05-01", ()),
        ("1960-05-02", (4,)),
        ("1984-02-29", (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)),
    ],
)
def test_care_is_paid_from_the_month_of_40_to_before_that_of_65(birth: str, months: tuple[int, ...]) -> None:
    """Reached the day before the birthday: born on the 1st, in the month before. Act on Calculating Ages."""
    member = read_household(household(head(birth, 0))).members[0]
    assert calendar_months(care_months(member, insured_months(member, parameters(2025)), parameters(2025))) == months


def test_months_in_an_exempt_facility_carry_no_part_of_care() -> None:
    file = household(head("1975-01-01", 3_000_000, care_exempt_months=[4, 5, 6, 7, 8, 9]))
    assert parts_of(levy_of(file))[2] == (60_652 + 10_800 + 8_040) // 2 // 10 * 10


@pytest.mark.parametrize(("birth", "half"), [("2019-04-01", False), ("2019-04-02", True), ("2025-06-01", True)])
def test_a_child_pays_half_until_the_31_march_after_six(birth: str, half: bool) -> None:
    """Born on 1 April 2019, six on 31 March 2025: at school from 1 April 2025."""
    levy = levy_of(household(head("1990-01-01", 9_000_000), person(birth)))
    share = next(iter(levy.parts.values())).shares[1]
    assert share.head == (10_320 if half else 20_640)


@pytest.mark.parametrize(("birth", "amount"), [("2008-04-01", 1_680), ("2008-04-02", 0)])
def test_the_part_of_child_takes_nothing_from_heads_until_the_31_march_after_18(birth: str, amount: int) -> None:
    levy = levy_of(household(head("1990-01-01", 9_000_000), person(birth), year=2026))
    assert list(levy.parts.values())[3].shares[1].head == amount


@pytest.mark.parametrize(
    ("more", "months"),
    [
        ({"maternity_date": "2025-11-20"}, (10, 11, 12, 1)),
        ({"maternity_date": "2025-11-20", "multiple_birth": True}, (8, 9, 10, 11, 12, 1)),
        ({"maternity_date": "2025-04-01"}, (4, 5, 6)),
        ({"maternity_date": "2026-04-30"}, (3,)),
        ({"maternity_date": "2025-02-10"}, (4,)),
        ({"maternity_date": "2025-11-20", "months": [12, 1, 2, 3]}, (12, 1)),
        ({"maternity_months": [7, 8]}, (7, 8)),
    ],
)
def test_exempt_months_around_a_birth(more: File, months: tuple[int, ...]) -> None:
    """Enforcement Order art. 29-7(5) items 8, 9; Enforcement Regulations art. 32-10-2."""
    member = read_household(household(head("1990-01-01", 0, **more))).members[0]
    assert calendar_months(exempt_months(member, insured_months(member, parameters(2025)), parameters(2025))) == months


def test_before_january_2024_no_month_was_exempt() -> None:
    member = read_household(household(head("1990-01-01", 0, maternity_date="2024-01-15"), year=2023)).members[0]
    assert calendar_months(exempt_months(member, insured_months(member, parameters(2023)), parameters(2023))) == (
        1,
        2,
        3,
    )


def test_the_household_amount_stays_in_exempt_months() -> None:
    file = household(
        head("1990-01-01", 0, maternity_months=[4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]), apply_reductions=False
    )
    assert parts_of(levy_of(file)) == (24_840, 10_080, 0)


@pytest.mark.parametrize(
    ("day", "year", "months"),
    [
        ("2025-06-14", 2025, (6, 7, 8, 9, 10, 11, 12, 1, 2, 3)),
        ("2025-06-30", 2025, (7, 8, 9, 10, 11, 12, 1, 2, 3)),
        ("2025-06-14", 2026, (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)),
        ("2024-03-30", 2025, ()),
        ("2024-03-31", 2025, (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)),
    ],
)
def test_salary_counts_in_part_to_the_end_of_the_next_year(day: str, year: int, months: tuple[int, ...]) -> None:
    """From the month of the day after leaving: Enforcement Order art. 29-7-2(2)."""
    member = read_household(household(head("1990-01-01", 0, separation_date=day), year=year)).members[0]
    assert calendar_months(unemployed_months(member, parameters(year))) == months


@pytest.mark.parametrize(
    ("senior", "half", "quarter"),
    [
        ({"birth_date": "1949-05-01"}, 12, 0),
        ({"birth_date": "1945-10-15"}, 6, 6),
        ({"birth_date": "1942-10-15"}, 0, 6),
        ({"birth_date": "1941-01-01"}, 0, 0),
        ({"since": "2025-10-20"}, 6, 0),
        ({"birth_date": "1951-02-10"}, 2, 0),
        ({"birth_date": "1955-02-10"}, 12, 0),
        ({}, 12, 0),
    ],
)
def test_one_left_beside_a_senior_pays_half_for_five_years_and_three_quarters_for_three(
    senior: File, half: int, quarter: int
) -> None:
    file = household(head("1955-01-01", 0), same_household_seniors=[senior | {"id": "s", "income_yen": 0}])
    read = read_household(file)
    members = [(member, insured_months(member, parameters(2025))) for member in read.members]
    first, then = specific_months(members, read.seniors, parameters(2025))
    assert (first.bit_count(), then.bit_count()) == (half, quarter)


def test_who_turns_75_in_the_year_leaves_the_other_at_half_from_that_month() -> None:
    file = household(head("1950-10-15", 0), person("1955-01-01", 9_000_000))
    levy = levy_of(file)
    assert sorted(
        (len(calendar_months(span.months)), span.household) for span in levy.parts[next(iter(levy.parts))].spans
    ) == [
        (6, 12_420),
        (6, 24_840),
    ]


def test_two_left_beside_a_senior_pay_the_whole_household_amount() -> None:
    file = household(head("1955-01-01"), person("1956-01-01"), same_household_seniors=[{"id": "s", "income_yen": 0}])
    assert {span.household for span in next(iter(levy_of(file).parts.values())).spans} == {24_840 * 3 // 10}


def test_the_judgement_is_that_of_the_day_and_later_members_do_not_change_it() -> None:
    later = person("1990-01-01", 9_000_000, months=[7, 8, 9, 10, 11, 12, 1, 2, 3])
    levy = levy_of(household(head("1990-01-01", 0), later))
    assert (levy.judgement.tenths, levy.judgement.members) == (7, 1)
    levy = levy_of(household(head("1990-01-01", 0), later, reference_date="2025-07-10"))
    assert (levy.judgement.tenths, levy.judgement.members) == (0, 2)


def test_where_nobody_was_insured_on_the_day_the_first_month_is_judged() -> None:
    levy = levy_of(household(head("1990-01-01", 735_000, months=[9, 10])))
    assert (levy.judgement.tenths, calendar_months(1 << levy.judgement.place)) == (5, (9,))


def test_an_asset_part_is_levied_where_the_ordinance_has_it_and_stays_in_exempt_months() -> None:
    by = changed(2025, {"premium.basic.asset_rate": Decimal("0.269")})
    file = household(head("1990-01-01", 3_000_000, fixed_asset_tax_yen=100_003))
    assert parts_of(levy_of(file, by))[0] - parts_of(levy_of(file))[0] == 26_900
    exempt = household(
        head("1990-01-01", 0, fixed_asset_tax_yen=100_000, maternity_months=[*range(1, 13)]), apply_reductions=False
    )
    assert parts_of(levy_of(exempt, by))[0] == 24_840 + 26_900


@pytest.mark.parametrize(
    ("proration", "basic"),
    [("MONTHLY_SNAPSHOT", 330_000), ("PERSON_MONTHS", 330_000), ("PERSON_MONTHS_WHOLE_CAP", 428_440)],
)
def test_the_cap_goes_by_the_months_as_the_ordinance_says(proration: str, basic: int) -> None:
    file = household(head("1990-01-01", 12_105_000, months=[4, 5, 6, 7, 8, 9]))
    assert parts_of(levy_of(file, changed(2025, {"premium.proration": proration})))[0] == basic


def test_by_person_months_one_rich_month_may_make_up_for_poor_ones() -> None:
    guest = person("1990-01-01", 20_000_000, months=[4])
    file = household(head("1990-01-01", 1_000_000), guest)
    snapshot = parts_of(levy_of(file))[0]
    assert parts_of(levy_of(file, changed(2025, {"premium.proration": "PERSON_MONTHS"})))[0] > snapshot


@pytest.mark.parametrize(
    ("changes", "parts", "total"),
    [
        ({"premium.rounding.part": 100}, (155_900, 64_500, 0), 220_400),
        ({"premium.rounding.part": 1}, (155_985, 64_590, 0), 220_575),
        ({"premium.rounding.part": 1, "premium.rounding.total": 100}, (155_910, 64_590, 0), 220_500),
        ({"premium.rounding.person": 1000}, (155_480, 64_480, 0), 219_960),
        ({"premium.rounding.month": 100, "premium.rounding.part": 1}, (154_800, 63_600, 0), 218_400),
        ({"premium.rounding.year": 1000, "premium.rounding.part": 1}, (155_000, 64_000, 0), 219_000),
    ],
)
def test_floors_are_the_ordinances(changes: dict[str, int], parts: tuple[int, ...], total: int) -> None:
    levy = levy_of(EMPLOYEE, changed(2025, dict(changes)))
    assert (parts_of(levy), levy.total) == (parts, total)


def test_a_persons_part_kept_exact_differs_by_the_fractions_only() -> None:
    file = household(head("1990-01-01", 430_010), person("1990-01-01", 430_010))
    floored = changed(2025, {"premium.rounding.part": 1})
    exact = changed(2025, {"premium.rounding.part": 1, "premium.rounding.person": 0})
    assert parts_of(levy_of(file, exact))[0] == parts_of(levy_of(file, floored))[0] + 1


def test_an_exempt_month_helps_nobody_whose_household_is_at_the_cap_without_it() -> None:
    file = household(head("1980-01-01", 20_000_000), person("1992-01-01", 1_000_000, maternity_date="2025-11-20"))
    assert parts_of(levy_of(file))[:2] == (660_000, 260_000)
