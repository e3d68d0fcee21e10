"""Reads a case of `kokuho relief copay` (一部負担金減免の試算の案件), strictly: what is not understood is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from server.domain.copay_relief.judging import Application
from server.domain.copay_relief.months import Span
from server.domain.copay_relief.rows import MEASURES, WORDS, Fact
from server.domain.copay_relief.rules import GROUNDS
from server.domain.levy.fields import Fields, items_of
from server.domain.refusals import FieldError, InputInvalid

_MOST_DIGITS = 30
_FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """A case to try: its ground and application; `cost` yen of treatment with the patient's `share` in tenths, or 0."""

    ground: str
    application: Application
    cost: int
    share: int


def read_case(data: object) -> Case:
    """The case; raises `InputInvalid` with every wrong field."""
    errors: list[FieldError] = []
    fields = Fields(data, "", errors)
    ground = fields.text("ground")
    if ground not in GROUNDS:
        fields.wrong("ground", "not_an_option", value=ground or "")
    applied = fields.day("applied_on", required=True) or _FIRST
    asked = Application(
        applied_on=applied,
        from_day=fields.day("from") or applied,
        months=fields.number("months", least=1, most=24) or 1,
        facts=_facts(data.get("facts") if isinstance(data, dict) else None, str(ground), errors),
        inpatient=fields.flag("inpatient", default=True),
        urgent=fields.flag("urgent", default=False),
        paid=fields.flag("paid", default=False),
        before=_before(fields, errors),
    )
    cost = fields.number("cost", most=9_999_999_999) or 0
    share = fields.number("share_tenths", least=1, most=3) or 3
    fields.asked("facts")
    fields.nothing_else()
    if errors:
        raise InputInvalid(errors)
    return Case(str(ground), asked, cost, share)


def _before(fields: Fields, errors: list[FieldError]) -> tuple[Span, ...]:
    """The certificates of the household before, each with measure, first and last day."""
    found = []
    for one in items_of(fields, "before", errors, least=0, most=24):
        measure = one.text("measure") or ""
        if measure not in MEASURES:
            one.wrong("measure", "not_an_option", value=measure)
        first = one.day("from", required=True) or _FIRST
        last = one.day("to", required=True) or first
        if last < first:
            one.wrong("to", "copay_span")
        found.append(Span(measure, first, max(first, last)))
        one.nothing_else()
    return tuple(found)


def _facts(data: object, ground: str, errors: list[FieldError]) -> dict[str, Fact]:
    """Facts by name: whole numbers, exact fractions as text; `cause` is the ground."""
    found: dict[str, Fact] = {"cause": ground}
    if data is None:
        return found
    if not isinstance(data, dict):
        errors.append(FieldError("facts", "wrong_type", {"expected": "object"}))
        return found
    for name, fact in data.items():
        try:
            found[str(name)] = _fact(str(name), fact)
        except (ValueError, ZeroDivisionError):
            errors.append(FieldError(f"facts.{str(name)[:40]}", "wrong_type", {"expected": '1000 | "0.5" | "3/8"'}))
    return found


def _fact(name: str, fact: object) -> Fraction:
    if name not in WORDS and isinstance(fact, str) and len(fact) <= _MOST_DIGITS:
        return _not_negative(Fraction(fact))
    if name not in WORDS and isinstance(fact, int) and not isinstance(fact, bool):
        return _not_negative(Fraction(fact))
    raise ValueError


def _not_negative(fact: Fraction) -> Fraction:
    if fact < 0:
        raise ValueError
    return fact
