"""Households of the generated city (世帯の生成): who lives where, by seed; the same seed gives the same people.

Only values come out of here; nothing is written. The shares of one-person, couple and family households and of ages
are rough guesses that make lists look like an office's lists; no statistics hang on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from server.cli.demo_city.words import FOREIGN_NAMES, GIVEN_NAMES, SURNAMES, WARDS

_KINDS = ("single", "couple", "family", "parent", "seniors")
_WEIGHTS = (34, 18, 22, 8, 18)
_BUILDINGS = ("若葉ハイツ", "コーポ泉", "第二みどり荘", "グランデ潮見")
_KANJI_NUMBERS = "一二三四五六七八九"
TO_TRY = "0000000001"
"""The number of the household that is the same in every demo city: its people can be enrolled at once (README)."""


@dataclass(frozen=True, slots=True)
class Person:
    """One generated person: 宛名番号 of 15 digits, name, reading, birth date, relation to the head, card status."""

    key: str
    name: str
    kana: str
    sex: str
    birth: date
    relation: str
    card: str
    foreign: bool = False
    stay_until: date | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One generated household (世帯) at an address of one ward."""

    key: str
    office: str
    postal_code: str
    town: str
    address: str
    address_line2: str
    phone: str
    members: tuple[Person, ...]


def make_households(count: int, seed: int, today: date) -> Iterator[Household]:
    """`count` households, one after the other, the same for the same seed and day; the first is `household_to_try`."""
    yield household_to_try()
    for number in range(1, count):
        yield _household(number, Random(f"{seed}:{number}"), today)  # noqa: S311 - a demo, not a secret


def household_to_try() -> Household:
    """A mother without a registered card (資格確認書) and her son with one (資格情報のお知らせ), not insured yet."""
    ward, prefix, towns = WARDS["chuo"]
    town = towns.split()[0].partition("/")[0]
    mother = Person("000000000000001", "春日 みのり", "カスガ　ミノリ", "F", date(1991, 5, 12), "HEAD", "not_usable")
    son = Person("000000000000002", "春日 蒼", "カスガ　アオ", "M", date(2019, 7, 3), "CHILD", "usable")
    return Household(
        key=TO_TRY,
        office="chuo",
        postal_code=f"{prefix}01",
        town=town,
        address=f"若葉市{ward}{town}一丁目8番3号",
        address_line2="",
        phone="080-0000-0001",
        members=(mother, son),
    )


def _household(number: int, draw: Random, today: date) -> Household:
    office = draw.choice(tuple(WARDS))
    ward, prefix, towns = WARDS[office]
    place = draw.randrange(len(towns.split()))
    town = towns.split()[place].partition("/")[0]
    address = f"若葉市{ward}{town}{_KANJI_NUMBERS[draw.randrange(5)]}丁目{draw.randint(1, 30)}番{draw.randint(1, 20)}号"
    name = draw.choice(_BUILDINGS)
    building = f"{name}{draw.randint(1, 5)}0{draw.randint(1, 9)}号室"
    return Household(
        key=f"{number + 1:010d}",
        office=office,
        postal_code=f"{prefix}{place + 1:02d}",
        town=town,
        address=address,
        address_line2=building if draw.random() < 0.35 else "",
        phone=f"080-0000-{draw.randrange(10000):04d}",
        members=tuple(_members(number, draw, today)),
    )


def _members(number: int, draw: Random, today: date) -> Iterator[Person]:
    kind = draw.choices(_KINDS, _WEIGHTS)[0]
    foreign = kind in ("single", "couple") and draw.random() < 0.08
    surname, surname_kana = draw.choice(SURNAMES)
    for place, (relation, sex, age) in enumerate(_ages(kind, draw)):
        birth = _birth(age, draw, today)
        if foreign:
            name, kana = draw.choice(FOREIGN_NAMES)
        else:
            given, given_kana = _given(birth, sex, draw)
            name, kana = f"{surname} {given}", f"{surname_kana} {given_kana}"
        yield Person(
            key=f"{number * 10 + place + 1:015d}",
            name=name,
            kana=kana.replace(" ", "　"),
            sex=sex,
            birth=birth,
            relation=relation,
            card=draw.choices(("usable", "not_usable", "unknown", "blocked"), (62, 34, 3, 1))[0],
            foreign=foreign,
            stay_until=today + timedelta(days=draw.randint(60, 900)) if foreign else None,
        )


def _ages(kind: str, draw: Random) -> Iterator[tuple[str, str, int]]:
    """Relation, sex and age of each member, the head (世帯主) first."""
    low, high = {"single": (20, 74), "couple": (26, 69), "family": (30, 52), "parent": (26, 48), "seniors": (66, 84)}[
        kind
    ]
    age, sex = draw.randint(low, high), draw.choice("MF")
    yield "HEAD", sex, age
    if kind in ("couple", "family", "seniors"):
        yield "SPOUSE", "F" if sex == "M" else "M", max(20, age + draw.randint(-6, 4))
    if kind in ("family", "parent"):
        for _ in range(draw.randint(1, 3)):
            yield "CHILD", draw.choice("MF"), draw.randint(0, max(1, age - 24))


def _birth(age: int, draw: Random, today: date) -> date:
    return today - timedelta(days=age * 365 + age // 4 + draw.randrange(365))


def _given(birth: date, sex: str, draw: Random) -> tuple[str, str]:
    generation = [entry for entry in GIVEN_NAMES if entry[0] <= max(birth.year, GIVEN_NAMES[0][0])][-1]
    name, kana = draw.choice(generation[1] if sex == "M" else generation[2])
    return name, kana
