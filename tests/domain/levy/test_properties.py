"""What holds for every household: the engine against a slower computation, limits, sums, order, monotony.

The short form always runs; `--sweep` takes 100,000 households.
"""

from __future__ import annotations

import time
from datetime import date
from itertools import permutations
from random import Random
from typing import Any

import pytest

from server.bench.plain_levy import PlainLevy
from server.domain.levy.assess import assess
from server.domain.levy.instalments import Instalment, by_part, load_plan, rearranged
from server.domain.levy.reading import read_household
from tests.domain.levy.households import File, generated, levy_of, parameters, parts_of
from tests.shipped_values import shipped_values

YEARS = (2024, 2025, 2026)
FEW, MANY = 900, 100_000


@pytest.fixture(scope="module")
def count(request: pytest.FixtureRequest) -> int:
    return MANY if request.config.getoption("--sweep") else FEW


@pytest.mark.timeout(3600)
def test_month_by_month_and_change_by_change_are_the_same_to_the_yen(count: int) -> None:
    random, references = Random(count), {year: PlainLevy(shipped_values(), year) for year in YEARS}
    for number in range(count):
        file = generated(random, YEARS[number % len(YEARS)])
        found = levy_of(file)
        expected = references[file["fiscal_year"]].levy(file)
        assert {part.value: found.amount(part) for part in found.parts} == expected, file
        assert all(
            0 <= part.amount <= parameters(file["fiscal_year"]).rates[name].cap for name, part in found.parts.items()
        )
        assert found.total == sum(expected.values())


@pytest.mark.timeout(3600)
def test_more_income_months_and_tax_never_make_a_levy_smaller(count: int) -> None:
    random = Random(2)
    for number in range(count // 3):
        file = generated(random, YEARS[number % len(YEARS)])
        before = levy_of(file).total
        member = random.choice(file["members"])
        changed = {**member, "income_yen": member["income_yen"] + random.randrange(3_000_000)}
        assert levy_of(with_member(file, changed)).total >= before, (file, changed)
        changed = {**member, "fixed_asset_tax_yen": member.get("fixed_asset_tax_yen", 0) + 50_000}
        assert levy_of(with_member(file, changed)).total >= before
        file |= {"apply_reductions": False}
        before = levy_of(file).total
        if file["fiscal_year"] - int(member["birth_date"][:4]) < 74:  # who turns 75 halves the other's household amount
            whole = {name: value for name, value in member.items() if name != "months"}
            assert levy_of(with_member(file, whole)).total >= before, file
        assert before >= levy_of(file | {"apply_reductions": True}).total


@pytest.mark.timeout(3600)
def test_any_order_of_corrections_and_of_members_gives_the_same_levy(count: int) -> None:
    random = Random(3)
    for number in range(count // 30):
        file = generated(random, YEARS[number % len(YEARS)])
        corrections = list({one[:2]: one for one in (correction(random, file) for _ in range(3))}.values())
        found = set()
        for order in permutations(corrections):
            corrected = file
            for place, name, value in order:
                corrected = with_member(corrected, {**corrected["members"][place], name: value}, place)
            members = corrected["members"]
            corrected = corrected | {"members": random.sample(members, len(members))}
            found.add(parts_of(levy_of(corrected)))
        assert len(found) == 1, (file, corrections)


def correction(random: Random, file: File) -> tuple[int, str, Any]:
    """One correction of one figure; the caller keeps no two of the same figure, whose later one would win."""
    place = random.randrange(len(file["members"]))
    return random.choice(
        (
            (place, "months", sorted(random.sample(range(1, 13), 7))),
            (place, "income_known", False),
            (place, "maternity_date", date(file["fiscal_year"], 11, 20).isoformat()),
            (place, "fixed_asset_tax_yen", 120_000),
        )
    )


@pytest.mark.timeout(3600)
def test_instalments_make_up_every_changed_levy_and_due_ones_are_never_raised(count: int) -> None:
    random, plan = Random(4), load_plan(shipped_values(), 2025)
    for _ in range(count):
        standing: tuple[Instalment, ...] = ()
        decided = date(2025, 6, 10)
        for _ in range(random.randint(1, 4)):
            total = random.randrange(1_100_000)
            changed = rearranged(standing, total, plan, decided)
            assert sum(one.amount for one in changed) == total
            assert all(one.amount >= 0 for one in changed)
            due = [one for one in standing if one.due is None or one.due <= decided]
            assert all(after.amount <= before.amount for after, before in zip(changed, due, strict=False))
            standing = changed
            decided = date.fromordinal(min(decided.toordinal() + random.randrange(120), date(2026, 5, 31).toordinal()))


@pytest.mark.timeout(3600)
def test_instalments_cut_by_part_come_out_both_ways(count: int) -> None:
    random, plan = Random(5), load_plan(shipped_values(), 2025)
    for number in range(count // 3):
        levy = levy_of(generated(random, YEARS[number % len(YEARS)]))
        amounts = [one.amount for one in rearranged((), levy.total, plan, date(2025, 6, 10))]
        cut = by_part(amounts, {part: levy.amount(part) for part in levy.parts})
        assert [sum(one.values()) for one in cut] == amounts
        assert all(amount >= 0 for one in cut for amount in one.values())
        assert all(sum(one[part] for one in cut) == levy.amount(part) for part in levy.parts)


def with_member(file: File, member: File, place: int | None = None) -> File:
    """The file with one member as given, found by place or id."""
    members = list(file["members"])
    place = next(i for i, one in enumerate(members) if one["id"] == member["id"]) if place is None else place
    return {**file, "members": [*members[:place], member, *members[place + 1 :]]}


@pytest.mark.sweep
@pytest.mark.timeout(600)
def test_eight_hundred_households_a_second_are_computed_on_one_core() -> None:
    random = Random(6)
    households = [read_household(generated(random, 2026)) for _ in range(20_000)]
    by = parameters(2026)
    begun = time.process_time()
    for household in households:
        assess(household, by)
    rate = len(households) / (time.process_time() - begun)
    assert rate > 800
