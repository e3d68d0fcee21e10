"""The plan of set-offs by the confirmed causes (充当計画): in the order of the law, with late charge and interest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refund.settlement import Borne, Made, Rest, Settlement, Source, agreed_to, settle
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, name, yen
from server.operators.overpayment.gathering import mine
from server.operators.overpayment.words import (
    CAUSES,
    KINDS,
    LEFT_OUT,
    NO_INTEREST,
    STARTS,
    cause_of,
    head_of,
    other,
    owed_of,
    source_of,
    starts,
    trace_of,
)
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """The household, what was gathered and shown, the clerk's confirmation."""

    household_key: str
    gathered: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class PlanOutputs:
    """The `sources` with their causes, the set-offs `made`, the `rests`; yen set off, left and of interest; `sheets`.

    `large`: more than the city lets a section head decide.
    """

    sources: list[dict[str, JSON]]
    made: list[dict[str, JSON]]
    rests: list[dict[str, JSON]]
    set_off: int
    rest: int
    interest: int
    large: bool
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield FactKey("overpaid", str(inputs.household_key))


@operator("overpayment/plan", inputs=PlanInputs, outputs=PlanOutputs, needs=_needs)
def plan(inputs: PlanInputs, context: Context) -> Done:
    """Raises `overpayment_moved` where the ledger is not what was shown, `overpayment_line_unknown`,
    `overpayment_agreed_unknown`, `overpayment_same_cause`, and what late charge and interest raise.
    """
    lots = mine(context, inputs.household_key)
    shown = [(one["key"], one["left"]) for one in inputs.gathered["lots"]]
    if [(one["key"], one["left"]) for one in lots] != shown:
        raise Refused("overpayment_moved", at_field="result")
    head = head_of(context.facts.get_fact("household", inputs.household_key))
    causes = _causes(lots, inputs.entry)
    sources = [source_of(lot, cause_of(causes[lot["key"]][0]), head) for lot in lots]
    known: Any = context.facts.get_fact("overpaid", inputs.household_key)
    debts = {str(one["claim_key"]): one for one in known["owed"]}
    owed = agreed_to([owed_of(one, head) for one in debts.values()], _agreed(inputs.entry, debts))
    found = settle([one for one in sources if one.yen], owed, context.today, context.values)
    names = {str(one["claim_key"]): one for one in (*lots, *debts.values())}
    return Done(_outputs(found, sources, lots, causes, names, context))


def _causes(lots: Sequence[Any], entry: Any) -> dict[str, tuple[str, str]]:
    """Cause and reason of each overpayment: what the ledger speaks for unless a person says why it is another."""
    found = {str(lot["key"]): (str(lot["cause"]), "") for lot in lots}
    for place, said in enumerate(entry.get("others") or []):
        number = int(said["number"])
        if not 1 <= number <= len(lots):
            raise Refused("overpayment_line_unknown", at_field=f"others-{place}-number", number=number)
        lot = lots[number - 1]
        if said["cause"] == lot["cause"]:
            raise Refused("overpayment_same_cause", at_field=f"others-{place}-cause", number=number)
        found[str(lot["key"])] = (str(said["cause"]), str(said["why"]))
    return found


def _agreed(entry: Any, debts: Mapping[str, Any]) -> list[str]:
    """The debts that the payer asked to be paid before they are due (申出): by year and number, e.g. 2026-08."""
    if entry.get("asked") != "YES":
        return []
    named = str(entry["asked_for"]).replace("、", " ").replace(",", " ").split()
    keys = {f"{one['levy_year']}-{one['no']:02d}": key for key, one in debts.items()}
    for one in named:
        if one not in keys:
            raise Refused("overpayment_agreed_unknown", at_field="asked_for", claim=one)
    return [keys[one] for one in named]


def _outputs(
    found: Settlement,
    sources: Sequence[Source],
    lots: Sequence[Any],
    causes: Mapping[str, tuple[str, str]],
    names: Mapping[str, Any],
    context: Context,
) -> PlanOutputs:
    borne = {one.sources[0]: one for one in found.borne}
    left = {one.source: one for one in found.rests}
    rests = [_rest(lot, left.get(str(lot["key"])), borne.get(str(lot["key"]))) for lot in lots]
    set_off, rest = sum(one.yen for one in found.made), sum(one.yen for one in found.rests)
    interest = sum(one.interest.amount for one in found.borne)
    sheets = [_cause_sheet(sources, lots, causes, context), _plan_sheet(found, lots, names)]
    sheets += [_interest_sheet(one, names) for one in found.borne]
    return PlanOutputs(
        sources=[_source(one, lot) for one, lot in zip(sources, lots, strict=True)],
        made=[_made(one, names) for one in found.made],
        rests=rests,
        set_off=set_off,
        rest=rest,
        interest=interest,
        large=set_off + rest >= context.values.integer("refund.large_amount", context.today),
        sheets=sheets,
    )


def _rest(lot: Any, rest: Rest | None, borne: Borne | None) -> dict[str, JSON]:
    """What is left of an overpayment, the interest of this turn, and what `earlier` turns fixed (none is left out)."""
    return {
        "key": lot["key"],
        "yen": 0 if rest is None else rest.yen,
        "lapsed": rest is not None and rest.lapsed,
        "interest": 0 if borne is None else borne.interest.amount,
        "trace": None if borne is None else trace_of(borne.interest, borne.cause),
        "earlier": lot["interest"],
    }


def _source(one: Source, lot: Any) -> dict[str, JSON]:
    kept = ("claim_key", "levy_year", "no", "arose_on", "pension_payer")
    said = {part: lot[part] for part in kept}
    return said | {"key": one.key, "yen": one.yen, "cause": str(one.cause), "payer": one.payer}


def _made(one: Made, names: Mapping[str, Any]) -> dict[str, JSON]:
    place = names[one.claim]
    return {
        "source": one.source,
        "claim_key": one.claim,
        "levy_year": place["levy_year"],
        "no": place["no"],
        "kind": str(one.kind),
        "yen": one.yen,
        "effective_on": one.effective_on.isoformat(),
        "agreed": one.agreed,
        "grown": one.grown,
    }


def _cause_sheet(
    sources: Sequence[Source], lots: Sequence[Any], causes: Mapping[str, tuple[str, str]], context: Context
) -> dict[str, JSON]:
    """For the second person: the cause as it was confirmed and the rejected one, each with its start and citation."""
    rows = []
    for place, (source, lot) in enumerate(zip(sources, lots, strict=True), 1):
        ja, en = name(lot)
        confirmed, why = CAUSES[source.cause], causes[source.key][1]
        rejected = other(source.cause)
        begins = starts(source.cause, source.money, context.values)
        soft = (
            f"{yen(source.yen)}。{STARTS[source.cause][0]}。起算日 {begins[0]}",
            f"{source.yen:,} yen. {STARTS[source.cause][1]}: {begins[1]}",
        )
        rows.append(line(f"{place}. {ja} 原因", f"{place}. {en} cause", confirmed[0], value_en=confirmed[1], soft=soft))
        begins = starts(rejected, source.money, context.values)
        soft = (f"{STARTS[rejected][0]}。起算日 {begins[0]}", f"{STARTS[rejected][1]}: {begins[1]}")
        rows.append(line("退けた原因", "Rejected", CAUSES[rejected][0], value_en=CAUSES[rejected][1], soft=soft))
        if why:
            rows.append(line("台帳の示す原因と違うわけ", "Why not what the ledger shows", why))
    return sheet("causes", "確かめた原因と退けた原因", "Causes confirmed and rejected", rows)


def _plan_sheet(found: Settlement, lots: Sequence[Any], names: Mapping[str, Any]) -> dict[str, JSON]:
    rows = []
    for one in found.made:
        ja, en = name(names[one.claim])
        kind = KINDS[one.kind]
        soft = (
            f"充当の効力 {day(one.effective_on.isoformat())}" + ("(本人の申出)" if one.agreed else ""),
            f"takes effect {one.effective_on.isoformat()}" + (" (the payer's wish)" if one.agreed else ""),
        )
        rows.append(line(f"{ja} {kind[0]}", f"{en} {kind[1]}", yen(one.yen), value_en=f"{one.yen:,} yen", soft=soft))
    for claim, debt, why in found.left_out:
        ja, en = name(names[claim])
        said = LEFT_OUT[why]
        rows.append(
            line(f"{ja} {KINDS[debt][0]}", f"{en} {KINDS[debt][1]}", f"充当しない: {said[0]}", value_en=said[1])
        )
    rest, earlier = sum(one.yen for one in found.rests), sum(int(one["interest"]) for one in lots)
    rows.append(line("充当の計", "Set off", yen(sum(one.yen for one in found.made))))
    rows.append(line("還付へ回す額", "To be refunded", yen(rest)))
    if earlier:
        rows.append(line("前の充当の加算金", "Interest of earlier set-offs", yen(earlier)))
    if any(one.lapsed for one in found.rests):
        rows.append(line("時効", "Lapsed", "還付請求権の消滅した過誤納金がある", value_en="An overpayment has lapsed"))
    return sheet("plan", "充当の計画", "Set-offs", rows)


def _interest_sheet(one: Borne, names: Mapping[str, Any]) -> dict[str, JSON]:
    ja, en = name(names[one.claim])
    rows = interest_lines(trace_of(one.interest, one.cause))
    return sheet(f"interest_{one.claim}", f"{ja}の充当加算金", f"Interest on {en}", rows)


def interest_lines(trace: Mapping[str, Any]) -> list[dict[str, JSON]]:
    """An interest's computation line by line; one that is zero says why."""
    cause = cause_of(str(trace["cause"]))
    article = (str(trace["article"]), STARTS[cause][1])
    rows = [line("原因と根拠", "Cause", CAUSES[cause][0], value_en=CAUSES[cause][1], soft=article)]
    for span in trace["spans"]:
        percent = f"{Decimal(span['rate']) * 100:.1f}%"
        value = f"{day(span['from'])}から{day(span['to'])}まで {span['base']:,}円 × {percent} × {span['days']}日"
        value_en = f"{span['from']} to {span['to']}: {span['base']:,} yen x {percent} x {span['days']} days"
        rows.append(line("期間", "Span", value, value_en=value_en))
    why = NO_INTEREST.get(str(trace["none_because"])) if trace["none_because"] else None
    exact = int(trace["exact"])
    soft = (
        f"端数処理の前 {exact:,}円" + (f"。{why[0]}のため0円" if why else ""),
        f"{exact:,} yen before rounding" + (f"; none: {why[1]}" if why else ""),
    )
    rows.append(line("加算金", "Interest", yen(int(trace["amount"])), soft=soft))
    return rows
