"""The chain of a dunning run (督促の工程), and what of an instalment decides whether a letter goes out.

List, review by a receipts officer, counts and samples by a second person, release by a decider, issue, hand-over to
the printer, posting. A step cannot begin before the one it needs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.refusals import Refused

TABLE = "dunning_run/notice_kind"
"""The decision table that says of each line whether its letter goes out."""
ISSUE, NO_LETTER, LEFT_OUT = "ISSUE", "NO_LETTER", "LEFT_OUT"
PAID = "PAID"
SERVICE_FAILED = "SERVICE_FAILED"  # 送達できない: the letter went out, and nobody could be served with it
MOVED, HELD, STOPPED, WITHDRAWN = "HOUSEHOLD_MOVED", "LETTER_HELD", "STOPPED", "WITHDRAWN"
"""Why a letter is pulled besides what the table says: the household moved on, it cannot be printed, nobody sends it."""


class Step(StrEnum):
    """A step of the chain; it is dated once."""

    OPENED = "OPENED"  # 開始
    CUT_OFF = "CUT_OFF"  # 入金の基準日
    LISTED = "LISTED"  # 対象の抽出
    REVIEWED = "REVIEWED"  # 除外一覧の確認
    CHECKED = "CHECKED"  # 件数・見本の照合
    DECIDED = "DECIDED"  # 決裁
    ISSUED = "ISSUED"  # 発行
    HANDED_OVER = "HANDED_OVER"  # 印刷への引渡し
    POSTED = "POSTED"  # 発送
    CLOSED = "CLOSED"  # 締め
    STOPPED = "STOPPED"  # 取りやめ


NAMES: Mapping[Step, tuple[str, str]] = {
    Step.OPENED: ("開始", "The opening"),
    Step.CUT_OFF: ("入金の基準日", "The cut-off of payments"),
    Step.LISTED: ("対象の抽出", "The list"),
    Step.REVIEWED: ("除外一覧の確認", "The review of what is left out"),
    Step.CHECKED: ("件数と見本の照合", "The check of counts and samples"),
    Step.DECIDED: ("決裁", "The decision"),
    Step.ISSUED: ("発行", "The issue"),
    Step.HANDED_OVER: ("印刷への引渡し", "The hand-over"),
    Step.POSTED: ("発送", "The posting"),
    Step.CLOSED: ("締め", "The end"),
    Step.STOPPED: ("取りやめ", "The stop"),
}
NEEDS: Mapping[Step, Step] = {
    Step.CUT_OFF: Step.OPENED,
    Step.LISTED: Step.CUT_OFF,
    Step.REVIEWED: Step.LISTED,
    Step.CHECKED: Step.REVIEWED,
    Step.DECIDED: Step.CHECKED,
    Step.ISSUED: Step.DECIDED,
    Step.HANDED_OVER: Step.ISSUED,
    Step.POSTED: Step.HANDED_OVER,
    Step.CLOSED: Step.POSTED,
}
AGAIN = frozenset({Step.REVIEWED, Step.CHECKED})
"""Steps that a decider may send back: done anew they keep their first day."""


def check_step(step: Step, done: Collection[str]) -> None:
    """Raises `dunning_step_done`, `dunning_step_early` (both name the step)."""
    if Step.STOPPED in done or (step in done and step not in AGAIN):
        said = Step.STOPPED if Step.STOPPED in done else step
        raise Refused("dunning_step_done", step=NAMES[said][0])
    needed = NEEDS.get(step)
    if needed is not None and needed not in done:
        raise Refused("dunning_step_early", needs=NAMES[needed][0])


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the table is asked about an instalment; `address` is OK or why the letter cannot go out (a refusal's code).

    `in_transit`: money told by 速報 alone would pay it; `turns` how many runs left it out before for that.
    `changing`: its household has an open change of levy or eligibility (published mistake PM03). `unapplied`: money of
    the household stands as suspense. `relief` is a 減免 under examination, which does not hold the letter.
    """

    unpaid: bool
    dunned: bool = False
    withheld: bool = False
    extinct: bool = False
    deferred: bool = False
    in_transit: bool = False
    turns: int = 0
    served: bool = True
    changing: bool = False
    unapplied: bool = False
    deceased: bool = False
    address: str = "OK"
    protected: bool = False
    relief: bool = False

    def as_inputs(self, most_turns: int) -> dict[str, object]:
        """The table's `line`; the turns count only against the city's limit."""
        asked: dict[str, object] = {name: getattr(self, name) for name in _ASKED}
        return {"line": asked | {"turns_left": self.turns < most_turns}}


_ASKED = (
    "unpaid",
    "dunned",
    "withheld",
    "extinct",
    "deferred",
    "in_transit",
    "served",
    "changing",
    "unapplied",
    "deceased",
    "address",
    "protected",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the table says: `owner` is the kind of officer who sees to it, empty where a person must be named."""

    verdict: str
    reason: str
    owner: str
    within: int


def designated_holds(printed: date, computed: date) -> bool:
    """Whether a printed designated date leaves at least what the day of posting asks for."""
    return printed >= computed
