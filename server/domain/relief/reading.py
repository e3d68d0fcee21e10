"""Reads a case of `kokuho relief estimate` (減免の試算の案件), strictly: whatever is not understood is refused.

The levy is given as `household` (the file of `kokuho levy estimate`, computed by the levy engine) or as `levy`: yen a
year by component (`whole`, `income`, `asset`, `head`, `household`), of the whole or by part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from server.domain.levy.fields import Fields, items_of
from server.domain.levy.model import WHOLE_YEAR, Part, month_bits
from server.domain.refusals import FieldError, InputInvalid
from server.domain.relief import rows as r
from server.domain.relief.amounts import PartBase, PersonShare
from server.domain.relief.rules import GROUNDS
from server.domain.relief.scope import Application

_COMPONENTS = (r.INCOME, r.ASSET, r.HEAD, r.HOUSEHOLD)
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Case:
    """A case to try: the application, the levy by figures (`bases`) or the file of a household, the class stated."""

    application: Application
    fiscal_year: int
    bases: tuple[PartBase, ...]
    household: object | None
    tenths: int


def read_case(data: object) -> Case:
    """The case; raises `InputInvalid` with every wrong field."""
    errors: list[FieldError] = []
    fields = Fields(data, "", errors)
    year = fields.number("fiscal_year", required=True, least=2000, most=2199) or 2000
    tenths = fields.number("reduction_tenths", most=10) or 0
    whole: dict[str, object] = dict(data) if isinstance(data, dict) else {}
    application = _application(fields, whole, date(year, 4, 1), errors)
    months = fields.months("months")
    bits = WHOLE_YEAR if months is None else month_bits(months)
    bases = _bases(whole.get("levy"), bits, application.persons, errors)
    household = whole.get("household")
    if (household is None) == (whole.get("levy") is None):
        fields.wrong("levy", "required")
    for name in ("facts", "persons", "levy", "household"):
        fields.asked(name)
    fields.nothing_else()
    if errors:
        raise InputInvalid(errors)
    return Case(application, year, bases, household, tenths)


def _application(fields: Fields, whole: dict[str, object], first: date, errors: list[FieldError]) -> Application:
    ground = fields.text("ground")
    if ground not in GROUNDS:
        fields.wrong("ground", "not_an_option", value=ground or "")
    applied = fields.day("applied_on", required=True) or first
    instalments = [
        (one.day("due_on", required=True) or applied, one.number("yen", required=True) or 0)
        for one in items_of(fields, "instalments", errors, least=0, most=24)
    ]
    return Application(
        key="estimate",
        ground=str(ground),
        applied_on=applied,
        event_on=fields.day("event_on") or applied,
        ended_on=fields.day("ended_on"),
        facts=_facts(whole.get("facts"), errors),
        persons=_persons(whole.get("persons"), errors),
        instalments=tuple(instalments),
    )


def _facts(data: object, errors: list[FieldError]) -> dict[str, r.Fact]:
    """Facts by name: whole numbers, exact fractions as text, words of `cause` and `damage`."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        errors.append(FieldError("facts", "wrong_type", {"expected": "object"}))
        return {}
    found: dict[str, r.Fact] = {}
    for name, fact in data.items():
        try:
            found[str(name)] = _fact(str(name), fact)
        except (ValueError, ZeroDivisionError):
            errors.append(FieldError(f"facts.{str(name)[:40]}", "wrong_type", {"expected": '1000 | "0.5" | "3/8"'}))
    return found


def _fact(name: str, fact: object) -> r.Fact:
    if isinstance(fact, str) and len(fact) <= _MOST_DIGITS:
        return fact if name in r.WORDS else Fraction(fact)
    if isinstance(fact, int) and not isinstance(fact, bool) and name not in r.WORDS:
        return Fraction(fact)
    raise ValueError


def _persons(data: object, errors: list[FieldError]) -> tuple[str, ...]:
    if data is None:
        return ()
    if isinstance(data, list) and all(isinstance(one, str) for one in data):
        return tuple(data)
    errors.append(FieldError("persons", "wrong_type", {"expected": "配列 / list of texts"}))
    return ()


def _bases(data: object, bits: int, persons: tuple[str, ...], errors: list[FieldError]) -> tuple[PartBase, ...]:
    """One base for each part that is given; figures of no part stand for the whole."""
    if data is None:
        return ()
    parts = {part.value: part for part in Part}
    if isinstance(data, dict) and data and not set(data) - set(parts):
        return tuple(_base(parts[name], one, bits, persons, f"levy.{name}", errors) for name, one in data.items())
    return (_base(Part.BASIC, data, bits, persons, "levy", errors),)


def _base(
    part: Part, data: object, bits: int, persons: tuple[str, ...], path: str, errors: list[FieldError]
) -> PartBase:
    fields = Fields(data, path, errors)
    found: Mapping[str, int] = {name: fields.number(name) or 0 for name in _COMPONENTS}
    whole = fields.number(r.WHOLE)
    over = fields.number("over_cap") or 0
    fields.nothing_else()
    amount = sum(found.values()) - over if whole is None else whole
    yearly: Any = {name: Fraction(yen * 12, bits.bit_count() or 1) for name, yen in found.items()}
    person = persons[0] if persons else ""
    share = PersonShare(person, yearly[r.INCOME], yearly[r.ASSET], yearly[r.HEAD], bits)
    return PartBase(part, amount, (share,), ((bits, yearly[r.HOUSEHOLD]),), ((bits, Fraction(1)),), Fraction(over))
