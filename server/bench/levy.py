"""`bench levy`: a city's levies computed and posted in bulk, against the same household by household.

One act is everything: registers read, computed, inputs and trace kept, account, instalments, postings, audit, commit,
and the share of the 調定票. Beside it the engine alone is measured against the levy worked out month by month; every
household's posted yen must be what that comes to.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from time import perf_counter, process_time
from typing import Any

from server.bench.levy_city import made_up_file
from server.bench.levy_post import Posting, post_city
from server.bench.measured import Measured, Wish, percentile
from server.bench.plain_levy import PlainLevy
from server.domain.levy.assess import assess
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.levy.reading import read_household
from server.domain.levy.trace import flat_trace
from server.domain.levy.vocabulary import Vocabulary
from server.domain.values import Values
from server.exchange.values_files import default_directories, load_values

_FILES = 200
_A_SECOND, _LEAST, _SINGLES = 100, 100, 2_000
_HOW = (
    "one act = the levy of one household for a year: registers read, computed, inputs and trace kept, account, "
    "instalments, postings, audit, commit, its share of the 調定票; one process, its own time on the processor"
)


def measure(wish: Wish) -> Measured:
    """The mean time of a household in milliseconds. Raises `RuntimeError` when two ways do not come to the same yen."""
    values = Values(load_values(default_directories()))
    year = max(row.valid_from.year for row in values.rows("premium.basic.income_rate"))
    year = max(year, *(row.valid_from.year for row in values.rows("premium.basic.cap")))
    households = wish.size or max(_LEAST, int(wish.seconds * _A_SECOND))
    posted = post_city(values, year, households, min(households, _SINGLES), wish.database)
    engine = _engine(values, year, min(wish.seconds, 2.0))
    ours = [1000 * seconds / count for count, seconds in posted.slices]
    details = _details(posted, year) | {"engine": engine}
    ratio = posted.single_ms / posted.bulk_ms
    return Measured("levy", posted.bulk_ms, "ms", posted.single_ms, ratio, percentile(ours, 95), details)


def _details(posted: Posting, year: int) -> dict[str, Any]:
    return {
        "how": _HOW,
        "fiscal_year": year,
        "households": posted.households,
        "posted_per_second": round(1000 / posted.bulk_ms),
        "posted_per_second_without_reading_registers": round(1000 / (posted.bulk_ms - 1000 * posted.read)),
        "posted_one_by_one_per_second": round(1000 / posted.single_ms),
        "posted_one_by_one": len(posted.singles),
        "wall_seconds_in_bulk": round(posted.wall, 1),
        "assessment_seconds": round(posted.assess, 2),
        "assessed_lines": posted.lines,
        "same_yen_as_computed_alone": posted.computed,
        "same_yen_as_month_by_month": posted.plain,
        "same_yen_as_one_by_one": posted.both,
        "ledger_findings": posted.findings,
        "reference": "server/casework/decide_levy.py, one commit a household",
    }


def _engine(values: Values, year: int, seconds: float) -> dict[str, Any]:
    """The engine alone against the plain way, turn about, on the same made-up households."""
    parameters, plain = load_parameters(values, year), PlainLevy(values, year)
    ours, theirs, seed = list[float](), list[float](), 0
    end, files = perf_counter() + seconds, list[dict[str, Any]]()
    while perf_counter() < end or not ours:
        files = [made_up_file(seed + number, year) for number in range(_FILES)]
        seed += _FILES
        _slice(files, parameters, plain, ours, theirs)
    return {
        "households": len(ours),
        "households_per_second": round(1000 * len(ours) / sum(ours)),
        "traces_per_second": round(_traces(files, parameters)),
        "ratio": round(fmean(theirs) / fmean(ours), 2),
        "reference": "server/bench/plain_levy.py",
    }


def _slice(
    files: Sequence[dict[str, Any]], parameters: Parameters, plain: PlainLevy, ours: list[float], theirs: list[float]
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


def _traces(files: Sequence[dict[str, Any]], parameters: Parameters) -> float:
    levies, vocabulary = [assess(read_household(file), parameters) for file in files], Vocabulary(parameters)
    begun = process_time()
    for levy in levies:
        flat_trace(levy, parameters, vocabulary)
    return len(levies) / (process_time() - begun)
