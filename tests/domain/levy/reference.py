"""The levy once more, slowly and another way: from the file itself, month by month, in fractions, in the law's order.

Nothing of the engine is used here but the table of values, so that the two can be held against each other.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from server.domain.values import Values

File = dict[str, Any]


class Reference:
    """The levies of one fiscal year by `values` (MONTHLY_SNAPSHOT, amounts not rounded by the ordinance)."""

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
        return date(self.year + (place + 3) // 12, (place + 3) % 12 + 1, 1)

    def month_end(self, place: int) -> date:
        return self.month_start(place + 1) - timedelta(days=1)

    def insured(self, member: File) -> set[int]:
        birth = date.fromisoformat(member["birth_date"])
        stated = {(month - 4) % 12 for month in member.get("months", range(1, 13))}
        gone = self.at(birth, 75) + timedelta(days=1)
        return {
            t for t in stated if member.get("insured", True) and birth <= self.month_end(t) and gone > self.month_end(t)
        }

    def unemployed(self, member: File, place: int) -> bool:
        if "separation_date" not in member:
            return False
        first = date.fromisoformat(member["separation_date"]) + timedelta(days=1)
        last = date(first.year + (2 if first.month >= 4 else 1), 3, 31)
        return first.replace(day=1) <= self.month_start(place) <= last

    def base(self, member: File, place: int) -> int:
        if not member.get("income_known", True):
            return 0
        income = member["income_yen"]
        if self.unemployed(member, place):
            salary = member.get("salary_income_yen", 0)
            income -= salary - floor(Fraction(3, 10) * salary)
        deduction = 430_000
        for above, less in ((24_000_000, 290_000), (24_500_000, 150_000), (25_000_000, 0)):
            deduction = less if income > above else deduction
        return int(max(0, income - deduction))

    def tenths(self, file: File, months: dict[str, set[int]]) -> int:
        place = self.place_of(date.fromisoformat(file.get("reference_date", self.first.isoformat())))
        anybody = set().union(*months.values())
        later = sorted(t for t in anybody if t >= place) or sorted(anybody) or [place]
        place = later[0]
        present = [m for m in file["members"] if place in months[m["id"]]]
        seniors = file.get("same_household_seniors", [])
        people = present + [m for m in file["members"] if m.get("is_head") and m not in present] + seniors
        grown = [p for p in people if self.at(date.fromisoformat(p["birth_date"]), 19) <= date(self.year, 1, 1)]
        if not file.get("apply_reductions", True) or any(not p.get("income_known", True) for p in grown):
            return 0
        income = sum(self.reduction_income(p, place) for p in people)
        earners = sum(p.get("salary_or_pension_earner", False) for p in people)
        addition = 100_000 * max(0, earners - 1)
        n = len(present) + len(seniors)
        for tenths in (7, 5, 2):
            per = self.v[f"premium.reduction.{tenths}.per_member"]
            if income <= self.v[f"premium.reduction.{tenths}.base"] + addition + per * n:
                return tenths
        return 0

    def place_of(self, day: date) -> int:
        return (day.year - self.year) * 12 + day.month - 4

    def reduction_income(self, person: File, place: int) -> int:
        if not person.get("income_known", True):
            return 0
        income = person["income_yen"]
        if self.at(date.fromisoformat(person["birth_date"]), 65) < date(self.year, 1, 1):
            income -= min(150_000, person.get("pension_income_yen", 0))
        if self.unemployed(person, place):
            salary = person.get("salary_income_yen", 0)
            income -= salary - floor(Fraction(3, 10) * salary)
        return int(max(0, income))

    def part(self, part: str, file: File, months: dict[str, set[int]], tenths: int) -> int:
        total = sum((self.month(part, file, months, tenths, t) for t in range(12)), Fraction(0))
        unit = self.v["premium.rounding.part"]
        return floor(total / unit) * int(unit)

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
        return min(amount, Fraction(self.v[f"premium.{part}.cap"])) / 12

    def asset(self, part: str, member: File) -> int:
        rate = Fraction(self.v.get(f"premium.{part}.asset_rate", 0))
        return floor(rate * int(member.get("fixed_asset_tax_yen", 0)))

    def in_care(self, member: File, place: int) -> bool:
        birth = date.fromisoformat(member["birth_date"])
        excluded = {(month - 4) % 12 for month in member.get("care_exempt_months", [])}
        reached, left = self.at(birth, 40), self.at(birth, 65)
        return place not in excluded and reached <= self.month_end(place) and left > self.month_end(place)

    def head(self, part: str, member: File) -> Fraction:
        birth, start = date.fromisoformat(member["birth_date"]), self.first
        amount = Fraction(self.v[f"premium.{part}.per_head"])
        if part == "child":
            return Fraction(0) if self.at(birth, 18) >= start else amount + self.v["premium.child.per_head_adult"]
        if part in ("basic", "support") and self.at(birth, 6) >= start:
            return amount / 2
        return amount

    def exempt(self, member: File) -> set[int]:
        if "maternity_date" not in member:
            return set()
        place = self.place_of(date.fromisoformat(member["maternity_date"]))
        before = 3 if member.get("multiple_birth") else 1
        return set(range(place - before, place + 3))

    def factor(self, part: str, file: File, months: dict[str, set[int]], place: int) -> Fraction:
        alone = sum(place in insured for insured in months.values()) == 1
        if not alone or part not in self.v["premium.specific_household.parts"]:
            return Fraction(1)
        since = [self.left(s) for s in file.get("same_household_seniors", [])]
        since += [self.left(m) for m in file["members"] if self.left(m) > 0 and self.left(m) - 1 in months[m["id"]]]
        if any(start <= place < start + 60 for start in since):
            return Fraction(1, 2)
        return Fraction(3, 4) if any(start + 60 <= place < start + 96 for start in since) else Fraction(1)

    def left(self, person: File) -> int:
        return self.place_of(self.at(date.fromisoformat(person["birth_date"]), 75) + timedelta(days=1))
