"""当初賦課・月例更正: each step of the month's chain, checked against what stands, carried out as a register change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey
from server.domain.levy.run_chain import Step, check_step
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.registry import operator

FEEDS = ("I02",)
"""What the levy rests on besides the registers: the tax system's incomes."""
_STATES = {
    "READY": ("賦課するもの", "To be levied"),
    "BLOCKED": ("計算できない世帯", "Cannot be computed"),
    "NEXT_MONTH": ("次の月へ送る世帯", "Goes to the next month"),
    "POSTED": ("記帳した世帯", "Posted"),
    "NO_CHANGE": ("変更のない世帯", "No change"),
    "BARRED": ("期間制限により決定できない世帯", "Barred by time"),
}
_REASONS = {
    "changed_after_cut_off": ("締めの後に異動", "Changed after the cut-off"),
    "changed_since_trial": ("試算の後に額が変わった", "Its amount changed since the trial"),
    "levy_two_heads_in_month": ("世帯主が二人いる月がある", "Two heads in a month"),
    "levy_no_head_in_month": ("世帯主のいない月がある", "No head in a month"),
    "levy_birth_unknown": ("生年月日が一部分からない", "Part of a birth date unknown"),
    "levy_income_unknown": ("所得が分からない", "Income unknown"),
}


@dataclass(frozen=True, slots=True)
class StartInputs:
    """The start form: `kind`, `levy_year`, `month`, `notice_on`."""

    start: Any


@dataclass(frozen=True, slots=True)
class Sheets:
    """`sheets` for the people after it."""

    sheets: list[dict[str, JSON]]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _feeds(_: StartInputs) -> Iterator[FactKey]:
    for interface in FEEDS:
        yield FactKey("levy_feeds", interface)


@operator("levy_run/open", inputs=StartInputs, outputs=Nothing, needs=_feeds)
def open_run(inputs: StartInputs, context: Context) -> Done:
    """更正締め, and the trial begins. Raises `feed_missing`, `levy_run_month_invalid`, `levy_run_open`.

    A run does not begin while a file that the levy rests on is missing: its incomes would be last year's.
    """
    start: Mapping[str, Any] = inputs.start
    if date.fromisoformat(start["month"]).day != 1:
        raise Refused("levy_run_month_invalid", at_field="month")
    for interface in FEEDS:
        owed: Any = context.facts.get_fact("levy_feeds", interface)
        if owed is not None:
            raise Refused("feed_missing", interface=interface, day=owed["expected_by"])
    payload = {name: start[name] for name in ("levy_year", "kind", "month", "notice_on")}
    return Done(Nothing(), (RegisterChange("open_levy_run", f"{context.case['id']}/open", payload),))


@dataclass(frozen=True, slots=True)
class ReviewInputs:
    """The answers of whoever looked at the trial, and the case."""

    review: Any
    case_id: str


def _of_case(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("levy_run", inputs.case_id)


@operator("levy_run/review", inputs=ReviewInputs, outputs=Sheets, needs=_of_case)
def review(inputs: ReviewInputs, context: Context) -> Done:
    """The trial is whole and its outliers are explained. Raises `levy_run_trial_unfinished`,
    `levy_run_outliers_unexplained`.
    """
    run = _run(inputs.case_id, context)
    sums = run["sums"]
    if Step.TRIAL not in run["steps"]:
        raise Refused("levy_run_trial_unfinished", done=sum(one["households"] for one in sums))
    outliers = sum(one["outliers"] for one in sums)
    if outliers and not (inputs.review.get("explained") or "").strip():
        raise Refused("levy_run_outliers_unexplained", at_field="explained", count=outliers)
    return Done(Sheets([_sums_sheet(run), _outlier_sheet(run, str(inputs.review.get("explained") or ""))]))


@dataclass(frozen=True, slots=True)
class ReleaseInputs:
    """Whoever released, with a reason where one was written, and the case."""

    answer: Any
    case_id: str


@operator("levy_run/release", inputs=ReleaseInputs, outputs=Nothing)
def release(inputs: ReleaseInputs, context: Context) -> Done:
    """承認: the posting begins."""
    return _act(context, "release_levy_run", reason=inputs.answer.get("reason"))


@dataclass(frozen=True, slots=True)
class StopInputs:
    """The answers of whoever looked at the trial and of whoever was to release it, if he did."""

    review: Any
    release: Any


@operator("levy_run/stop", inputs=StopInputs, outputs=Nothing)
def stop(inputs: StopInputs, context: Context) -> Done:
    """取りやめ before anything was posted; what was marked waits for the next run."""
    said = inputs.review if inputs.review["result"] == "stop" else inputs.release
    return _act(context, "stop_levy_run", reason=said["reason"])


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """The case."""

    case_id: str


@operator("levy_run/assess", inputs=CaseInputs, outputs=Sheets, needs=_of_case)
def assess(inputs: CaseInputs, context: Context) -> Done:
    """調定票 once everything is posted. Raises `levy_run_posting_unfinished`."""
    run = _run(inputs.case_id, context)
    if Step.POSTED not in run["steps"]:
        raise Refused("levy_run_posting_unfinished", left=run["left"])
    check_step(Step.ASSESSED, run["steps"])
    return _with(context, Sheets([_sums_sheet(run)]), "assess_levy_run")


@operator("levy_run/decide", inputs=CaseInputs, outputs=Nothing)
def decide(inputs: CaseInputs, context: Context) -> Done:  # noqa: ARG001 - the act finds the run by its case
    """調定の決裁, then the notices are asked for: never the other way round (Local Autonomy Act art. 231)."""
    return Done(Nothing(), (*_changes(context, "decide_levy_run"), *_changes(context, "notify_levy_run")))


@dataclass(frozen=True, slots=True)
class MailInputs:
    """The post office's slip: `slip_no`, `count`, `posted_on`."""

    mail: Any


@operator("levy_run/mail", inputs=MailInputs, outputs=Nothing)
def mail(inputs: MailInputs, context: Context) -> Done:
    """発送 with the slip of the post office (後納郵便物等差出票), and the end of the run. Raises
    `levy_run_letters_waiting`, `levy_run_count_differs`.
    """
    said = {name: inputs.mail[name] for name in ("slip_no", "count", "posted_on")}
    return Done(Nothing(), (*_changes(context, "mail_levy_run", **said), *_changes(context, "close_levy_run")))


def _run(case_id: str, context: Context) -> Mapping[str, Any]:
    found: Any = context.facts.get_fact("levy_run", case_id)
    if found is None:
        raise Refused("levy_run_unknown")
    return dict(found)


def _changes(context: Context, kind: str, **payload: JSON) -> tuple[RegisterChange, ...]:
    return (RegisterChange(kind, f"{context.case['id']}/{kind}", payload),)


def _act(context: Context, kind: str, **payload: JSON) -> Done:
    return Done(Nothing(), _changes(context, kind, **payload))


def _with(context: Context, outputs: Sheets, kind: str) -> Done:
    return Done(outputs, _changes(context, kind))


def _sums_sheet(run: Mapping[str, Any]) -> dict[str, JSON]:
    lines = []
    for one in run["sums"]:
        ja, en = _STATES[one["result"] or one["trial"]]
        why_ja, why_en = _REASONS.get(one["reason"], (one["reason"], one["reason"]))
        lines.append(
            line(
                f"{ja}({why_ja})" if why_ja else ja,
                f"{en} ({why_en})" if why_en else en,
                f"{one['households']:,}世帯",
                value_en=f"{one['households']:,} households",
                soft=f"{one['before']:,}円 → {one['after']:,}円",
            )
        )
    return sheet("levy_run", "世帯と額", "Households and yen", lines)


def _outlier_sheet(run: Mapping[str, Any], explained: str) -> dict[str, JSON]:
    lines = [
        line("世帯番号", "Household", one["household_key"], soft=f"{one['before']:,}円 → {one['after']:,}円")
        for one in run["outliers"]
    ]
    return sheet("outliers", "前と大きく違う世帯", "Far from before", [*lines, line("わけ", "Why", explained)])
