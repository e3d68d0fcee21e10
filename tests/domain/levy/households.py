"""Households of the tests: short ways to write one, and generated ones of every kind."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from server.domain.levy.assess import Levy, assess
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.levy.reading import read_household
from server.domain.values import Value, Values
from tests.shipped_values import shipped_rows, shipped_values

MONTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
File = dict[str, Any]


@lru_cache(maxsize=8)
def parameters(year: int) -> Parameters:
    return load_parameters(shipped_values(), year)


def changed(year: int, changes: dict[str, Value]) -> Parameters:
    """The shipped parameters with other values for some keys, and keys of other cities added."""
    rows = [row for row in shipped_rows() if row.key not in changes]
    pattern = next(row for row in shipped_rows() if row.key == "premium.base_deduction")
    units = {int: "yen", str: "code", tuple: "numbers"}
    for key, value in changes.items():
        unit = units.get(type(value), "rate")
        rows.append(type(pattern)(key, unit, date(2000, 1, 1), None, value, "条例", "試験", "illustrative"))
    return load_parameters(Values(rows), year)


def person(birth: str, income: int | None = 0, **more: Any) -> File:
    return {"birth_date": birth, **({} if income is None else {"income_yen": income}), **more}


def head(birth: str, income: int | None = 0, **more: Any) -> File:
    return person(birth, income, is_head=True, **more)


def household(*members: File, year: int = 2025, **more: Any) -> File:
    numbered = [{"id": str(number), **member} for number, member in enumerate(members, 1)]
    return {"fiscal_year": year, "members": numbered, **more}


def levy_of(file: File, by: Parameters | None = None) -> Levy:
    read = read_household(file)
    return assess(read, by or parameters(read.fiscal_year))


def total_of(file: File, by: Parameters | None = None) -> int:
    return levy_of(file, by).total


def parts_of(levy: Levy) -> tuple[int, ...]:
    return tuple(part.amount for part in levy.parts.values())


def generated(random: Random, year: int) -> File:
    """A household of one to seven with all that moves a levy; births cluster at the ages where something changes."""
    members = [_member(random, year) for _ in range(random.choice((1, 1, 2, 2, 3, 4, 5, 7)))]
    members[0] |= {"is_head": True, "insured": random.random() > 0.15}
    seniors = [_senior(random, year) for _ in range(random.choice((0, 0, 0, 1, 2)))]
    first = date(year, 4, 1)
    more: File = (
        {} if random.random() < 0.7 else {"reference_date": (first + timedelta(random.randrange(365))).isoformat()}
    )
    if random.random() < 0.1:
        more["apply_reductions"] = False
    return household(*members, year=year, same_household_seniors=seniors, **more)


def _member(random: Random, year: int) -> File:
    income = _income(random)
    found = person(_birth(random, year), income, salary_or_pension_earner=random.random() < 0.5)
    if random.random() < 0.3:
        found["months"] = sorted(random.sample(MONTHS, random.randrange(13)))
    if random.random() < 0.1:
        found["income_known"] = False
    if random.random() < 0.15:
        found["fixed_asset_tax_yen"] = random.randrange(300_000)
    if random.random() < 0.15:
        found["salary_income_yen"] = random.randint(0, income)
        found["separation_date"] = date(
            year - random.randrange(3), random.randint(1, 12), random.randint(1, 28)
        ).isoformat()
    elif random.random() < 0.2:
        found["pension_income_yen"] = random.randint(0, income)
    if random.random() < 0.1:
        found |= {
            "maternity_date": date(year, random.randint(1, 12), 15).isoformat(),
            "multiple_birth": random.random() < 0.3,
        }
    if random.random() < 0.05:
        found["care_exempt_months"] = random.sample(MONTHS, 3)
    return found


def _senior(random: Random, year: int) -> File:
    found = person(date(year - random.randint(75, 90), random.randint(1, 12), random.randint(1, 28)).isoformat())
    income = _income(random) // 4
    found |= {"id": f"s{random.random()}", "income_yen": income, "salary_or_pension_earner": random.random() < 0.6}
    if random.random() < 0.4:
        found["pension_income_yen"] = income
    return found


def _income(random: Random) -> int:
    return random.choice(
        (
            0,
            0,
            0,
            430_000,
            735_000,
            random.randrange(1_000_000),
            random.randrange(4_000_000),
            random.randrange(30_000_000),
        )
    )


def _birth(random: Random, year: int) -> str:
    age = random.choice((0, 3, 6, 7, 17, 18, 19, 30, 38, 40, 41, 50, 64, 65, 66, 70, 74, 75, random.randrange(90)))
    if random.random() < 0.3:
        return date(
            year - age, random.choice((3, 4, 5)), random.choice((1, 2, 31 if random.random() < 0 else 30))
        ).isoformat()
    last = date(year + 1, 3, 31)
    return min(last, date(year - age, random.randint(1, 12), random.randint(1, 28))).isoformat()
