"""The registers of the demo city (台帳): residents, households, a part of them insured, as files would bring it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from random import Random

from server.casework.services import Services
from server.casework.work import unit_of_work
from server.cli.demo_city.people import TO_TRY, Household, Person, make_households
from server.domain.actors import Actor
from server.domain.effects import JSON, RegisterChange
from server.domain.insured_number import next_branch
from server.domain.share_class import income_year
from server.domain.values import Values
from server.store import counters
from server.store.bulk import take_over

EVENT = "file:demo"
_BATCH = 200
_INSURED_SHARE = 0.62
_FOUNDED = date(2019, 4, 1)


def put_registers(
    services: Services, values: Values, count: int, seed: int, day: date, tell: Callable[[int], None]
) -> None:
    """Writes `count` households; `tell` hears how many more are done. About 6 of 10 households are insured here."""
    batch: list[Household] = []
    for household in make_households(count, seed, day):
        batch.append(household)
        if len(batch) == _BATCH:
            _put(services, values, batch, seed, day)
            tell(len(batch))
            batch = []
    if batch:
        _put(services, values, batch, seed, day)
        tell(len(batch))


def is_insured(household: Household, seed: int) -> bool:
    """Whether the generated household is insured from the beginning (by its number and the seed)."""
    if household.key == TO_TRY:
        return False
    return Random(f"{seed}:insured:{household.key}").random() < _INSURED_SHARE  # noqa: S311 - a demo, not a secret


def _put(services: Services, values: Values, batch: Sequence[Household], seed: int, day: date) -> None:
    with unit_of_work(services, Actor("demo-issue", "試しの市の準備", "hq")) as uow:
        take_over(uow, (c for household in batch for c in _changes(household, values, day)), event=EVENT)
        insured = [household for household in batch if is_insured(household, seed)]
        first = counters.take(uow, "demo/insured", max(1, len(insured)))
        spells = (c for n, household in enumerate(insured) for c in _spells(household, first + n, values, day))
        take_over(uow, spells, event=EVENT)
        uow.audit("file.import", object_kind="file", object_key="demo", detail={"households": len(batch)})


def _changes(household: Household, values: Values, day: date) -> Iterator[RegisterChange]:
    yield RegisterChange("put_household", f"demo/h/{household.key}", _address(household))
    for person in household.members:
        since = max(person.birth, _FOUNDED).isoformat()
        yield RegisterChange("put_person", f"demo/p/{person.key}", _person(person, since))
        yield RegisterChange("put_membership", f"demo/m/{person.key}", _membership(person, household, since))
        yield RegisterChange("put_resident_record", f"demo/r/{person.key}", _resident(person, household, since))
        card = {"person_key": person.key, "status": person.card, "valid_from": since}
        yield RegisterChange("put_card_status", f"demo/k/{person.key}", card)
        if has_income(person, day):
            yield RegisterChange("put_income", f"demo/i/{person.key}", _income(person, values, day))


def _address(household: Household) -> dict[str, JSON]:
    return {
        "household_key": household.key,
        "office": household.office,
        "postal_code": household.postal_code,
        "address": household.address,
        "address_line2": household.address_line2,
        "town": household.town,
        "phone": household.phone,
        "valid_from": _FOUNDED.isoformat(),
    }


def _person(person: Person, since: str) -> dict[str, JSON]:
    return {
        "person_key": person.key,
        "name": person.name,
        "name_kana": person.kana,
        "sex": person.sex,
        "birth_date": person.birth.isoformat(),
        "valid_from": since,
        "nationality": "foreign" if person.foreign else None,
        "stay_until": None if person.stay_until is None else person.stay_until.isoformat(),
    }


def _membership(person: Person, household: Household, since: str) -> dict[str, JSON]:
    return {
        "person_key": person.key,
        "household_key": household.key,
        "relation": person.relation,
        "valid_from": since,
    }


def _resident(person: Person, household: Household, since: str) -> dict[str, JSON]:
    return {
        **_person(person, since),
        "household_key": household.key,
        "relation": person.relation,
        "postal_code": household.postal_code,
        "address": household.address,
        "office": household.office,
    }


def has_income(person: Person, day: date) -> bool:
    """Whether the registers have the income from the beginning: of those whose share hangs on it."""
    return person.birth.year <= day.year - 69


def income_figures(person: Person) -> tuple[dict[str, JSON], bool]:
    """A generated income by its parts in yen, and whether it is known."""
    draw = Random(f"income:{person.key}")  # noqa: S311 - a demo, not a secret
    base = draw.choice((0, 300_000, 900_000, 1_400_000, 2_600_000))
    income = base + 860_000
    figures = {"taxable_income": base, "base_income": base + 430_000, "receipts": base + 1_600_000}
    return figures | {"levy_income": income, "total_income": income}, draw.random() < 0.9


def _income(person: Person, values: Values, day: date) -> dict[str, JSON]:
    figures, known = income_figures(person)
    return {
        "person_key": person.key,
        "income_year": income_year(day, values),
        "known": known,
        "figures": figures,
        "valid_from": date(day.year, 1, 1).isoformat(),
    }


def _spells(household: Household, number: int, values: Values, day: date) -> Iterator[RegisterChange]:
    branches: list[str] = []
    for person in household.members:
        if day.year - person.birth.year >= values.integer("eligibility.upper_age", day):
            continue
        branches.append(next_branch(branches))
        since = max(person.birth, _FOUNDED).isoformat()
        payload = {
            "person_key": person.key,
            "household_key": household.key,
            "shikaku_from": since,
            "tekiyo_from": since,
            "acquired_by": "moved_in_other_prefecture",
            "symbol": values.text("certificate.symbol", day),
            "number": f"{5_000_000 + number:07d}",
            "branch": branches[-1],
        }
        yield RegisterChange("open_eligibility", f"demo/e/{person.key}", payload)
