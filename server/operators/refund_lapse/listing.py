"""The year's list of lapsed refunds (還付未済の時効の整理): drawn, judged by what was left out, posted as 雑入."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, yen
from server.operators.registry import operator

ALL = "all"
_SHOWN = 300
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DrawInputs:
    """The case's beginning."""

    start: Any


@dataclass(frozen=True, slots=True)
class DrawOutputs:
    """How many refunds lapsed and are not booked yet, their yen, the `rows` of the list; `sheets`."""

    count: int
    yen: int
    rows: list[dict[str, JSON]]
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:  # noqa: ARG001 - the list is the city's
    yield FactKey("lapsed_refunds", ALL)


@operator("refund_lapse/draw", inputs=DrawInputs, outputs=DrawOutputs, needs=_needs)
def draw(inputs: DrawInputs, context: Context) -> Done:  # noqa: ARG001
    """Every refund that lapsed and that nobody booked, the oldest first."""
    rows: Any = context.facts.get_fact("lapsed_refunds", ALL)
    refunds = {str(one["refund_key"]) for one in rows}
    total = sum(int(one["yen"]) for one in rows)
    return Done(DrawOutputs(len(refunds), total, list(rows), [_sheet("list", "時効になった還付", rows)]))


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The list and what a person said of it."""

    drawn: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """What becomes revenue: how many refunds, yen, `rows`; `sheets`."""

    count: int
    yen: int
    rows: list[dict[str, JSON]]
    sheets: list[dict[str, JSON]]


@operator("refund_lapse/judge", inputs=JudgeInputs, outputs=JudgeOutputs)
def judge(inputs: JudgeInputs, context: Context) -> Done:  # noqa: ARG001
    """The list without what was left out. Raises beside its field: `refund_lapse_unknown`, `refund_lapse_empty`."""
    rows: list[Row] = list(inputs.drawn["rows"])
    out = {str(one["number"]).strip() for one in inputs.entry.get("left_out") or []}
    if out - {str(one["number"]) for one in rows}:
        unknown = min(out - {str(one["number"]) for one in rows})
        raise Refused("refund_lapse_unknown", at_field="left_out", number=unknown)
    kept = [one for one in rows if str(one["number"]) not in out]
    if not kept:
        raise Refused("refund_lapse_empty", at_field="left_out")
    total = sum(int(one["yen"]) for one in kept)
    count = len({str(one["refund_key"]) for one in kept})
    sheets = [_sheet("kept", "雑入にする還付", kept)]
    if out:
        sheets.append(_sheet("out", "整理しない還付", [one for one in rows if str(one["number"]) in out]))
    return Done(JudgeOutputs(count, total, [dict(one) for one in kept], sheets))


@dataclass(frozen=True, slots=True)
class PostInputs:
    """What was decided."""

    judged: Any


@dataclass(frozen=True, slots=True)
class PostOutputs:
    """How many refunds became revenue, and their yen."""

    count: int
    yen: int


@operator("refund_lapse/post", inputs=PostInputs, outputs=PostOutputs)
def post(inputs: PostInputs, context: Context) -> Done:
    """Books each as 雑入 of the year of today. The ledger's own act raises `refund_lapse_moved` where one is not what
    was listed.
    """
    judged, key = inputs.judged, str(context.case["id"])
    names = ("refund_key", "overpayment_key", "heir_no", "claim_key", "household_key", "yen")
    payload = {"rows": [{name: one[name] for name in names} for one in judged["rows"]]}
    decision = Decision(
        kind="refund_lapse",
        result="posted",
        task="decide",
        authority="還付未済の整理",
        confirm="none",
        summary=f"還付請求権の時効 {judged['count']}件 {judged['yen']:,}円を雑入へ",
        basis={"count": judged["count"], "yen": judged["yen"]},
    )
    return Done(PostOutputs(judged["count"], judged["yen"]), (RegisterChange("lapse_refunds", key, payload), decision))


def _sheet(key: str, title: str, rows: Sequence[Row]) -> dict[str, JSON]:
    titles = {"list": "Lapsed refunds", "kept": "Becomes revenue", "out": "Left out"}
    total = sum(int(one["yen"]) for one in rows)
    count = len({str(one["refund_key"]) for one in rows})
    shown = [line("計", "Total", f"{count:,}件 {yen(total)}", value_en=f"{count:,}, {total:,} yen")]
    for one in rows[:_SHOWN]:
        said = f"{one['levy_year']}年度{one['no']}期 時効 {day(str(one['lapses_on']))}"
        shown.append(line(str(one["number"]), str(one["number"]), yen(int(one["yen"])), soft=said))
    if len(rows) > _SHOWN:
        shown.append(line("ほか", "More", f"{len(rows) - _SHOWN:,}行", value_en=f"{len(rows) - _SHOWN:,} rows"))
    return sheet(key, title, titles[key], shown)
