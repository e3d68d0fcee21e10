"""The patient's share (一部負担金の割合): which one, by which test and figure, and from which day.

National Health Insurance Act art. 42(1), Enforcement Order art. 27-2. Shares are tenths (2 = 2割). Persons of 70 to 74
in one household share one result; each test that was looked at stands in the trace with its figure and its limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.calendar import fiscal_year_end, next_month_start, reaches_on
from server.domain.refusals import Refused
from server.domain.values import Values


class ShareTest(StrEnum):
    """The tests in their order; the first that holds gives the lower share."""

    PRESCHOOL = "PRESCHOOL"
    GENERAL = "GENERAL"
    TAXABLE_INCOME = "TAXABLE_INCOME"
    BASE_INCOME = "BASE_INCOME"
    RECEIPTS_SINGLE = "RECEIPTS_SINGLE"
    RECEIPTS_SEVERAL = "RECEIPTS_SEVERAL"
    RECEIPTS_WITH_FORMER = "RECEIPTS_WITH_FORMER"
    NONE_HOLDS = "NONE_HOLDS"


class ShareStatus(StrEnum):
    """`FINAL` by known figures, `PROVISIONAL` the higher share until incomes are known, `HELD` no share yet."""

    FINAL = "FINAL"
    PROVISIONAL = "PROVISIONAL"
    HELD = "HELD"


@dataclass(frozen=True, slots=True)
class Senior:
    """One insured person of 70 to 74. Amounts in yen, None when unknown.

    `taxable_income` 課税所得 (after the deductions of the residents' tax), `base_income` 基準所得額 (旧ただし書所得),
    `receipts` 収入 (gross, without retirement income; known by application or confirmed by the city itself).
    The two counts are the insured under 16 and of 16 to 18 in the household of a person who is its head.
    """

    person: str
    taxable_income: int | None
    base_income: int | None
    receipts: int | None = None
    under_16: int = 0
    from_16_to_18: int = 0


@dataclass(frozen=True, slots=True)
class Tested:
    """One line of the trace: does the test hold (None: cannot be told), its figure and limit in yen, its article."""

    test: ShareTest
    holds: bool | None
    figure: int | None
    limit: int | None
    article: str


@dataclass(frozen=True, slots=True)
class Share:
    """The share in tenths (None while held), how sure it is, which test gave it, and the trace.

    `unknown` names the persons whose incomes are missing; `application_may_help` says that receipts, once stated,
    could still lower the share (基準収入額適用申請, Enforcement Regulations art. 24-3).
    """

    tenths: int | None
    status: ShareStatus
    by: ShareTest
    trace: tuple[Tested, ...]
    unknown: tuple[str, ...] = ()
    application_may_help: bool = False


def senior_from(birth: date, day: date, values: Values) -> date:
    """The first day of the senior share by the rule of `day`: the 1st of the month after that in which 70 is reached.

    Act art. 42(1) items 3 and 4; born on the 1st, 70 is reached in the month before, so the birthday itself.
    """
    return next_month_start(reaches_on(birth, values.integer("share.senior_age", day)))


def preschool_until(birth: date, day: date, values: Values) -> date:
    """The last day of the preschool share: the first 31 March on or after reaching 6. Act art. 42(1) item 2."""
    return fiscal_year_end(reaches_on(birth, values.integer("share.preschool_age", day)))


def is_senior(birth: date, day: date, values: Values) -> bool:
    """Whether the share of `day` depends on income (from 70; 75 and over are not insured here)."""
    return day >= senior_from(birth, day, values)


def share_by_age(birth: date, day: date, values: Values) -> Share:
    """The share of a person under 70 on `day`; raises `Refused("share_not_for_age")` for a senior. Act art. 42(1)."""
    if is_senior(birth, day, values):
        raise Refused("share_not_for_age")
    preschool = day <= preschool_until(birth, day, values)
    test, key = (ShareTest.PRESCHOOL, "preschool") if preschool else (ShareTest.GENERAL, "general")
    row = values.row(f"share.{key}", day)
    trace = (Tested(test, True, None, None, row.article),)
    return Share(values.integer(row.key, day), ShareStatus.FINAL, test, trace)


def senior_share(
    members: Sequence[Senior], day: date, values: Values, former_receipts: Sequence[int | None] = ()
) -> Share:
    """The one share of all insured persons of 70 to 74 in a household on `day`. Enforcement Order art. 27-2.

    `former_receipts` are the receipts in yen (None unknown) of those who left for the medical care for the older
    elderly and stay in the household (特定同一世帯所属者). Where no test holds and an income is unknown, the city's
    value `share.unknown_income` says whether the higher share goes out as provisional or nothing goes out (HOLD).
    """
    if not members:
        raise Refused("share_not_for_age")
    trace: list[Tested] = []
    for tested in _tests(members, former_receipts, day, values):
        trace.append(tested)
        if tested.holds:
            return Share(values.integer("share.senior", day), ShareStatus.FINAL, tested.test, tuple(trace))
    may_help = any(tested.holds is None for tested in trace if tested.test in _BY_RECEIPTS)
    income_open = any(tested.holds is None for tested in trace if tested.test not in _BY_RECEIPTS)
    unknown = tuple(m.person for m in members if m.taxable_income is None or m.base_income is None)
    return _higher(tuple(trace), unknown if income_open else (), may_help, day, values)


def benefit_year_start(day: date, values: Values) -> date:
    """The first day of the benefit year of `day` (1 August): shares change on it. Enforcement Order art. 27-2."""
    month_day = str(values.items("share.year_start", day)[0])
    this_year = date.fromisoformat(f"{day.year}-{month_day}")
    return this_year if day >= this_year else date.fromisoformat(f"{day.year - 1}-{month_day}")


def income_year(day: date, values: Values) -> int:
    """The calendar year whose incomes give the share of `day`: the one before the benefit year begins."""
    return benefit_year_start(day, values).year - 1


def share_from(birth: date, applied_from: date, day: date, values: Values) -> date:
    """The day from which the senior share shown on `day` takes effect (発効期日).

    The latest of the first day of application, the first day of the senior share and the start of the benefit year.
    """
    return max(applied_from, senior_from(birth, day, values), benefit_year_start(day, values))


_BY_RECEIPTS = frozenset({ShareTest.RECEIPTS_SINGLE, ShareTest.RECEIPTS_SEVERAL, ShareTest.RECEIPTS_WITH_FORMER})


def _tests(members: Sequence[Senior], former: Sequence[int | None], day: date, values: Values) -> Iterable[Tested]:
    yield _taxable_income(members, day, values)
    yield _base_income(members, day, values)
    receipts = [member.receipts for member in members]
    if len(members) == 1:
        yield _receipts(ShareTest.RECEIPTS_SINGLE, "share.receipts_single", receipts, day, values)
        if former:
            both = [*receipts, *former]
            yield _receipts(ShareTest.RECEIPTS_WITH_FORMER, "share.receipts_several", both, day, values)
    else:
        yield _receipts(ShareTest.RECEIPTS_SEVERAL, "share.receipts_several", receipts, day, values)


def _taxable_income(members: Sequence[Senior], day: date, values: Values) -> Tested:
    """Every member's taxable income, less the deductions for the young of his household, is under the limit."""
    row = values.row("share.taxable_limit", day)
    limit = values.integer(row.key, day)
    incomes = [_after_deductions(member, day, values) for member in members]
    known = [income for income in incomes if income is not None]
    holds: bool | None = None if len(known) < len(incomes) else True
    if any(income >= limit for income in known):
        holds = False
    return Tested(ShareTest.TAXABLE_INCOME, holds, max(known, default=None), limit, row.article)


def _after_deductions(member: Senior, day: date, values: Values) -> int | None:
    if member.taxable_income is None:
        return None
    young = values.integer("share.deduction_under_16", day) * member.under_16
    older = values.integer("share.deduction_16_to_18", day) * member.from_16_to_18
    return max(0, member.taxable_income - young - older)


def _base_income(members: Sequence[Senior], day: date, values: Values) -> Tested:
    """The sum of the members' base incomes is at most the limit."""
    row = values.row("share.base_income_limit", day)
    limit = values.integer(row.key, day)
    incomes = [member.base_income for member in members]
    total = sum(income for income in incomes if income is not None)
    holds: bool | None = False if total > limit else None if None in incomes else True
    return Tested(ShareTest.BASE_INCOME, holds, total, limit, row.article)


def _receipts(test: ShareTest, key: str, amounts: Sequence[int | None], day: date, values: Values) -> Tested:
    """The sum of receipts is under the limit; receipts nobody stated or confirmed leave it open."""
    row = values.row(key, day)
    limit = values.integer(key, day)
    total = sum(amount for amount in amounts if amount is not None)
    holds: bool | None = False if total >= limit else None if None in amounts else True
    return Tested(test, holds, total, limit, row.article)


def _higher(trace: tuple[Tested, ...], unknown: tuple[str, ...], may_help: bool, day: date, values: Values) -> Share:
    high = values.integer("share.senior_higher", day)
    if not unknown:
        return Share(high, ShareStatus.FINAL, ShareTest.NONE_HOLDS, trace, (), may_help)
    if values.text("share.unknown_income", day) == "PROVISIONAL":
        return Share(high, ShareStatus.PROVISIONAL, ShareTest.NONE_HOLDS, trace, unknown, may_help)
    return Share(None, ShareStatus.HELD, ShareTest.NONE_HOLDS, trace, unknown, may_help)
