"""What a case of recourse, recovery or a hold is watched by (次の期日): its dates, the next of them, what is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.domain.values import Values


class Watch(StrEnum):
    """Why a day matters."""

    LIMIT = "LIMIT"  # 時効: the last day on which the claim can be enforced
    INSURER = "INSURER"  # 自賠責の時効更新: the day by which the form that renews is handed in
    HOLD = "HOLD"  # 保留の最後の日
    PAY = "PAY"  # 納期限, also one that passed without a reminder
    TASK = "TASK"  # 今の工程の期限


WORDS: dict[str, tuple[str, str]] = {
    Watch.LIMIT: ("時効", "Limitation"),
    Watch.INSURER: ("自賠責の時効更新", "Renewal at the insurer"),
    Watch.HOLD: ("保留の終わり", "End of the hold"),
    Watch.PAY: ("納期限", "Due date"),
    Watch.TASK: ("工程の期限", "Step due"),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """One day and why it matters."""

    watch: Watch
    day: date


def next_of(dates: Iterable[Dated]) -> Dated | None:
    """The first of them; of two on one day the one that is lost for good."""
    order = tuple(Watch)
    return min(dates, key=lambda one: (one.day, order.index(one.watch)), default=None)


def is_near(dates: Iterable[Dated], day: date, values: Values) -> bool:
    """Whether somebody must act now: a limitation within `recourse.warn_days`, the end of a hold or the insurer's form
    within `benefit.near_days`, a due date that passed without a reminder, a step past its day.
    """
    warn = timedelta(days=values.integer("recourse.warn_days", day))
    soon = timedelta(days=values.integer("benefit.near_days", day))
    ahead = {Watch.LIMIT: warn, Watch.INSURER: soon, Watch.HOLD: soon}
    return any(
        one.day < day if one.watch in (Watch.PAY, Watch.TASK) else one.day <= day + ahead[one.watch] for one in dates
    )
