"""A claim filed in another's execution (交付要求・参加差押), before the end of its period: arts. 82, 86."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Concerns, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.participation import PARTICIPATED, may_file, rank_of
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.seizure import Check, Kind
from server.domain.sheets import line, sheet
from server.operators.enforcement import (
    as_debt,
    chosen_debts,
    debt_sheet,
    debtor_sheet,
    hold_sheet,
    owed,
    refuse,
    yen,
)
from server.operators.registry import operator
from server.operators.seizure.preparing import enforcement_needs

RANKS = {"ESTATE": "財団債権", "PRIORITY": "優先的破産債権", "ORDINARY": "公課"}
KINDS = {"DELIVERY": "交付要求", "PARTICIPATION": "参加差押", "BANKRUPTCY": "交付要求(破産)"}


@dataclass(frozen=True, slots=True)
class PrepareInputs:
    """The receipt."""

    start: Any


@dataclass(frozen=True, slots=True)
class PrepareOutputs:
    """What is owed, by rank."""

    total: int
    sheets: list[dict[str, JSON]]


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from enforcement_needs(str(inputs.start["household_key"]))


@operator("claim_participation/prepare", inputs=PrepareInputs, outputs=PrepareOutputs, needs=_needed)
def prepare(inputs: PrepareInputs, context: Context) -> Done:
    """Shows what can take part. Raises `debtor_unknown`, `participation_…`."""
    start, key = inputs.start, str(inputs.start["household_key"])
    _refuse_late(start, context.today)
    debtor: Any = context.facts.get_fact("debtor", key)
    if debtor is None:
        raise Refused("debtor_unknown", at_field="household_key")
    debts: Any = [
        one for one in context.facts.get_fact("collection_debts", key) if owed(one) and one["kind"] == "PREMIUM"
    ]
    shown = [
        _sheet(start, debts, context),
        debt_sheet(debts),
        hold_sheet(context.facts.get_fact("holds", key)),
        debtor_sheet(debtor),
    ]
    if start["kind"] == "PARTICIPATION":
        participated_asset(start, context)
    effects = (Concerns((str(debtor["person_key"]),)), _watch(start, context))
    return Done(PrepareOutputs(sum(map(owed, debts)), shown), effects)


def _watch(start: Any, context: Context) -> RegisterChange:
    """The end of the period is watched from now on, until the claim is filed."""
    case = context.case
    payload = {
        "case_id": case["id"],
        "household_key": str(start["household_key"]),
        "body": start["body"],
        "body_case": start["body_case"],
        "period_end": start["period_end"],
    }
    return RegisterChange("watch_period", f"{case['id']}/period", payload)


def participated_asset(start: Any, context: Context) -> Any:
    """The thing of a 参加差押. Raises `seizure_asset_unknown`, `participation_asset_kind`."""
    assets: Any = context.facts.get_fact("assets", str(start["household_key"]))
    number = str(start.get("asset_number") or "").strip()
    found = [one for one in assets if one["number"] == number]
    if not found:
        raise Refused("seizure_asset_unknown", at_field="asset_number", number=number)
    if Kind(found[0]["kind"]) not in PARTICIPATED:
        raise Refused("participation_asset_kind", at_field="asset_number")
    return found[0]


def _refuse_late(start: Any, day: date) -> None:
    if not all(start.get(name) for name in ("body", "body_case", "period_end", "kind")):
        raise Refused("participation_body_missing")
    end = date.fromisoformat(start["period_end"])
    if not may_file(end, day):
        raise Refused("participation_period_over", at_field="period_end", day=end.isoformat())
    if start["kind"] == "BANKRUPTCY" and start["began_on"] is None:
        raise Refused("participation_start_missing", at_field="began_on")


def _began(start: Any) -> date | None:
    return date.fromisoformat(start["began_on"]) if start["kind"] == "BANKRUPTCY" else None


def _sheet(start: Any, debts: Sequence[Any], context: Context) -> dict[str, JSON]:
    lines = [
        line("種類", "Kind", KINDS[start["kind"]], value_en=str(start["kind"])),
        line("執行機関", "Body", f"{start['body']} {start['body_case']}"),
        line("終期(延長なし)", "End of the period", str(start["period_end"])),
    ]
    sums: dict[str, int] = {}
    for one in debts:
        rank = str(rank_of(date.fromisoformat(one["due_on"]), _began(start), context.values))
        sums[rank] = sums.get(rank, 0) + owed(one)
    lines += [line(RANKS[rank], rank, yen(amount)) for rank, amount in sorted(sums.items())]
    return sheet("participation", "交付要求・参加差押", "Participation", lines)


@dataclass(frozen=True, slots=True)
class WeighInputs:
    """The receipt and the draft."""

    start: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class WeighOutputs:
    """`total` yen that are to take part."""

    total: int
    sheets: list[dict[str, JSON]]


@operator("claim_participation/weigh", inputs=WeighInputs, outputs=WeighOutputs, needs=_needed)
def weigh(inputs: WeighInputs, context: Context) -> Done:
    """Whether each instalment can take part; a 参加差押 needs what a seizure needs (art. 86)."""
    lines = claims_of(inputs.start, inputs.entry, context)
    total = sum(one["principal"] + one["late"] for one in lines)
    shown = [
        line(
            one["claim_key"],
            one["claim_key"],
            f"{yen(one['principal'])} 延滞金 {yen(one['late'])}",
            soft=RANKS[one["rank"]],
        )
        for one in lines
    ]
    return Done(WeighOutputs(total, [sheet("filed", "交付を求める額", "Claims", shown)]))


def claims_of(start: Any, entry: Any, context: Context) -> list[dict[str, Any]]:
    """The instalments that take part at this moment, with their ranks; refuses with every reason at once."""
    _refuse_late(start, context.today)
    known: Any = context.facts.get_fact("collection_debts", str(start["household_key"]))
    every = [one for one in known if one["kind"] == "PREMIUM"]
    debts = chosen_debts(every, str(entry["claims_scope"]), (row["claim_key"] for row in entry["claims"] or ()))
    known = [as_debt(one) for one in debts]
    if not known:
        raise InputInvalid([FieldError("claims_scope", "seizure_no_debt")])
    like_a_seizure = start["kind"] == "PARTICIPATION"
    checks = []
    for one in known:
        said = {"claim": one.claim_key}
        checks.append(Check("seizure_debt_paid", one.total > 0, said))
        checks.append(Check("seizure_prescribed", not one.gone, said))
        if like_a_seizure:
            first = one.possible_from
            checks.append(Check("seizure_not_dunned", first is not None, said))
            early = first is not None and context.today < first
            checks.append(Check("seizure_too_early", not early, {**said, "day": str(first)}))
    refuse(checks, {}, "claims_scope")
    began = _began(start)
    return [
        {
            "claim_key": one.claim_key,
            "principal": one.principal,
            "late": one.late + one.fee + one.cost,
            "rank": str(rank_of(one.due_on, began, context.values)),
        }
        for one in known
    ]


@dataclass(frozen=True, slots=True)
class FileOutputs:
    """`filed_on` today, `total` yen."""

    participation_id: str
    filed_on: str
    total: int


def _file_needs(inputs: Any) -> Iterator[FactKey]:
    yield from enforcement_needs(str(inputs.start["household_key"]))


@operator("claim_participation/file", inputs=WeighInputs, outputs=FileOutputs, needs=_file_needs)
def file(inputs: WeighInputs, context: Context) -> Done:
    """Files with the debts of this moment; after the end of the period nothing is filed any more.

    The debtor is told (art. 82(2)); while it is pending no limitation is completed (Civil Code art. 148).
    """
    lines = claims_of(inputs.start, inputs.entry, context)
    case, total = context.case, sum(one["principal"] + one["late"] for one in lines)
    outputs = FileOutputs(str(case["id"]), context.today.isoformat(), total)
    return Done(outputs, tuple(_effects(inputs.start, lines, total, context)))


def _effects(start: Any, lines: Sequence[Any], total: int, context: Context) -> Iterator[Effect]:
    case, key, today = context.case, str(start["household_key"]), context.today.isoformat()
    payload = {
        "participation_id": case["id"],
        "number": case["number"],
        "case_id": case["id"],
        "household_key": key,
        "kind": start["kind"],
        "body": start["body"],
        "body_case": start["body_case"],
        "period_end": start["period_end"],
        "filed_on": today,
        "debts": list(lines),
    }
    yield RegisterChange("put_participation", f"{case['id']}/file", payload)
    if start["kind"] == "BANKRUPTCY":
        hold = {
            "hold_key": f"bankruptcy/{case['id']}",
            "household_key": key,
            "kind": "BANKRUPTCY",
            "valid_from": today,
            "reason": f"{start['body']} {start['body_case']}",
        }
        yield RegisterChange("set_hold", f"{case['id']}/hold", hold)
    summary = f"{KINDS[start['kind']]} {start['body']} {yen(total)}"
    yield Decision("claim_participation", "filed", "decide", "9-5 交付要求・参加差押(課長)", "none", summary, {})
    keys = _keys(start, lines, context)
    debtor: Any = context.facts.get_fact("debtor", key)
    yield LetterRequest("claim_participation/request", key, str(debtor["person_key"]), keys, "TRACKED")
    yield LetterRequest("claim_participation/debtor_notice", key, str(debtor["person_key"]), keys, "TRACKED")


def _keys(start: Any, lines: Sequence[Any], context: Context) -> dict[str, JSON]:
    """What both letters name."""
    of_body = ("kind", "body", "body_postal_code", "body_address", "body_case", "period_end")
    return {
        "case_number": context.case["number"],
        **{name: start[name] for name in of_body},
        "as_of": context.today.isoformat(),
        "lines": list(lines),
    }
