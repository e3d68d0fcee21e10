"""Yen by part (区分ごとの金額): the four parts of a premium, then what may come on top of an instalment.

Splits are exact: whole yen, floored by weight, the rest to the first part that still takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PRINCIPAL = ("basic", "support", "care", "child")
"""医療分, 後期高齢者支援金分, 介護分, 子ども・子育て支援納付金分."""
EXTRAS = ("late", "fee", "cost")
"""延滞金, 督促手数料, 滞納処分費."""
COLUMNS = PRINCIPAL + EXTRAS


@dataclass(frozen=True, slots=True)
class Amounts:
    """Whole yen in each column; a reversal's are negative."""

    basic: int = 0
    support: int = 0
    care: int = 0
    child: int = 0
    late: int = 0
    fee: int = 0
    cost: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        a, b = self, other  # written out: a file of receipts adds a hundred thousand times
        return Amounts(
            a.basic + b.basic,
            a.support + b.support,
            a.care + b.care,
            a.child + b.child,
            a.late + b.late,
            a.fee + b.fee,
            a.cost + b.cost,
        )

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(*(a - b for a, b in zip(self.values(), other.values(), strict=True)))

    def __neg__(self) -> Amounts:
        return self.times(-1)

    def __bool__(self) -> bool:
        return any(self.values())

    def times(self, factor: int) -> Amounts:
        """Every column multiplied."""
        if factor == 1:
            return self
        return Amounts(*(value * factor for value in self.values()))

    def values(self) -> tuple[int, ...]:
        """The columns in their order."""
        return (self.basic, self.support, self.care, self.child, self.late, self.fee, self.cost)

    def as_dict(self) -> dict[str, int]:
        """The columns by name."""
        return {
            "basic": self.basic,
            "support": self.support,
            "care": self.care,
            "child": self.child,
            "late": self.late,
            "fee": self.fee,
            "cost": self.cost,
        }

    def of(self, column: str) -> int:
        """One column."""
        return self.values()[COLUMNS.index(column)]

    @property
    def total(self) -> int:
        """All columns together."""
        return sum(self.values())

    @property
    def principal(self) -> Amounts:
        """The premium alone (本料)."""
        return Amounts(self.basic, self.support, self.care, self.child)

    @property
    def over(self) -> Amounts:
        """The columns above zero, the others zero."""
        return Amounts(*(max(value, 0) for value in self.values()))

    @property
    def under(self) -> Amounts:
        """By how much the columns below zero lack, as positive yen."""
        return (-self).over


NONE = Amounts()


def total_of(many: Iterable[Amounts]) -> Amounts:
    """The columns summed."""
    columns = [0] * len(COLUMNS)
    for one in many:
        for place, value in enumerate(one.values()):
            columns[place] += value
    return Amounts(*columns)


def one(column: str, yen: int) -> Amounts:
    """`yen` in one column."""
    return Amounts(**{column: yen})


def split(yen: int, weights: Amounts, limits: Amounts | None = None) -> Amounts:
    """`yen` spread over the premium's parts in proportion to `weights`, each floored, the rest from the first part on.

    No part gets more than its `limits`; what then remains goes to the next part that has room, by the order of the
    columns (医療分 first). Without weights all goes to the first part that has room. ValueError when the limits hold
    less than `yen`.
    """
    room = _room(yen, limits)
    whole = sum(weights.principal.values())
    shares = {part: min(yen * weights.of(part) // whole, room[part]) if whole else 0 for part in PRINCIPAL}
    rest = yen - sum(shares.values())
    for part in PRINCIPAL:
        more = min(rest, room[part] - shares[part])
        shares[part] += more
        rest -= more
    if rest:
        raise ValueError(f"{rest} yen have no part to go to")
    return Amounts(**shares)


def _room(yen: int, limits: Amounts | None) -> Mapping[str, int]:
    if yen < 0:
        raise ValueError("only yen that are there can be spread")
    return {part: yen if limits is None else max(limits.of(part), 0) for part in PRINCIPAL}
