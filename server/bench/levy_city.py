"""A city's households for the levy (計測の市の世帯): made in bulk in the registers, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import Any

from server.domain.effects import RegisterChange
from server.store.bulk import take_over
from server.store.unit_of_work import UnitOfWork

CHUNK = 1_000
_OFFICE = "chuo"
_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


def household_key(number: int) -> str:
    """The key of the household of this number."""
    return f"{number:010d}"


def fill(uow: UnitOfWork, numbers: Iterator[int], year: int, seed: int = 1) -> int:
    """Enters the next `CHUNK` households; answers how many there were."""
    chunk = list(islice(numbers, CHUNK))
    random = Random(f"{seed}/{chunk[0]}") if chunk else Random()  # noqa: S311 - made-up households
    take_over(uow, (change for number in chunk for change in _household(random, number, year)), event="bench")
    return len(chunk)


def _household(random: Random, number: int, year: int) -> Iterator[RegisterChange]:
    """Mostly one or two people, a sixth joined or left in the year, incomes as a city has them."""
    key = household_key(number)
    yield _change(
        "put_household", key, office=_OFFICE, postal_code="2600000", address="若葉市中央1", valid_from="2020-04-01"
    )
    for place in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        person = f"{number:010d}{place:05d}"
        adult = place < 2
        age = random.randint(19, 74) if adult else random.randint(0, 22)
        birth = min(date(year - age, random.randint(1, 12), random.randint(1, 28)), date(year, 4, 1))
        yield _change(
            "put_person", person, name="若葉 一", name_kana="ワカバ ハジメ", sex="1", birth_date=birth.isoformat(),
            valid_from=birth.isoformat(),
        )  # fmt: skip
        relation = "HEAD" if place == 0 else "SPOUSE" if place == 1 else "CHILD"
        yield _change("put_membership", person, household_key=key, relation=relation, valid_from="2020-04-01")
        yield _spell(random, person, key, year, place)
        yield _income(random, person, year, adult=adult)


def _spell(random: Random, person: str, household: str, year: int, place: int) -> RegisterChange:
    since = "2020-04-01"
    if place and random.random() < 1 / 6:
        since = date(year + (month := random.randint(4, 15)) // 13, (month - 1) % 12 + 1, 1).isoformat()
    days = {"tekiyo_from": since, "shikaku_from": since}
    return _change(
        "open_eligibility", person, household_key=household, acquired_by="MOVED_IN", symbol="若葉",
        number=household, branch=f"{place + 1:02d}", **days,
    )  # fmt: skip


def _income(random: Random, person: str, year: int, *, adult: bool) -> RegisterChange:
    yen = random.choice((0, 0, random.randrange(1_500_000), random.randrange(9_000_000))) if adult else 0
    figures = {"levy_income": yen, "reduction_income": yen}
    if yen and random.random() < 0.7:
        figures |= {"salary": yen, "salary_receipts": yen + 650_000}
    return _change("put_income", person, income_year=year - 1, known=True, figures=figures, valid_from=f"{year}-04-01")


def _change(kind: str, key: str, **payload: Any) -> RegisterChange:
    name = "household_key" if kind == "put_household" else "person_key"
    return RegisterChange(kind, f"{kind}/{key}", {name: key, **payload})


def made_up_file(number: int, year: int, seed: int = 1) -> dict[str, Any]:
    """A household as its file: mostly one or two people, a sixth joined or left in the year."""
    random = Random(f"file {seed}/{number}")  # noqa: S311 - made-up households
    members = []
    for place in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        adult = place < 2
        age = random.randint(19, 74) if adult else random.randint(0, 22)
        income = random.choice((0, 0, random.randrange(1_500_000), random.randrange(9_000_000))) if adult else 0
        birth = min(date(year - age, random.randint(1, 12), random.randint(1, 28)), date(year, 4, 1))
        member = {"id": str(place), "birth_date": birth.isoformat(), "income_yen": income}
        member |= {"is_head": place == 0, "salary_or_pension_earner": income > 0 and random.random() < 0.7}
        if random.random() < 1 / 6:
            cut = random.randrange(1, 12)
            member["months"] = list(random.choice((_MONTHS[:cut], _MONTHS[cut:])))
        members.append(member)
    return {"fiscal_year": year, "members": members}
