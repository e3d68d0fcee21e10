"""A relief as it was granted (減免の決定), kept so that each later levy of the year is relieved by the same rule.

Not the yen are kept but what they came from: the table of the day of decision, the facts, the share of the instalments
or the months that count. A corrected income then changes the yen of the relief with the levy, and never loses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from server.domain.levy.model import WHOLE_YEAR
from server.domain.relief.rows import WORDS, Fact, Row, read_rows

FLOOR_RELIEF, CEIL_RELIEF, FLOOR_REST = "FLOOR_RELIEF", "CEIL_RELIEF", "FLOOR_REST"
ROUNDINGS = (FLOOR_RELIEF, CEIL_RELIEF, FLOOR_REST)
_FIRST, _LAST = date(1900, 1, 1), date(9999, 12, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """`rows` the table, `facts` of the application, `share` of the levy that the instalments in question make up.

    Months count from `first_month` to `last_month` (None: all), per-head and household amounts only to
    `head_last_month`; `persons` are those whose amounts count (none: everybody's). The yen of the relief, or what is
    left, is a multiple of `unit` by `rounding`, of each part where `per_part`, else of the whole.
    """

    key: str
    ground: str
    rows: tuple[Row, ...]
    facts: Mapping[str, Fact]
    share: Fraction = Fraction(1)
    first_month: date | None = None
    last_month: date | None = None
    head_last_month: date | None = None
    persons: tuple[str, ...] = ()
    unit: int = 1
    rounding: str = FLOOR_RELIEF
    per_part: bool = False
    article: str = ""

    def months(self, fiscal_year: int, *, heads: bool = False) -> int:
        """The months of the fiscal year that count, as bits, April first."""
        first, last = self.first_month or _FIRST, self.last_month or _LAST
        if heads and self.head_last_month is not None:
            last = min(last, self.head_last_month)
        found = 0
        for place in range(12):
            if first <= date(fiscal_year + (place > 8), (place + 3) % 12 + 1, 1) <= last:
                found |= 1 << place
        return found & WHOLE_YEAR


_DAYS = ("first_month", "last_month", "head_last_month")


def grant_json(grant: Grant) -> dict[str, Any]:
    """A grant as JSON; `read_grant` is its inverse."""
    return {
        "key": grant.key,
        "ground": grant.ground,
        "rows": [row.text for row in grant.rows],
        "facts": {name: str(fact) for name, fact in grant.facts.items()},
        "share": str(grant.share),
        **{name: None if (day := getattr(grant, name)) is None else day.isoformat() for name in _DAYS},
        "persons": list(grant.persons),
        "unit": grant.unit,
        "rounding": grant.rounding,
        "per_part": grant.per_part,
        "article": grant.article,
    }


def read_grant(data: Mapping[str, Any]) -> Grant:
    """The grant again."""
    return Grant(
        key=data["key"],
        ground=data["ground"],
        rows=read_rows(data["rows"]),
        facts={name: fact if name in WORDS else Fraction(fact) for name, fact in data["facts"].items()},
        share=Fraction(data["share"]),
        first_month=_day(data["first_month"]),
        last_month=_day(data["last_month"]),
        head_last_month=_day(data["head_last_month"]),
        persons=tuple(data["persons"]),
        unit=data["unit"],
        rounding=data["rounding"],
        per_part=data["per_part"],
        article=data["article"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
