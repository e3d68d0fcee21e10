"""Why a levy is what it is (算定の根拠): each figure, the record it came from, the value and article that made it so.

The lines are written from what `assess` kept, not computed again. They are JSON: amounts in yen as whole numbers, an
amount with a fraction of a yen as text with its exact numerator and denominator.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from server.domain.levy.assess import Levy, PartLevy, Share, Span
from server.domain.levy.incomes import pension_deduction, salary_left_out
from server.domain.levy.model import Part, Person, calendar_months
from server.domain.levy.parameters import Parameters
from server.domain.levy.reduction import Counted
from server.domain.levy.trace_words import WORDS
from server.domain.levy.vocabulary import Flat, Form, Vocabulary, told
from server.domain.relief.amounts import Relieved

Line = dict[str, object]
Names = tuple[str, ...]
_REDUCED_BY = ("transfer_deduction", "wages_deducted", "wages_received", "casualty_loss")
_CLASSES = ("premium.reduction_classes",)
_NO_CLASS: Names = ()
_ROUNDING = ("premium.proration", "premium.rounding.year", "premium.rounding.month", "premium.rounding.part")
_HEAD_ROUNDING = ("premium.rounding.amount", "premium.rounding.amount_mode")
_BITS = {"exempt_months": ("value",)}


def trace(levy: Levy, parameters: Parameters) -> list[Line]:
    """The lines, in the order of the computation: judgement of reductions, each part, the whole."""
    vocabulary = Vocabulary(parameters)
    return told(flat_trace(levy, parameters, vocabulary), vocabulary.forms)


def flat_trace(levy: Levy, parameters: Parameters, vocabulary: Vocabulary) -> Flat:
    """The same, told short with the vocabulary of a run. Raises ValueError where it is one of other parameters."""
    if vocabulary.of is not parameters:
        raise ValueError("a vocabulary of other parameters")
    writer = _Writer(levy, parameters, vocabulary)
    writer.judgement()
    for part in levy.parts.values():
        writer.part(part)
    if levy.relief is not None:
        writer.relief(levy.relief)
    writer.whole()
    return writer.out


class _Writer:
    def __init__(self, levy: Levy, parameters: Parameters, vocabulary: Vocabulary) -> None:
        self.levy, self.parameters, self.vocabulary = levy, parameters, vocabulary
        self.numbers = vocabulary.numbers
        self.tenths = levy.judgement.tenths
        self.reduced = _CLASSES if self.tenths else _NO_CLASS
        self.out: Flat = []

    def line(self, step: str, part: str, keys: Names, names: Names, record: Names, *figures: object) -> None:
        """One line: what (`step` with its words), the figure and more by `names`, then the record's by theirs; `keys`
        are the values that it rests on, with their articles.
        """
        key = (step, part, keys, names, record)
        number = self.numbers.get(key)
        if number is None:
            number = self.vocabulary.add(key, self._form(step, part, keys, names, record))
        self.out += (number, *figures)

    def _form(self, step: str, part: str, keys: Names, names: Names, record: Names) -> Form:
        ja, en = WORDS[step]
        before: Line = {"step": step, "ja": ja, "en": en}
        if part:
            before["part"] = str(part)
        bits = _BITS.get(step, tuple(name for name in names if name == "months"))
        rows = self.parameters.rows()
        found = [rows[key] for key in keys if key in rows]
        after: Line = {}
        if found:
            after["values"] = {row.key: _plain(row.value) for row in found}
            after["article"] = "、".join(dict.fromkeys(row.article for row in found))
        return Form(before, ("value", *names), bits, "record" if record else "", record, after)

    def judgement(self) -> None:
        """Who was counted with which figure, the limits, the class."""
        judged, parameters = self.levy.judgement, self.parameters
        for one in judged.counted:
            self.counted(one)
        for limit, most in zip(parameters.limits, judged.limits, strict=True):
            names: Names = ("tenths", "members", "earners")
            keys = _limit_keys(limit.tenths)
            self.line("reduction_limit", "", keys, names, (), most, limit.tenths, judged.members, judged.earners)
        names = ("income", "month", "unknown", "applied")
        month, unknown = calendar_months(1 << judged.place)[0], list(self.levy.unknown)
        applied = self.levy.household.reductions
        self.line("reduction_class", "", _CLASSES, names, (), judged.tenths, judged.income, month, unknown, applied)

    def counted(self, one: Counted) -> None:
        """The income for reductions of one person, and which figures of the record made it."""
        person, parameters = one.person, self.parameters
        if not person.known:
            self.line("reduction_income", "", _CLASSES, ("person",), ("income_known",), None, person.id, False)
            return
        if person.reduction_income is not None:
            names, figure = ("reduction_income_yen",), person.reduction_income
            self.line("reduction_income", "", _CLASSES, ("person",), names, one.income, person.id, figure)
            return
        keys: Names = _CLASSES
        record = {"income_yen": person.income} | _stated(person, (*_LOSSES, *_REDUCED_BY))
        if pension := pension_deduction(person, parameters):
            record["pension_deduction_yen"] = pension
            keys = (*keys, "premium.reduction_pension_deduction", "premium.reduction_pension_age")
        if one.unemployed:
            record["salary_left_out_yen"] = salary_left_out(person, parameters)
            keys = (*keys, "premium.non_voluntary_ratio")
        figures = (one.income, person.id, *record.values())
        self.line("reduction_income", "", keys, ("person",), tuple(record), *figures)

    def part(self, part: PartLevy) -> None:
        """The shares of each person, each span of months, the part's amount."""
        for share in part.shares:
            self.share(part, share)
        for span in part.spans:
            self.span(part, span)
        self.line("part", part.part, _part_keys(part.part), (), (), part.amount + part.relieved)

    def relief(self, relief: Relieved) -> None:
        """What a relief on application takes off each part, by which row of the city's table."""
        names = ("ground", "row", "share", "relief_key", "article")
        said = (relief.ground, relief.row, str(relief.share), relief.key, relief.article)
        for part, yen in relief.yen.items():
            if yen:
                self.line("relief", part, (), names, (), yen, *said)

    def share(self, part: PartLevy, share: Share) -> None:
        """Income, asset and per-head part of one person for a whole year."""
        member, name, common = share.insured.member, part.part, ("person", "months")
        keys: Names
        keys, record, figures = self._income(name, share)
        income = _yen(share.income, part.scale)
        self.line("income_part", name, keys, common, record, income, member.id, share.months, *figures)
        if share.asset:
            keys = (f"premium.{name}.asset_rate", "premium.rounding.person")
            asset, taxed = _yen(share.asset, part.scale), ("fixed_asset_tax_yen",)
            self.line("asset_part", name, keys, common, taxed, asset, member.id, share.months, member.asset_tax)
        keys = self._head_keys(part.part, share)
        names = ("person", "months", "tenths")
        head = _yen(share.head, part.scale)
        self.line("per_head_part", name, keys, names, (), head, member.id, share.months, self.tenths)
        if share.exempt:
            keys = _BIRTHS if member.delivery is not None and member.multiple else _BIRTHS[:1]
            self.line("exempt_months", name, keys, ("person",), (), share.exempt, member.id)

    def _income(self, name: str, share: Share) -> tuple[Names, Names, tuple[object, ...]]:
        """What the income part of a share rests on, and the names and figures of the record."""
        member: Person = share.insured.member
        keys, record = _income_keys(name), _ASSESSED
        figures: tuple[object, ...] = (member.income if member.known else None, share.base)
        if member.net_loss or member.stock_loss:
            lost = _stated(member, _LOSSES)
            record, figures = (*record, *lost), (*figures, *lost.values())
        if not member.known or share.base == max(0, member.income - self.parameters.base_deduction):
            return keys, record, figures
        keys = (*keys, "premium.high_income_deduction")
        if member.total_income is not None:
            record, figures = (*record, "total_income_yen"), (*figures, member.total_income)
        if any(unemployed and months & share.months for _, months, unemployed in share.insured.bases):
            keys = (*keys, "premium.non_voluntary_ratio", "premium.non_voluntary_years")
            record = (*record, "salary_left_out_yen")
            figures = (*figures, salary_left_out(member, self.parameters))
        return keys, record, figures

    def _head_keys(self, part: Part, share: Share) -> Names:
        keys: Names = _rounded_keys(part)
        if part is Part.CHILD:
            young = ("premium.child_exempt_age", "premium.child_exempt_ratio")
            keys += young if share.insured.young else ("premium.child.per_head_adult",)
            return keys + self.reduced
        if share.insured.preschool and part in self.parameters.preschool_parts:
            keys += ("premium.preschool_ratio", "premium.preschool_age")
        if part is Part.CARE:
            keys += ("premium.care_ages",)
        return keys + self.reduced

    def span(self, part: PartLevy, span: Span) -> None:
        """What a set of months comes to for a year: with the household's part, before and after the cap."""
        name, amounts = part.part, self.parameters.rates[part.part].amounts[self.tenths]
        keys = _household_keys(name)
        if span.household != amounts.household:
            first = span.household == amounts.specific
            keys += ("premium.specific_household." + ("first_ratio" if first else "then_ratio"),)
        names = ("months", "per_household", "before_cap", "tenths")
        year, scale = _yen(span.year, part.scale), part.scale
        whole = (_yen(span.household, scale), _yen(span.uncapped, scale))
        self.line("months", name, keys + self.reduced, names, (), year, span.months, *whole, self.tenths)

    def whole(self) -> None:
        """The total and what it was floored by."""
        keys = ("premium.rounding.total",)
        self.line("total", "", keys, ("rounded_off",), (), self.levy.total, self.levy.rounded_off)


_BIRTHS: Names = ("premium.maternity_months.single", "premium.maternity_months.multiple")
_ASSESSED: Names = ("income_yen", "assessable_income_yen")
_LOSSES = ("net_loss", "stock_loss")
"""The losses carried forward that the income has lost already, each under its own name."""


@lru_cache(maxsize=64)
def _limit_keys(tenths: int) -> Names:
    key = f"premium.reduction.{tenths}"
    return f"{key}.base", f"{key}.per_member", "premium.reduction.per_earner"


@lru_cache(maxsize=64)
def _part_keys(part: str) -> Names:
    return (*_ROUNDING, f"premium.{part}.cap")


@lru_cache(maxsize=64)
def _income_keys(part: str) -> Names:
    return f"premium.{part}.income_rate", "premium.base_deduction", "premium.rounding.person"


@lru_cache(maxsize=64)
def _rounded_keys(part: str) -> Names:
    return (f"premium.{part}.per_head", *_HEAD_ROUNDING)


@lru_cache(maxsize=64)
def _household_keys(part: str) -> Names:
    return f"premium.{part}.per_household", f"premium.{part}.cap"


def _stated(person: Person, names: Iterable[str]) -> dict[str, int]:
    return {f"{name}_yen": yen for name in names if (yen := getattr(person, name))}


def _yen(amount: int, scale: int) -> object:
    whole, odd = divmod(amount, scale)
    return str(Fraction(amount, scale)) if odd else whole


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, int | str) else str(value)
