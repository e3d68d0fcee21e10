"""The month's chain of a levy run (月次の工程): which step needs which, and what may differ without a word.

*Practice* of one month: 更正締め, trial, release, posting, 調定, its decision, notices, posting of the mail. A step
cannot begin before the one it needs (Local Autonomy Act art. 231: assessed before the notice goes out).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from server.domain.refusals import Refused


class Step(StrEnum):
    """A step of the chain; it is dated once."""

    CUT_OFF = "CUT_OFF"  # 更正締め
    TRIAL = "TRIAL"  # 試算
    RELEASED = "RELEASED"  # 承認
    POSTED = "POSTED"  # 記帳
    ASSESSED = "ASSESSED"  # 調定票の作成
    DECIDED = "DECIDED"  # 調定の決裁
    NOTICES = "NOTICES"  # 通知書の作成依頼
    MAILED = "MAILED"  # 発送
    CLOSED = "CLOSED"  # 締め
    STOPPED = "STOPPED"  # 取りやめ


NEEDS: Mapping[Step, Step] = {
    Step.TRIAL: Step.CUT_OFF,
    Step.RELEASED: Step.TRIAL,
    Step.POSTED: Step.RELEASED,
    Step.ASSESSED: Step.POSTED,
    Step.DECIDED: Step.ASSESSED,
    Step.NOTICES: Step.DECIDED,
    Step.MAILED: Step.NOTICES,
    Step.CLOSED: Step.MAILED,
    Step.STOPPED: Step.CUT_OFF,
}


def check_step(step: Step, done: Collection[str]) -> None:
    """Raises `levy_run_step_done`, `levy_run_step_missing`, `levy_run_stopped`, `levy_run_released`."""
    if Step.STOPPED in done:
        raise Refused("levy_run_stopped")
    if step in done:
        raise Refused("levy_run_step_done", step=step)
    if step is Step.STOPPED and Step.RELEASED in done:
        raise Refused("levy_run_released")
    needed = NEEDS.get(step)
    if needed is not None and needed not in done:
        raise Refused("levy_run_step_missing", step=step, needed=needed)


def is_outlier(before: int, after: int, limit: int) -> bool:
    """Whether a household's levy moved so far that somebody looks at it; one without a levy before is none."""
    return before > 0 and abs(after - before) >= limit
