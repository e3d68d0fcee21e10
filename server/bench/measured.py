"""What a benchmark answers (計測の結果): a figure, its reference of the same run, and how often it was better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller of a benchmark asks for: about how many seconds the measuring may take.

    `size` is how much stock to measure on, `database` on which one (an address, or `postgres` for one that is thrown
    away afterwards); a benchmark without stock or database takes no notice of them.
    """

    seconds: float = 10.0
    size: int | None = None
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """`value` and `reference` in `unit`, of the same run; `ratio` above 1 is better than the reference.

    `p95_ms` is the 95th percentile of this program's single acts, in milliseconds. `details` says what was measured
    and how, so that somebody else can judge it.
    """

    name: str
    value: float
    unit: str
    reference: float
    ratio: float
    p95_ms: float
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The form of `docs` and scripts."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "reference": round(self.reference, 4),
            "ratio": round(self.ratio, 3),
            "p95_ms": round(self.p95_ms, 4),
            "details": dict(self.details),
        }


def shorter_is_better(
    name: str, ours_ms: Sequence[float], reference_ms: Sequence[float], details: Mapping[str, Any], *, unit: str = "ms"
) -> Measured:
    """The result of timed acts: means in milliseconds; `ratio` is how many times longer the reference takes."""
    ours, theirs = fmean(ours_ms), fmean(reference_ms)
    return Measured(name, ours, unit, theirs, theirs / ours, percentile(ours_ms, 95), details)


def percentile(times: Sequence[float], percent: float) -> float:
    """The smallest measured time that at least `percent` per cent of the times do not exceed."""
    if not times:
        raise ValueError("nothing was measured")
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * int(percent) // 100) - 1)]
