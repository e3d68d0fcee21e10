"""The city's table of relief of co-payments as text (一部負担金減免の表): one row a line, the first that holds counts.

    income<=1.1*basic -> exempt
    income<=1.15*basic savings<=3*basic -> reduce 7/10
    cause=UNEMPLOYED drop>=0.3 -> reduce over
    ratio<=1.3 -> defer

A condition compares a fact with a number or with so many times another fact. Facts: `income`, `basic` (基準生活費),
`savings`, `before` (the income before the event) in yen a month; `copay` (一部負担金の見込み); `ratio` (income by
basic) and `drop` (減少率) are reckoned where they can be; the table may name any other. `reduce` takes the share that
falls away: a fraction, a fact, or `over`: the household pays by what its income is above the basic cost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from server.domain.refusals import Refused

EXEMPT, REDUCE, DEFER = "EXEMPT", "REDUCE", "DEFER"
MEASURES = (EXEMPT, REDUCE, DEFER)
WORDS = frozenset({"cause"})
OVER = "over"
Fact = Fraction | str
Facts = Mapping[str, Fact]

_CONDITION = re.compile(r"([a-z_]+)(<=|>=|<|>|=)(.+)")
_TIMES = re.compile(r"(.+)\*([a-z_]+)")
_NAME = re.compile(r"[a-z_]+")
_CODES = re.compile(r"[A-Z_]+(\|[A-Z_]+)*")
_TESTS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` against `right`: words parted by a bar, or a number, so many times the fact `of` where it is named."""

    name: str
    test: str
    right: str
    of: str | None = None

    def holds(self, facts: Facts) -> bool:
        """Raises `copay_fact_missing` where a fact is not known."""
        if self.name in WORDS:
            return str(_fact(facts, self.name)) in self.right.split("|")
        right = Fraction(self.right)
        if self.of is not None:
            right *= number(facts, self.of)
        return _TESTS[self.test](number(facts, self.name), right)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `text` as the value has it, what must hold, the measure, the share that falls away as it is written."""

    text: str
    conditions: tuple[Condition, ...]
    measure: str
    share: str

    def holds(self, facts: Facts) -> bool:
        """Whether every condition holds, asked from left to right; raises `copay_fact_missing`."""
        return all(condition.holds(facts) for condition in self.conditions)

    def falls_away(self, facts: Facts) -> Fraction:
        """The share of the co-payment that falls away, from 0 to 1; raises `copay_fact_missing`."""
        if self.measure != REDUCE:
            return Fraction(self.measure == EXEMPT)
        if self.share == OVER:
            copay = number(facts, "copay")
            left = max(number(facts, "income") - number(facts, "basic"), Fraction(0))
            share = 1 - left / copay if copay > 0 else Fraction(0)
        else:
            share = number(facts, self.share) if _NAME.fullmatch(self.share) else Fraction(self.share)
        return min(max(share, Fraction(0)), Fraction(1))


def read_rows(texts: Sequence[object]) -> tuple[Row, ...]:
    """The rows of a table; raises ValueError with the row that makes no sense."""
    return tuple(_row(str(text)) for text in texts)


def first_row(rows: Sequence[Row], facts: Facts) -> Row | None:
    """The first row that holds; raises `copay_fact_missing` for what a row asks before one holds."""
    return next((row for row in rows if row.holds(facts)), None)


def with_ratios(facts: Facts) -> dict[str, Fact]:
    """The facts with `ratio` (income by basic) and `drop` (by `before` and `income`), where they can be reckoned."""
    found = dict(facts)
    if "ratio" not in found and "income" in found and number(found, "basic", 0) > 0:
        found["ratio"] = number(found, "income") / number(found, "basic")
    if "drop" not in found and "income" in found and "before" in found:
        before = number(found, "before")
        found["drop"] = max(Fraction(0), 1 - number(found, "income") / before) if before > 0 else Fraction(0)
    return found


def number(facts: Facts, name: str, default: int | None = None) -> Fraction:
    """A fact as an exact number; raises `copay_fact_missing` where it is not known and there is no default."""
    if default is not None and name not in facts:
        return Fraction(default)
    return Fraction(_fact(facts, name))


def _fact(facts: Facts, name: str) -> Fact:
    fact = facts.get(name)
    if fact is None:
        raise Refused("copay_fact_missing", at_field=name, fact=name)
    return fact


def _row(text: str) -> Row:
    left, arrow, right = text.partition("->")
    if not arrow:
        raise ValueError(f"no arrow in {text!r}")
    return Row(text, tuple(_condition(one, text) for one in left.split()), *_measure(right.split(), text))


def _condition(text: str, row: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValueError(f"condition {text!r} in {row!r}")
    name, test, right = found.groups()
    if name in WORDS:
        if test != "=" or not _CODES.fullmatch(right):
            raise ValueError(f"condition {text!r} in {row!r}")
        return Condition(name, test, right)
    times = _TIMES.fullmatch(right)
    if times is not None:
        return Condition(name, test, str(_exact(times[1], row)), times[2])
    return Condition(name, test, str(_exact(right, row)))


def _measure(words: Sequence[str], row: str) -> tuple[str, str]:
    if len(words) == 1 and words[0] in ("exempt", "defer"):
        return words[0].upper(), ""
    if len(words) != 2 or words[0] != "reduce":
        raise ValueError(f"measure {' '.join(words)!r} in {row!r}")
    if not _NAME.fullmatch(words[1]) and not 0 <= _exact(words[1], row) <= 1:
        raise ValueError(f"share {words[1]!r} in {row!r}")
    return REDUCE, words[1]


def _exact(text: str, row: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"number {text!r} in {row!r}") from None
