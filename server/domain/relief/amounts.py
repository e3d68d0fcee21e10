"""What a granted relief comes to (減免額): exact to the yen, by part of the levy, with the row that gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from server.domain.levy.model import Part
from server.domain.relief import rows as r
from server.domain.relief.grant import CEIL_RELIEF, FLOOR_REST, Grant

_YEAR = 12


@dataclass(frozen=True, slots=True)
class PersonShare:
    """One person's yearly income, asset and per-head part in yen, and the months (bits) in which he owes them."""

    person: str
    income: Fraction
    asset: Fraction
    head: Fraction
    months: int


@dataclass(frozen=True, slots=True)
class PartBase:
    """One part before relief: `amount` in yen; shares; `household` the household's yearly amount with its months;
    `weights` what each set of months came to for a year; `over` what the cap took off, in yen.
    """

    part: Part
    amount: int
    shares: tuple[PersonShare, ...]
    household: tuple[tuple[int, Fraction], ...]
    weights: tuple[tuple[int, Fraction], ...]
    over: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Relieved:
    """One grant applied: `row` its text or None (no row holds), `rates` by component, yen by part."""

    key: str
    ground: str
    article: str
    row: str | None
    rates: tuple[tuple[str, Fraction], ...]
    share: Fraction
    yen: Mapping[Part, int]

    @property
    def total(self) -> int:
        """The relief in yen."""
        return sum(self.yen.values())


def relieve(grant: Grant, bases: Sequence[PartBase], fiscal_year: int, tenths: int) -> Relieved:
    """The relief of a levy by one grant; `tenths` is the class of the reduction by income (7割・5割・2割).

    Never more than the levy. Raises `relief_fact_missing`.
    """
    facts = r.with_drop({**grant.facts, "class": Fraction(tenths)})
    row = r.first_row(grant.rows, facts)
    rates = () if row is None else row.rates(facts)
    exact = {base.part: _exact(grant, base, rates, facts, fiscal_year) for base in bases}
    amounts = {base.part: base.amount for base in bases}
    yen = _rounded(grant, exact, amounts)
    return Relieved(grant.key, grant.ground, grant.article, None if row is None else row.text, rates, grant.share, yen)


def _exact(grant: Grant, base: PartBase, rates: Iterable[tuple[str, Fraction]], facts: r.Facts, year: int) -> Fraction:
    months, heads = grant.months(year), grant.months(year, heads=True)
    found = Fraction(0)
    for name, rate in rates:
        if name in (r.WHOLE, r.AFFECTED):
            part = _whole(grant, base, months)
            if name == r.AFFECTED:
                part *= _affected(facts)
        else:
            part = _component(grant, base, name, heads if name in (r.HEAD, r.HOUSEHOLD) else months)
        found += part * rate
    return min(found * grant.share, Fraction(base.amount))


def _whole(grant: Grant, base: PartBase, months: int) -> Fraction:
    """The part's amount of the months; of single persons, what they add to it."""
    if grant.persons:
        return sum((_component(grant, base, name, months) for name in (r.INCOME, r.ASSET, r.HEAD)), Fraction(0))
    every = sum((year * span.bit_count() for span, year in base.weights), Fraction(0))
    mine = sum((year * (span & months).bit_count() for span, year in base.weights), Fraction(0))
    return base.amount * mine / every if every else Fraction(0)


def _component(grant: Grant, base: PartBase, name: str, months: int) -> Fraction:
    if name == r.HOUSEHOLD:
        return sum((yen * (span & months).bit_count() for span, yen in base.household), Fraction(0)) / _YEAR
    mine = [one for one in base.shares if not grant.persons or one.person in grant.persons]
    found = sum((getattr(one, name) * (one.months & months).bit_count() for one in mine), Fraction(0)) / _YEAR
    return found * _left(base) if name == r.INCOME else found


def _left(base: PartBase) -> Fraction:
    """The share of the income part that the cap leaves: what is over the cap is taken off it first."""
    income = sum((one.income * one.months.bit_count() for one in base.shares), Fraction(0)) / _YEAR
    return max(Fraction(0), 1 - base.over / income) if base.over and income else Fraction(1)


def _affected(facts: r.Facts) -> Fraction:
    """The share of the income that was lost in all income of the household (対象保険料額 A×B/C)."""
    lost, every = Fraction(facts.get("affected", 0)), Fraction(facts.get("income_all", facts.get("income", 0)))
    return min(max(lost, Fraction(0)) / every, Fraction(1)) if every > 0 else Fraction(0)


def _rounded(grant: Grant, exact: Mapping[Part, Fraction], amounts: Mapping[Part, int]) -> dict[Part, int]:
    if grant.per_part:
        return {part: _yen(grant, found, amounts[part]) for part, found in exact.items()}
    total = _yen(grant, sum(exact.values(), Fraction(0)), sum(amounts.values()))
    return _parted(total, exact, amounts)


def _yen(grant: Grant, exact: Fraction, amount: int) -> int:
    if exact <= 0:
        return 0
    unit = grant.unit
    if grant.rounding == FLOOR_REST:
        return amount - int((amount - exact) // unit) * unit
    down = int(exact // unit) * unit
    if grant.rounding == CEIL_RELIEF and down != exact:
        down += unit
    return min(down, amount)


def _parted(total: int, exact: Mapping[Part, Fraction], amounts: Mapping[Part, int]) -> dict[Part, int]:
    """The yen of the relief on the parts near what each came to; none gets more than it has."""
    found = {part: min(int(one), amounts[part]) for part, one in exact.items()}
    left = total - sum(found.values())
    while left < 0:
        part = max(found, key=lambda one: found[one])
        taken = min(-left, found[part])
        found[part] -= taken
        left += taken
    for part in sorted(found, key=lambda one: (found[one] - exact[one], one)):
        put = min(left, amounts[part] - found[part])
        found[part] += put
        left -= put
    return found
