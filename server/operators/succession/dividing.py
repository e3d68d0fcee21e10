"""Shares and parts (相続分と按分): judged for whoever checks, reckoned anew from the ledger when they are decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.sheets import line, sheet
from server.domain.succession.shares import Acceptance, Heir, Kin, ShareRule, liable, share_rule, shares, split_each
from server.domain.succession.words import ACCEPTANCE, KIN, REPRESENTED, line_read, share_read, share_words
from server.operators.lapse_sheets import hub_needs, told_hub, yen
from server.operators.registry import operator
from server.operators.succession.looking import debt_of, end_hold, estate, estate_needs

HEIRS, NONE = "HEIRS", "NONE"
TRANSFERRED, NO_HEIR, ALONE = "TRANSFERRED", "NO_HEIR", "ALONE"
SUSPENSION = "suspension_write_off"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The receipt and the heirs as they were entered."""

    start: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """TRANSFERRED or NO_HEIR, the share of each row that inherits by its number; `sheets` for whoever checks."""

    state: str
    shares: dict[str, str]
    sheets: list[dict[str, JSON]]


def _judge_needs(inputs: Any) -> Iterator[FactKey]:
    yield from estate_needs(str(inputs.start["household_key"]))


@operator("succession/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_judge_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Shares by the Civil Code. Raises what `shares` raises, `succession_nobody_inherits`,
    `succession_somebody_inherits`, `InputInvalid` for rows that lack what their answers ask for.
    """
    rows = list(inputs.entry.get("heirs") or [])
    died_on = date.fromisoformat(inputs.start["died_on"])
    by = _shares(rows, share_rule(context.values, died_on))
    if inputs.entry["result"] == NONE:
        if by:
            raise Refused("succession_somebody_inherits", at_field="result")
        return Done(JudgeOutputs(NO_HEIR, {}, [_nobody(inputs.entry, rows)]))
    if not by:
        raise Refused("succession_nobody_inherits", at_field="result")
    _complete(inputs.entry, rows, by)
    mine = estate(context, str(inputs.start["household_key"]), str(inputs.start["person_key"]).strip())
    said = {key: f"{share.numerator}/{share.denominator}" for key, share in by.items()}
    return Done(JudgeOutputs(TRANSFERRED, said, [_shares_sheet(rows, by, mine)]))


def _shares(rows: Sequence[Row], rule: ShareRule) -> dict[str, Fraction]:
    errors, heirs = list[FieldError](), list[Heir]()
    for no, row in enumerate(rows):
        will = share_read(row["designated"]) if row.get("designated") else None
        if row.get("designated") and will is None:
            errors.append(FieldError(f"heirs.{no}.designated", "succession_share_invalid"))
        kin, line_ = Kin(row["kin"]), line_read(row.get("through"))
        degree, half = int(row.get("degree") or 1), bool(row.get("half"))
        heirs.append(Heir(str(no), kin, Acceptance(row["acceptance"]), line_, degree, half, will))
    if errors:
        raise InputInvalid(errors)
    try:
        return shares(heirs, rule)
    except Refused as refused:
        raise Refused(refused.code, at_field="heirs", **refused.params) from refused


def _complete(entry: Any, rows: Sequence[Row], by: Mapping[str, Fraction]) -> None:
    """Who inherits can be written to; one of several represents all; a limited acceptance says what was inherited."""
    errors = [
        FieldError(f"heirs.{key}.{field}", "required")
        for key in by
        for field in ("postal_code", "address")
        if not rows[int(key)].get(field)
    ]
    limited = [key for key in by if rows[int(key)]["acceptance"] == Acceptance.LIMITED]
    errors += [
        FieldError(f"heirs.{key}.inherited", "required") for key in limited if _inherited(rows[int(key)]) is None
    ]
    ticked = [key for key in by if rows[int(key)].get("representative")]
    if len(by) > 1 and len(ticked) != 1:
        errors.append(FieldError("heirs", "succession_representative_one"))
    if len(by) > 1 and not entry.get("represented_by"):
        errors.append(FieldError("represented_by", "required"))
    if errors:
        raise InputInvalid(errors)


def _inherited(row: Row) -> int | None:
    return None if row.get("inherited") is None else int(row["inherited"])


def _shares_sheet(rows: Sequence[Row], by: Mapping[str, Fraction], mine: Sequence[Row]) -> dict[str, JSON]:
    debts, credits_ = _whole(mine)
    owes, gets = split_each(debts, by), split_each(credits_, by)
    lines = []
    for no, row in enumerate(rows):
        key, kin, said = str(no), KIN[row["kin"]], ACCEPTANCE[row["acceptance"]]
        if key not in by:
            lines.append(line(str(row["name"]), str(row["name"]), f"相続しない({said[0]})", soft=kin[0]))
            continue
        owed, got = sum(owes[key].values()), sum(gets[key].values())
        most = liable(owed, Acceptance(row["acceptance"]), _inherited(row))
        words = f"{share_words(by[key])} 債務 {yen(owed)}" + (f"(限度 {yen(most)})" if most < owed else "")
        lines.append(
            line(str(row["name"]), str(row["name"]), f"{words} 過誤納金 {yen(got)}", soft=f"{kin[0]}・{said[0]}")
        )
    lines.append(line("合計", "Total", f"債務 {yen(sum(debts.values()))} 過誤納金 {yen(sum(credits_.values()))}"))
    return sheet("shares", "相続分と承継する額(今の台帳)", "Shares and parts", lines)


def _nobody(entry: Any, rows: Sequence[Row]) -> dict[str, JSON]:
    lines = [line(str(row["name"]), str(row["name"]), ACCEPTANCE[row["acceptance"]][0]) for row in rows]
    return sheet(
        "shares", "相続する人がいない", "Nobody inherits", [*lines, line("確かめたこと", "Seen", str(entry["court"]))]
    )


def _whole(mine: Sequence[Row]) -> tuple[dict[str, int], dict[str, int]]:
    """The debts and the credits by instalment, in yen."""
    debts = {str(one["claim_key"]): debt_of(one) for one in mine if debt_of(one) > 0}
    return debts, {str(one["claim_key"]): int(one["overpaid"]) for one in mine if one["overpaid"] > 0}


@dataclass(frozen=True, slots=True)
class CarryInputs:
    """The receipt, what was found, the heirs as they were agreed, the shares, and the row of 専決区分."""

    start: Any
    found: Any
    entry: Any
    judged: Any
    rule: str


@dataclass(frozen=True, slots=True)
class CarryOutputs:
    """How it ended, and the yen taken over: debts and credits of all heirs."""

    state: str
    debts: int
    credits: int


def _carry_needs(inputs: Any) -> Iterator[FactKey]:
    yield from estate_needs(str(inputs.start["household_key"]))
    yield FactKey("procedure_stands", SUSPENSION)
    yield from hub_needs()


@operator("succession/carry_out", inputs=CarryInputs, outputs=CarryOutputs, needs=_carry_needs)
def carry_out(inputs: CarryInputs, context: Context) -> Done:
    """Each heir's part of each instalment as the ledger stands on the day of the decision, his notice (LT-C46), and
    the end of the hold. With nobody to inherit the hold stays, and a suspension of execution is looked at (P19, ground
    i: nothing to be seized).
    """
    if inputs.judged["state"] == NO_HEIR:
        return Done(CarryOutputs(NO_HEIR, 0, 0), tuple(_without_heir(inputs, context)))
    start, rows = inputs.start, list(inputs.entry["heirs"])
    by = {key: Fraction(share) for key, share in sorted(inputs.judged["shares"].items(), key=lambda one: int(one[0]))}
    mine = estate(context, str(start["household_key"]), str(start["person_key"]).strip())
    debts, credits_ = _whole(mine)
    owes, gets = split_each(debts, by), split_each(credits_, by)
    heirs = [_heir(no, rows[int(key)], by[key], sum(owes[key].values())) for no, key in enumerate(by, 1)]
    parts = [
        {"heir_no": no, "claim_key": claim, "kind": kind, "yen": amount}
        for no, key in enumerate(by, 1)
        for kind, some in (("DEBT", owes[key]), ("CREDIT", gets[key]))
        for claim, amount in some.items()
        if amount
    ]
    first = next((no for no, key in enumerate(by, 1) if rows[int(key)].get("representative")), 1)
    how = ALONE if len(by) == 1 else str(inputs.entry["represented_by"])
    effects: list[Effect] = [_decision(inputs, "transferred", f"承継人 {len(by)}人 債務 {yen(sum(debts.values()))}")]
    effects.append(_put(inputs, TRANSFERRED, heirs, parts, context, representative=first, represented_by=how))
    effects += end_hold(inputs.found, "納付義務の承継を決定した", context)
    known = {str(one["claim_key"]): one for one in mine}
    for no, key in enumerate(by, 1):
        taken = (owes[key], gets[key], debts, credits_)
        said = {"representative": rows[int(list(by)[first - 1])]["name"], "represented_by": how}
        effects.append(_notice(inputs, heirs[no - 1], taken, known, said, context))
    effects += told_hub(context, str(start["household_key"]), "succession_ended", {"state": TRANSFERRED})
    return Done(CarryOutputs(TRANSFERRED, sum(debts.values()), sum(credits_.values())), tuple(effects))


def _heir(no: int, row: Row, share: Fraction, owed: int) -> dict[str, JSON]:
    most = liable(owed, Acceptance(row["acceptance"]), _inherited(row))
    return {
        "heir_no": no,
        "name": row["name"],
        "postal_code": row["postal_code"],
        "address": row["address"],
        "kin": row["kin"],
        "acceptance": row["acceptance"],
        "share_of": share.numerator,
        "share_in": share.denominator,
        "answers_up_to": most if row["acceptance"] == Acceptance.LIMITED else None,
    }


def _decision(inputs: CarryInputs, result: str, summary: str) -> Decision:
    basis: dict[str, JSON] = {"person_key": inputs.start["person_key"], "died_on": inputs.start["died_on"]}
    return Decision(
        kind="succession",
        result=result,
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"納付義務の承継 {summary}",
        basis=basis,
    )


def _put(
    inputs: CarryInputs,
    state: str,
    heirs: list[dict[str, JSON]],
    parts: list[dict[str, JSON]],
    context: Context,
    *,
    representative: int | None = None,
    represented_by: str | None = None,
) -> RegisterChange:
    key = str(context.case["id"])
    payload: dict[str, JSON] = {
        "succession_key": key,
        "household_key": inputs.start["household_key"],
        "case_id": key,
        "dead_key": str(inputs.start["person_key"]).strip(),
        "died_on": inputs.start["died_on"],
        "state": state,
        "representative": representative,
        "represented_by": represented_by,
        "heirs": list(heirs),
        "parts": list(parts),
    }
    return RegisterChange("put_succession", f"{key}/succession", payload)


def _without_heir(inputs: CarryInputs, context: Context) -> Iterator[Effect]:
    home = str(inputs.start["household_key"])
    yield _decision(inputs, "no_heir", "相続人なし")
    yield _put(inputs, NO_HEIR, [], [], context)
    if inputs.found["claims"] and context.facts.get_fact("procedure_stands", SUSPENSION):
        found = f"納付義務者 {inputs.found['name']} の死亡。相続人がいないか、全員が放棄した: {inputs.entry['court']}"
        data: dict[str, JSON] = {
            "channel": "EXOFFICIO",
            "received_on": context.today.isoformat(),
            "household_key": home,
            "found": found[:600],
            "remarks": None,
        }
        yield StartCase(SUSPENSION, f"{context.case['id']}/suspension", data, home)
    yield from told_hub(context, home, "succession_ended", {"state": NO_HEIR})


def _notice(
    inputs: CarryInputs,
    heir: Row,
    taken: tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int], Mapping[str, int]],
    known: Mapping[str, Row],
    said: Mapping[str, JSON],
    context: Context,
) -> LetterRequest:
    owes, gets, debts, credits_ = taken
    keys: dict[str, JSON] = {
        "case_number": context.case["number"],
        "succession_key": context.case["id"],
        "heir_no": heir["heir_no"],
        "dead_name": inputs.found["name"],
        "died_on": inputs.start["died_on"],
        "heir_name": heir["name"],
        "heir_postal_code": heir["postal_code"],
        "heir_address": heir["address"],
        "share": share_words(Fraction(heir["share_of"], heir["share_in"])),
        "limited": heir["acceptance"] == Acceptance.LIMITED,
        "limit": heir["answers_up_to"],
        "representative": said["representative"],
        "represented_by": REPRESENTED[str(said["represented_by"])][0],
        "debts": _lines(owes, debts, known),
        "debt_sum": sum(owes.values()),
        "credits": _lines(gets, credits_, known),
        "credit_sum": sum(gets.values()),
    }
    return LetterRequest("succession/notice", str(inputs.start["household_key"]), None, keys)


def _lines(parts: Mapping[str, int], whole: Mapping[str, int], known: Mapping[str, Row]) -> list[JSON]:
    return [
        {
            "levy_year": known[claim]["levy_year"],
            "instalment": known[claim]["no"],
            "due_on": known[claim]["due_on"],
            "whole": whole[claim],
            "part": amount,
        }
        for claim, amount in parts.items()
    ]
