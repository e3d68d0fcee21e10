"""The levy once more, slowly and another way: from the file itself, month by month, in fractions, in the law's order.

Nothing of the engine is used here but the table of values, so that the two can be held against each other: by tests for
the yen, by `bench levy` for the time. It knows MONTHLY_SNAPSHOT and amounts that the ordinance does not round.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from server.domain.values import Values

File = dict[str, Any]


class PlainLevy:
    """The levies of one fiscal year by `values`, each worked out from its file alone."""

    def __init__(self, values: Values, year: int) -> None:
        self.year, self.first = year, date(year, 4, 1)
        rows = [row for row in values.rows() if row.valid_from <= self.first <= (row.valid_to or date.max)]
        self.v: dict[str, Any] = {row.key: row.value for row in rows}
        self.parts = list(self.v["premium.parts"])

    def levy(self, file: File) -> dict[str, int]:
        """Each part in yen."""
        members = file["members"]
        months = {m["id"]: self.insured(m) for m in members}
        tenths = self.tenths(file, months)
        return {part: self.part(part, file, months, tenths) for part in self.parts}

    def at(self, birth: date, age: int) -> date:
        """The end of whose day fills so many years: the day before the birthday; 29 February: 28 February."""
        if (birth.month, birth.day) == (2, 29):
            return date(birth.year + age, 2, 28)
        return date(birth.year + age, birth.month, birth.day) - timedelta(days=1)

    def month_start(self, place: int) -> date:
        """The first day of the month at a place, 0 for April."""
        return date(self.year + (place + 3) // 12, (place + 3) % 12 + 1, 1)

    def month_end(self, place: int) -> date:
        """Its last day."""
        return self.month_start(place + 1) - timedelta(days=1)

    def insured(self, member: File) -> set[int]:
        """The months in which a member is insured."""
        birth = date.fromisoformat(member["birth_date"])
        stated = {(month - 4) % 12 for month in member.get("months", range(1, 13))}
        gone = self.at(birth, self.v["eligibility.upper_age"]) + timedelta(days=1)
        return {
            t for t in stated if member.get("insured", True) and birth <= self.month_end(t) and gone > self.month_end(t)
        }

    def unemployed(self, member: File, place: int) -> bool:
        """Whether his salary counts in part only in a month."""
        if "separation_date" not in member:
            return False
        first = date.fromisoformat(member["separation_date"]) + timedelta(days=1)
        last = date(first.year + (first.month >= 4) + self.v["premium.non_voluntary_years"], 3, 31)
        return first.replace(day=1) <= self.month_start(place) <= last

    def base(self, member: File, place: int) -> int:
        """The base of his income part in a month, in yen."""
        if not member.get("income_known", True):
            return 0
        income = member["income_yen"]
        if self.unemployed(member, place):
            salary = member.get("salary_income_yen", 0)
            income -= salary - floor(Fraction(self.v["premium.non_voluntary_ratio"]) * salary)
        deduction, steps = self.v["premium.base_deduction"], self.v["premium.high_income_deduction"]
        for above, less in zip(steps[::2], steps[1::2], strict=True):
            deduction = less if income > above else deduction
        return int(max(0, income - deduction))

    def tenths(self, file: File, months: dict[str, set[int]]) -> int:
        """The class of reduction in tenths."""
        place = self.place_of(date.fromisoformat(file.get("reference_date", self.first.isoformat())))
        anybody = set().union(*months.values())
        later = sorted(t for t in anybody if t >= place) or sorted(anybody) or [place]
        place = later[0]
        present = [m for m in file["members"] if place in months[m["id"]]]
        seniors = file.get("same_household_seniors", [])
        people = present + [m for m in file["members"] if m.get("is_head") and m not in present] + seniors
        age = self.v["premium.declare_age"]
        grown = [p for p in people if self.at(date.fromisoformat(p["birth_date"]), age) <= date(self.year, 1, 1)]
        if not file.get("apply_reductions", True) or any(not p.get("income_known", True) for p in grown):
            return 0
        income = sum(self.reduction_income(p, place) for p in people)
        earners = sum(p.get("salary_or_pension_earner", False) for p in people)
        addition = self.v["premium.reduction.per_earner"] * max(0, earners - 1)
        n = len(present) + len(seniors)
        for tenths in self.v["premium.reduction_classes"]:
            per = self.v[f"premium.reduction.{tenths}.per_member"]
            if income <= self.v[f"premium.reduction.{tenths}.base"] + addition + per * n:
                return int(tenths)
        return 0

    def place_of(self, day: date) -> int:
        """The place of the month of a day, 0 for April."""
        return (day.year - self.year) * 12 + day.month - 4

    def reduction_income(self, person: File, place: int) -> int:
        """The income for reductions in a month, in yen."""
        if not person.get("income_known", True):
            return 0
        income = person["income_yen"]
        age, most = self.v["premium.reduction_pension_age"], self.v["premium.reduction_pension_deduction"]
        if self.at(date.fromisoformat(person["birth_date"]), age) < date(self.year, 1, 1):
            income -= min(most, person.get("pension_income_yen", 0))
        if self.unemployed(person, place):
            salary = person.get("salary_income_yen", 0)
            income -= salary - floor(Fraction(self.v["premium.non_voluntary_ratio"]) * salary)
        return int(max(0, income))

    def part(self, part: str, file: File, months: dict[str, set[int]], tenths: int) -> int:
        """One part for the year, in yen."""
        total = sum((self.month(part, file, months, tenths, t) for t in range(12)), Fraction(0))
        unit = self.v["premium.rounding.part"]
        return int(floor(total / unit) * unit)

    def month(self, part: str, file: File, months: dict[str, set[int]], tenths: int, place: int) -> Fraction:
        """A twelfth of the year's amount of the household as it is in one month."""
        present = [m for m in file["members"] if place in months[m["id"]]]
        if part == "care":
            present = [m for m in present if self.in_care(m, place)]
        if not present:
            return Fraction(0)
        left = 1 - Fraction(tenths, 10)
        amount = self.v[f"premium.{part}.per_household"] * left * self.factor(part, file, months, place)
        for member in present:
            amount += self.asset(part, member)
            if place not in self.exempt(member):
                amount += floor(self.base(member, place) * Fraction(self.v[f"premium.{part}.income_rate"]))
                amount += self.head(part, member) * left
        cap = Fraction(self.v[f"premium.{part}.cap"])
        return Fraction(min(amount, cap)) / 12

    def asset(self, part: str, member: File) -> int:
        """The asset part for a year, in yen."""
        rate = Fraction(self.v.get(f"premium.{part}.asset_rate", 0))
        return floor(rate * int(member.get("fixed_asset_tax_yen", 0)))

    def in_care(self, member: File, place: int) -> bool:
        """Whether a member pays the part of care in a month."""
        birth = date.fromisoformat(member["birth_date"])
        excluded = {(month - 4) % 12 for month in member.get("care_exempt_months", [])}
        reached, left = (self.at(birth, age) for age in self.v["premium.care_ages"])
        return place not in excluded and reached <= self.month_end(place) and left > self.month_end(place)

    def head(self, part: str, member: File) -> Fraction:
        """The per-head amount for a year before reductions by income, in yen."""
        birth, start = date.fromisoformat(member["birth_date"]), self.first
        amount = Fraction(self.v[f"premium.{part}.per_head"])
        if part == "child":
            off = Fraction(self.v["premium.child_exempt_ratio"])
            is_young = self.at(birth, self.v["premium.child_exempt_age"]) >= start
            return amount * (1 - off) if is_young else amount + self.v["premium.child.per_head_adult"]
        if part in self.v["premium.preschool_parts"] and self.at(birth, self.v["premium.preschool_age"]) >= start:
            return amount * (1 - Fraction(self.v["premium.preschool_ratio"]))
        return amount

    def exempt(self, member: File) -> set[int]:
        """The months exempt for a birth."""
        if "maternity_date" not in member:
            return set()
        place = self.place_of(date.fromisoformat(member["maternity_date"]))
        kind = "multiple" if member.get("multiple_birth") else "single"
        before, after = self.v[f"premium.maternity_months.{kind}"]
        return set(range(place - before, place + after + 1))

    def factor(self, part: str, file: File, months: dict[str, set[int]], place: int) -> Fraction:
        """What is left of the per-household amount beside who left for the older elderly's care."""
        alone = sum(place in insured for insured in months.values()) == 1
        if not alone or part not in self.v["premium.specific_household.parts"]:
            return Fraction(1)
        since = [self.left(s) for s in file.get("same_household_seniors", [])]
        since += [self.left(m) for m in file["members"] if self.left(m) > 0 and self.left(m) - 1 in months[m["id"]]]
        first, then = self.v["premium.specific_household.months"]
        if any(start <= place < start + first for start in since):
            return Fraction(self.v["premium.specific_household.first_ratio"])
        if any(start + first <= place < start + first + then for start in since):
            return Fraction(self.v["premium.specific_household.then_ratio"])
        return Fraction(1)

    def left(self, person: File) -> int:
        """The month in which a person reached the age of the older elderly's care."""
        upper = self.v["eligibility.upper_age"]
        return self.place_of(self.at(date.fromisoformat(person["birth_date"]), upper) + timedelta(days=1))
