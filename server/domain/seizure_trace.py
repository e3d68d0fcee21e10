"""How a limit of seizure comes about (差押禁止額の計算過程): each item with yen as given, as counted, rule and article.

National Tax Collection Act art. 76(1) items 1 to 5, applied to a premium by Local Autonomy Act art. 231-3(3). What is
told here is what `seizure_limits` computed, never computed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.domain.seizure_limits import Pay, PayLimit
from server.domain.values import Values

_ACT: Final = "国税徴収法76条1項"


@dataclass(frozen=True, slots=True)
class Line:
    """One item: `given` yen as on the pay slips (None: reckoned), `yen` as it counts, `rule` in words, the article."""

    item: str
    ja: str
    en: str
    given: int | None
    yen: int
    rule: str
    article: str


def trace(limit: PayLimit, pays: Sequence[Pay], dependants: int, values: Values, day: date) -> tuple[Line, ...]:
    """The items of `limit` in the order of the law, then what may be seized. Raises `value_missing`."""
    short = len({pay.days for pay in pays}) == 1 and pays[0].days is not None
    unit = values.row("seizure.pay_short_unit" if short else "seizure.pay_unit", day)
    base, per_head = values.row("seizure.pay_exempt_base", day), values.row("seizure.pay_exempt_per_dependant", day)
    share, cap = values.row("seizure.pay_standing_share", day), values.row("seizure.pay_standing_cap_times", day)
    down, up = f"{unit.value}円未満切捨て", f"{unit.value}円未満切上げ"
    days = f" × {pays[0].days}日" if short else ""
    living = f"{base.value} + {per_head.value} × {dependants}人{days}"
    standing = f"(支給額 − 1〜4号) × {share.value}、4号の{cap.value}倍まで、{up}"
    withheld = limit.income_tax + limit.residents_tax + limit.social_insurance
    given = {name: sum(getattr(pay, name) for pay in pays) for name in ("gross", *_TAKEN)}
    taken = (
        Line(name, ja, en, given[name], getattr(limit, name), up, f"{_ACT}{number}号")
        for number, (name, (ja, en)) in enumerate(_TAKEN.items(), 1)
    )
    rest = f"{limit.gross} − {withheld} − {limit.living} − {limit.standing}"
    return (
        Line("gross", "支給額", "Gross pay", given["gross"], limit.gross, down, unit.article),
        *taken,
        Line("living", "生計費", "For living", None, limit.living, living, base.article),
        Line("standing", "体面維持費", "For one's standing", None, limit.standing, standing, share.article),
        Line("seizable", "差し押さえられる額", "May be seized", None, limit.seizable, rest, _ACT),
    )


_TAKEN: Final = {
    "income_tax": ("所得税", "Income tax"),
    "residents_tax": ("住民税", "Residents' tax"),
    "social_insurance": ("社会保険料", "Social insurance"),
}
