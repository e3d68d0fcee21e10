"""The levy of a household for a year (賦課額の算定): exact to the yen, parts and whole, with what it was made of.

Each month is a twelfth of what the household of that month would owe for a year (MONTHLY_SNAPSHOT), or each person's
months count and the cap goes by the months (PERSON_MONTHS), as the ordinance says. Reductions come before the cap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from server.domain.levy.incomes import assessable_income, must_declare
from server.domain.levy.model import WHOLE_YEAR, Household, Member, Part
from server.domain.levy.months import (
    care_months,
    exempt_months,
    insured_months,
    is_before_april_after,
    specific_months,
    unemployed_months,
)
from server.domain.levy.parameters import PERSON_MONTHS_WHOLE_CAP, SNAPSHOT, Parameters
from server.domain.levy.rates import PartRates
from server.domain.levy.reduction import Judgement, judge
from server.domain.levy.relief_bases import bases_of
from server.domain.refusals import Refused
from server.domain.relief.amounts import Relieved, relieve


@dataclass(frozen=True, slots=True)
class Insured:
    """An insured member as the levy sees him: months by meaning, the base of the income part in yen by months."""

    member: Member
    months: int
    care: int
    exempt: int
    preschool: bool
    young: bool
    bases: tuple[tuple[int, int, bool], ...]  # base, its months, whether salary counts in part only


@dataclass(frozen=True, slots=True)
class Share:
    """One person's yearly share in one part, in `1/scale` yen: income, asset and per-head part, and its months."""

    insured: Insured
    base: int
    income: int
    asset: int
    head: int
    months: int
    exempt: int


@dataclass(frozen=True, slots=True)
class Span:
    """Months with the same shares: what they come to for a year in `1/scale` yen, `uncapped` and as it counts."""

    months: int
    household: int
    uncapped: int
    year: int


@dataclass(frozen=True, slots=True)
class PartLevy:
    """One part of the levy in yen, with the shares and spans it was made of; `relieved` is off `amount` already."""

    part: Part
    amount: int
    scale: int
    shares: tuple[Share, ...]
    spans: tuple[Span, ...]
    relieved: int = 0


@dataclass(frozen=True, slots=True)
class Levy:
    """The levy in yen: `total` is the sum of `parts`; provisional while there are persons with `unknown` incomes."""

    household: Household
    parts: Mapping[Part, PartLevy]
    total: int
    rounded_off: int
    judgement: Judgement
    unknown: tuple[str, ...]
    relief: Relieved | None = None

    def amount(self, part: Part) -> int:
        """The part's amount in yen, 0 where the year has no such part."""
        found = self.parts.get(part)
        return found.amount if found else 0


def assess(household: Household, parameters: Parameters) -> Levy:
    """The levy by the year's parameters; raises `Refused("levy_income_unknown")` where the city holds it till then."""
    if household.fiscal_year != parameters.fiscal_year:
        raise ValueError("parameters of another fiscal year")
    insured = [(member, insured_months(member, parameters)) for member in household.members]
    insured = [pair for pair in insured if pair[1]]
    judgement = judge(household, insured, parameters)
    later = (m.id for m, _ in insured if not m.known and m.id not in judgement.unknown and must_declare(m, parameters))
    unknown = (*judgement.unknown, *later)
    if unknown and parameters.hold_unknown:
        raise Refused("levy_income_unknown", persons=", ".join(unknown))
    seen = [_insured(member, months, parameters) for member, months in insured]
    specific = specific_months(insured, household.seniors, parameters)
    parts = {
        part: _part(parameters.rates[part], seen, specific, judgement.tenths, parameters) for part in parameters.parts
    }
    levy = _whole(household, parts, judgement, unknown, parameters)
    return _relieved(levy, parameters) if household.grants else levy


def _relieved(levy: Levy, parameters: Parameters) -> Levy:
    """The levy less what was granted on application (減免): of several grants the most favourable, never two."""
    bases, tenths = bases_of(levy.parts.values(), parameters), levy.judgement.tenths
    every = [relieve(grant, bases, parameters.fiscal_year, tenths) for grant in levy.household.grants]
    best = max(every, key=lambda one: one.total)
    parts = {
        name: replace(part, amount=part.amount - best.yen[name], relieved=best.yen[name])
        for name, part in levy.parts.items()
    }
    return replace(levy, parts=parts, total=levy.total - best.total, relief=best)


def _insured(member: Member, months: int, parameters: Parameters) -> Insured:
    year = parameters.fiscal_year
    unemployed = months & unemployed_months(member, parameters)
    bases = [(assessable_income(member, parameters, unemployed=False), months & ~unemployed, False)]
    if unemployed:
        bases.append((assessable_income(member, parameters, unemployed=True), unemployed, True))
    return Insured(
        member,
        months,
        care_months(member, months, parameters),
        exempt_months(member, months, parameters),
        is_before_april_after(member.birth, parameters.ages.preschool, year),
        parameters.ages.young is not None and is_before_april_after(member.birth, parameters.ages.young, year),
        tuple(bases),
    )


def _part(
    rates: PartRates, insured: Sequence[Insured], specific: tuple[int, int], tenths: int, parameters: Parameters
) -> PartLevy:
    amounts = rates.amounts[tenths]
    shares = []
    for one in insured:
        months = one.care if rates.part is Part.CARE else one.months
        if not months:
            continue
        head = amounts.head
        if rates.part is Part.CHILD:
            head = amounts.young if one.young else head
        elif one.preschool:
            head = amounts.preschool
        asset = _floored(one.member.asset_tax, rates.asset_rate, rates.scale, parameters)
        for base, when, _ in one.bases:
            if when & months:
                income = _floored(base, rates.income_rate, rates.scale, parameters)
                shares.append(Share(one, base, income, asset, head, when & months, when & months & one.exempt))
    first, then = specific if rates.part in parameters.specific_parts else (0, 0)
    spans = []
    for months in _spans(shares, first, then):
        household = amounts.specific if months & first else amounts.continuing if months & then else amounts.household
        spans.append(_span(shares, months, household, rates, parameters))
    amount = _year(spans, rates, parameters)
    return PartLevy(rates.part, amount, rates.scale, tuple(shares), tuple(spans))


def _floored(base: int, rate: tuple[int, int], scale: int, parameters: Parameters) -> int:
    """A base at a rate in `1/scale` yen, floored as one person's amounts are (端数処理); unit 0: exact."""
    if not base or not rate[0]:
        return 0
    unit = parameters.rounding.person
    if unit == 0:
        return base * rate[0] * (scale // rate[1])
    return base * rate[0] // (rate[1] * unit) * unit * scale


def _spans(shares: Sequence[Share], first: int, then: int) -> list[int]:
    """The months parted so that in each set of them everything is the same; months without any share are left out."""
    spans = [WHOLE_YEAR]
    anybody = 0
    for mask in {first, then, *(share.months for share in shares), *(share.exempt for share in shares)}:
        spans = [piece for span in spans for piece in (span & mask, span & ~mask) if piece]
    for share in shares:
        anybody |= share.months
    return [span for span in spans if span & anybody]


def _span(shares: Sequence[Share], months: int, household: int, rates: PartRates, parameters: Parameters) -> Span:
    """The year's amount of one set of months; in exempt months a person's income and per-head parts fall away."""
    uncapped = household
    for share in shares:
        if share.months & months:
            uncapped += share.asset if share.exempt & months else share.income + share.asset + share.head
    year, unit = uncapped, parameters.rounding.year
    if parameters.proration == SNAPSHOT:
        year = min(year, rates.cap * rates.scale)
        if unit is not None:
            year -= year % (unit * rates.scale)
    return Span(months, household, uncapped, year)


def _year(spans: Sequence[Span], rates: PartRates, parameters: Parameters) -> int:
    """The part for the year in yen, a twelfth of each month's, floored."""
    unit, month = parameters.rounding.part, parameters.rounding.month
    if parameters.proration == SNAPSHOT and month is not None:
        total = sum(span.months.bit_count() * (span.year // (12 * rates.scale * month) * month) for span in spans)
        return total // unit * unit
    twelfths = sum(span.months.bit_count() * span.year for span in spans)
    if parameters.proration != SNAPSHOT:
        counted = 12 if parameters.proration == PERSON_MONTHS_WHOLE_CAP else sum(s.months.bit_count() for s in spans)
        twelfths = min(twelfths, rates.cap * rates.scale * counted)
    return twelfths // (12 * rates.scale * unit) * unit


def _whole(
    household: Household,
    parts: dict[Part, PartLevy],
    judgement: Judgement,
    unknown: tuple[str, ...],
    parameters: Parameters,
) -> Levy:
    """The sum; what the whole is floored by is taken off the parts in their order, so that they still make it up."""
    total = sum(part.amount for part in parts.values())
    left = rounded_off = total % parameters.rounding.total
    for name, part in parts.items():
        if not left:
            break
        taken = min(left, part.amount)
        left -= taken
        parts[name] = PartLevy(part.part, part.amount - taken, part.scale, part.shares, part.spans)
    return Levy(household, parts, total - rounded_off, rounded_off, judgement, unknown)
