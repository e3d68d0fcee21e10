"""`bench levy`: the levies of a city's households, against the same worked out month by month in fractions.

Both take the same generated households of the newest year that has rates, turn about in the same run, and must come to
the same yen. Reading files, registers and the trace are no part of it; how many traces a second stands in the details.
"""

from __future__ import annotations

from datetime import date
from random import Random
from time import perf_counter, process_time
from typing import Any

from server.bench.measured import Measured, Wish, shorter_is_better
from server.bench.plain_levy import PlainLevy
from server.domain.levy.assess import assess
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.levy.reading import read_household
from server.domain.levy.trace import trace
from server.domain.values import Values
from server.exchange.values_files import default_directories, load_values

_SLICE = 200
_TRACED = 200
_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
_HOW = "one act = the levy of one household for a year, all parts, in one process, in its own time on the processor"


def measure(wish: Wish) -> Measured:
    """The mean time of a household in milliseconds. Raises `RuntimeError` when the two do not come to the same yen."""
    values = Values(load_values(default_directories()))
    year = max(row.valid_from.year for row in values.rows("premium.basic.income_rate"))
    year = max(year, *(row.valid_from.year for row in values.rows("premium.basic.cap")))
    parameters, plain, random = load_parameters(values, year), PlainLevy(values, year), Random(1)  # noqa: S311 - made-up households
    ours, theirs = list[float](), list[float]()
    end = perf_counter() + wish.seconds
    files: list[dict[str, Any]] = []
    while perf_counter() < end or not ours:
        files = [_household(random, year) for _ in range(_SLICE)]
        _slice(files, parameters, plain, ours, theirs)
    details = {
        "how": _HOW,
        "fiscal_year": year,
        "households": len(ours),
        "households_per_second": round(1000 * len(ours) / sum(ours)),
        "traces_per_second": round(_traces(files[:_TRACED], parameters)),
        "reference": "server/bench/plain_levy.py",
    }
    return shorter_is_better("levy", ours, theirs, details)


def _slice(
    files: list[dict[str, Any]], parameters: Parameters, plain: PlainLevy, ours: list[float], theirs: list[float]
) -> None:
    for file in files:
        household = read_household(file)
        begun = process_time()
        levy = assess(household, parameters)
        between = process_time()
        expected = plain.levy(file)
        theirs.append(1000 * (process_time() - between))
        ours.append(1000 * (between - begun))
        if {part.value: levy.amount(part) for part in levy.parts} != expected:
            raise RuntimeError(f"the two levies differ: {file}")


def _traces(files: list[dict[str, Any]], parameters: Parameters) -> float:
    levies = [assess(read_household(file), parameters) for file in files]
    begun = process_time()
    for levy in levies:
        trace(levy, parameters)
    return len(levies) / (process_time() - begun)


def _household(random: Random, year: int) -> dict[str, Any]:
    """A household as cities have them: mostly one or two, a sixth joined or left in the year."""
    members = []
    for number in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        adult = number < 2
        age = random.randint(19, 74) if adult else random.randint(0, 22)
        income = random.choice((0, 0, random.randrange(1_500_000), random.randrange(9_000_000))) if adult else 0
        birth = date(year - age, random.randint(1, 12), random.randint(1, 28))
        member = {"id": str(number), "birth_date": min(birth, date(year, 4, 1)).isoformat(), "income_yen": income}
        member |= {"is_head": number == 0, "salary_or_pension_earner": income > 0 and random.random() < 0.7}
        if random.random() < 1 / 6:
            cut = random.randrange(1, 12)
            member["months"] = list(random.choice((_MONTHS[:cut], _MONTHS[cut:])))
        members.append(member)
    return {"fiscal_year": year, "members": members}
