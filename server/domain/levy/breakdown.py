"""What a notice must show of a levy (納入通知書の内訳): gross amounts, each kind of reduction, the cap, the months.

Of each part of the levy in whole yen, so that the lines add up to its amount: what the floors of single lines take or
give stands in `rounding`. Municipal practice by Local Autonomy Act art. 231 and the city's form of notice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from server.domain.levy.assess import Levy, PartLevy, Share, Span
from server.domain.levy.model import Part
from server.domain.levy.parameters import Parameters
from server.domain.levy.rates import Amounts, PartRates
from server.domain.levy.relief_bases import over_cap

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Lines:
    """One part in yen: `income` 所得割, `asset` 資産割, `per_head` 均等割, `per_household` 平等割 before reductions;
    less `by_income` 7・5・2割軽減, `for_children` 未就学児・18歳未満, `for_birth` 産前産後, `over_cap` 限度額超過額,
    `relieved` 減免; plus `rounding` (mostly below zero). `persons` pay this part; `months` is each month's amount from
    April on.
    """

    part: Part
    income: int
    asset: int
    per_head: int
    per_household: int
    by_income: int
    for_children: int
    for_birth: int
    over_cap: int
    rounding: int
    amount: int
    persons: int
    months: tuple[int, ...]
    relieved: int = 0


def breakdown(levy: Levy, parameters: Parameters) -> tuple[Lines, ...]:
    """The lines of every part; the household's amount of a household beside a senior counts as its gross amount."""
    tenths = levy.judgement.tenths
    return tuple(_lines(part, parameters.rates[name], tenths, parameters) for name, part in levy.parts.items())


def _lines(part: PartLevy, rates: PartRates, tenths: int, parameters: Parameters) -> Lines:
    """All in whole numbers of `1/unit` yen, a month of a year's share; cut to yen at the end."""
    gross, reduced = rates.amounts[0], rates.amounts[tenths]
    unit = _YEAR * part.scale
    full = household = 0
    whole = {reduced.household: gross.household, reduced.specific: gross.specific, reduced.continuing: gross.continuing}
    for span in part.spans:
        months = span.months.bit_count()
        household += span.household * months
        full += whole[span.household] * months
    income = asset = full_heads = after_class = heads = off_birth = 0
    for share in part.shares:
        months = share.months.bit_count()
        income += share.income * months
        asset += share.asset * months
        heads += share.head * months
        full_heads += _class_head(share, part.part, gross) * months
        after_class += _class_head(share, part.part, reduced) * months
        if share.exempt:
            off_birth += (share.income + share.head) * share.exempt.bit_count()
    by_income, for_children = full_heads - after_class + full - household, after_class - heads
    over = int(over_cap(part, parameters) * unit)
    exact = (income, asset, full_heads, full, by_income, for_children, off_birth, over)
    plus, less = [_yen(amount, unit) for amount in exact[:4]], [_yen(amount, unit) for amount in exact[4:]]
    rounding = part.amount + part.relieved - sum(plus) + sum(less)
    persons = len({share.insured.member.id for share in part.shares})
    return _made(part.part, *plus, *less, rounding, part.amount, persons, _months(part), part.relieved)


_made: Callable[..., Lines] = Lines


def _yen(amount: int, unit: int) -> int:
    """Cut to whole yen towards nothing."""
    return amount // unit if amount >= 0 else -(-amount // unit)


def _class_head(share: Share, part: Part, amounts: Amounts) -> int:
    """The per-head amount of the class of reduction alone; of an exempt young person without the adults' addition."""
    return amounts.young_gross if part is Part.CHILD and share.insured.young else amounts.head


def _months(part: PartLevy) -> tuple[int, ...]:
    """The part's amount spread over its months by what each came to, in whole yen that add up to it."""
    if len(part.spans) == 1 and part.spans[0].year:
        return _evenly(part.amount, part.spans[0].months)
    weights = [_weight(part.spans, place) for place in range(_YEAR)]
    whole, before, weight, found = sum(weights), 0, 0, []
    for one in weights:
        weight += one
        upto = part.amount * weight // whole if whole else 0
        found.append(upto - before)
        before = upto
    return tuple(found)


@lru_cache(maxsize=4096)
def _evenly(amount: int, months: int) -> tuple[int, ...]:
    """The same where all months came to the same."""
    count, before, done, found = months.bit_count(), 0, 0, []
    for place in range(_YEAR):
        done += months >> place & 1
        upto = amount * done // count
        found.append(upto - before)
        before = upto
    return tuple(found)


def _weight(spans: tuple[Span, ...], place: int) -> int:
    for span in spans:
        if span.months >> place & 1:
            return span.year
    return 0
