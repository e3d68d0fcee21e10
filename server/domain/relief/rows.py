"""The table of a ground as text (減免の表): one row a line, conditions, an arrow, what falls away.

    loss>=0.5 income<=5000000 -> whole 10/10
    cause=CLOSED|UNEMPLOYED -> affected 1
    class=2 -> income 1, head 3/8, household 3/8
    estimate<=0.7x -> income drop

The first row of which every condition holds counts; none: nothing falls away. Numbers are exact; a rate may be a
fact: `drop` (減少率), `stated` (the officer's rate). `0.7x` on the right is so many times the fact `income`.
Facts are named by the table itself; `cause` and `damage` are words, parted by a bar where several will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from server.domain.refusals import Refused
from server.domain.relief.words import FACTS

WHOLE, AFFECTED, INCOME, ASSET, HEAD, HOUSEHOLD = "whole", "affected", "income", "asset", "head", "household"
COMPONENTS = (WHOLE, AFFECTED, INCOME, ASSET, HEAD, HOUSEHOLD)
WORDS = frozenset({"cause", "damage"})
Fact = Fraction | str
Facts = Mapping[str, Fact]

_CONDITION = re.compile(r"([a-z_]+)(<=|>=|<|>|=)([0-9A-Za-z_./|]+)")
_NAME = re.compile(r"[a-z_]+")
_TESTS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` compared with `right`: words parted by a bar, a number, or (`times`) so many times the income."""

    name: str
    test: str
    right: str
    times: bool = False

    def holds(self, facts: Facts) -> bool:
        """Raises `relief_fact_missing` where the fact is not known."""
        fact = facts.get(self.name)
        if fact is None:
            raise _missing(self.name)
        if self.name in WORDS:
            return fact in self.right.split("|")
        right = Fraction(self.right)
        if self.times:
            right *= _number(facts, "income")
        return _TESTS[self.test](Fraction(fact), right)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `text` as the value has it, what must hold, and the share of each component that falls away."""

    text: str
    conditions: tuple[Condition, ...]
    cuts: tuple[tuple[str, str], ...]

    def holds(self, facts: Facts) -> bool:
        """Whether every condition holds, asked from left to right."""
        return all(condition.holds(facts) for condition in self.conditions)

    def rates(self, facts: Facts) -> tuple[tuple[str, Fraction], ...]:
        """Component and rate, each from 0 to 1; raises `relief_fact_missing`."""
        return tuple((name, min(max(_rate(rate, facts), Fraction(0)), Fraction(1))) for name, rate in self.cuts)


def read_rows(texts: Sequence[object]) -> tuple[Row, ...]:
    """The rows of a table; raises ValueError with the row that makes no sense."""
    return tuple(_row(str(text)) for text in texts)


def first_row(rows: Sequence[Row], facts: Facts) -> Row | None:
    """The first row that holds; raises `relief_fact_missing` for what a row asks before one holds."""
    return next((row for row in rows if row.holds(facts)), None)


def with_drop(facts: Facts) -> dict[str, Fact]:
    """The facts with the rate of loss (減少率) by `last` and `now`, else by `income` and `estimate`; at least 0."""
    found = dict(facts)
    if "drop" in found:
        return found
    for before, after in (("last", "now"), ("income", "estimate")):
        if before in found and after in found:
            was, now = Fraction(found[before]), Fraction(found[after])
            found["drop"] = max(Fraction(0), 1 - now / was) if was > 0 else Fraction(0)
            break
    return found


def _row(text: str) -> Row:
    left, arrow, right = text.partition("->")
    if not arrow:
        raise ValueError(f"no arrow in {text!r}")
    conditions = tuple(_condition(one, text) for one in left.split())
    cuts = tuple(_cut(one.split(), text) for one in right.split(","))
    if len({name for name, _ in cuts}) != len(cuts):
        raise ValueError(f"a component twice in {text!r}")
    return Row(text, conditions, cuts)


def _condition(text: str, row: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValueError(f"condition {text!r} in {row!r}")
    name, test, right = found.groups()
    if name in WORDS:
        if test != "=":
            raise ValueError(f"condition {text!r} in {row!r}")
        return Condition(name, test, right)
    number, times = (right[:-1], True) if right.endswith("x") else (right, False)
    _exact(number, row)
    return Condition(name, test, number, times)


def _cut(words: Sequence[str], row: str) -> tuple[str, str]:
    if len(words) != 2 or words[0] not in COMPONENTS:
        raise ValueError(f"component {' '.join(words)!r} in {row!r}")
    if not _NAME.fullmatch(words[1]) and not 0 <= _exact(words[1], row) <= 1:
        raise ValueError(f"rate {words[1]!r} in {row!r}")
    return words[0], words[1]


def _exact(text: str, row: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"number {text!r} in {row!r}") from None


def _rate(text: str, facts: Facts) -> Fraction:
    return _number(facts, text) if _NAME.fullmatch(text) else Fraction(text)


def _number(facts: Facts, name: str) -> Fraction:
    fact = facts.get(name)
    if fact is None:
        raise _missing(name)
    return Fraction(fact)


def _missing(name: str) -> Refused:
    ja, en = FACTS.get(name, (name, name))
    return Refused("relief_fact_missing", at_field=name, fact=ja, fact_en=en)
