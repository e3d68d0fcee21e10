"""How late a clock was heard (遅れ): the buckets in which the night run counts the cases that it wakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

BUCKETS: tuple[tuple[str, timedelta | None], ...] = (
    ("1m", timedelta(minutes=1)),
    ("10m", timedelta(minutes=10)),
    ("1h", timedelta(hours=1)),
    ("8h", timedelta(hours=8)),
    ("1d", timedelta(days=1)),
    ("later", None),
)
"""Names of the buckets, each with the lateness below which a case falls into it; the last takes the rest."""


def bucket(due: datetime, heard: datetime) -> str:
    """The bucket of a clock that ran out at `due` and was heard at `heard`; one heard early counts as in time."""
    late = heard - due
    return next(name for name, below in BUCKETS if below is None or late < below)


def histogram(dues: Iterable[datetime], heard: datetime) -> dict[str, int]:
    """How many of the clocks fall into each bucket; buckets without any are left out."""
    return dict(Counter(bucket(due, heard) for due in dues))
