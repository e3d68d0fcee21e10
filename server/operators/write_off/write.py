"""Write-offs: gathered with ground and proof, posted as they were examined, taken back by name alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import clock_sheet, day, hub_needs, name, told_hub, yen
from server.operators.registry import operator

REVERSAL = "REVERSAL"
_GROUNDS = {
    "PRESCRIBED": ("時効の完成(国保法110条)", "Limitation"),
    "EXTINGUISHED_3Y": ("執行停止3年の継続(地税法15条の7第4項)", "Three years suspended"),
    "EXTINGUISHED_AT_ONCE": ("即時消滅(地税法15条の7第5項)", "Extinct at once"),
}


@dataclass(frozen=True, slots=True)
class GatherInputs:
    """The household, whether to write off or to take back, and which instalment is taken back."""

    household_key: str
    kind: str
    claim_key: str | None


@dataclass(frozen=True, slots=True)
class GatherOutputs:
    """How many instalments, their `claims` with ground and proof, their yen, `large` by the city's value; `sheets`."""

    count: int
    claims: list[dict[str, JSON]]
    yen: int
    large: bool
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    if inputs.kind == REVERSAL:
        yield FactKey("write_off", str(inputs.claim_key))
    else:
        yield FactKey("extinct_claims", str(inputs.household_key))


@operator("write_off/gather", inputs=GatherInputs, outputs=GatherOutputs, needs=_needs)
def gather(inputs: GatherInputs, context: Context) -> Done:
    """What is extinct with its proof; or the write-off that is taken back. Raises `household_not_found`,
    `write_off_unknown`, `write_off_other_household`, `write_off_still_extinct`.
    """
    if context.facts.get_fact("household", inputs.household_key) is None:
        raise Refused("household_not_found", at_field="household_key")
    found = [_reversed(inputs, context)] if inputs.kind == REVERSAL else _extinct(inputs, context)
    total = sum(int(str(one["yen"])) for one in found)
    large = total >= context.values.integer("write_off.large_amount", context.today)
    return Done(GatherOutputs(len(found), found, total, large, _sheets(found, total)))


def _extinct(inputs: GatherInputs, context: Context) -> list[dict[str, JSON]]:
    known: Any = context.facts.get_fact("extinct_claims", inputs.household_key)
    kept = ("claim_key", "levy_year", "no", "due_on", "ground", "since", "proof")
    return [{**{one_name: one[one_name] for one_name in kept}, "yen": one["open"]} for one in known]


def _reversed(inputs: GatherInputs, context: Context) -> dict[str, JSON]:
    one: Any = context.facts.get_fact("write_off", str(inputs.claim_key))
    if one is None:
        raise Refused("write_off_unknown", at_field="claim_key", claim=str(inputs.claim_key))
    if one["household_key"] != inputs.household_key:
        raise Refused("write_off_other_household", at_field="claim_key", claim=str(inputs.claim_key))
    if one["still_extinct"]:
        raise Refused("write_off_still_extinct", at_field="claim_key", claim=str(inputs.claim_key))
    kept = ("claim_key", "levy_year", "no", "due_on", "ground", "yen")
    return {**{one_name: one[one_name] for one_name in kept}, "since": one["written_on"], "proof": {}}


def _sheets(found: Sequence[Mapping[str, Any]], total: int) -> list[dict[str, JSON]]:
    rows = []
    for one in found:
        ja, en = name(one)
        ground = _GROUNDS[one["ground"]]
        value, value_en = f"{yen(one['yen'])} {ground[0]}", f"{one['yen']:,} yen {ground[1]}"
        rows.append(line(ja, en, value, value_en=value_en, soft=day(one["since"])))
    rows.append(line("計", "Total", yen(total), value_en=f"{total:,} yen"))
    sheets = [sheet("write_off", "欠損の対象と根拠", "What is written off and why", rows)]
    for place, one in enumerate(found):
        if one["proof"].get("steps") is not None:
            proof = {**one["proof"], "open": one["yen"], "shown_on": one["proof"]["ends_on"]}
            sheets.append(clock_sheet(f"clock_{place}", {**one, **proof}))
    return sheets


@dataclass(frozen=True, slots=True)
class PostInputs:
    """The receipt, what was gathered and shown, the finding on neglect, and the row of 専決区分."""

    start: Any
    gathered: Any
    entry: Any
    rule: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _post_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield from hub_needs()


@operator("write_off/post", inputs=PostInputs, outputs=Nothing, needs=_post_needs)
def post(inputs: PostInputs, context: Context) -> Done:
    """WRITE_OFF of each instalment as it was examined, or its reversal; the ground is proved again by the ledger's
    own act, which raises `write_off_changed`, `write_off_not_extinct`, `write_off_still_extinct`.
    """
    back, case = inputs.start["kind"] == REVERSAL, str(context.case["id"])
    changes = [_change(one, inputs, case, back=back) for one in inputs.gathered["claims"]]
    words = "欠損の取消し" if back else "不納欠損"
    decision = Decision(
        kind="write_off",
        result="reversed" if back else "written_off",
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"{words} {len(changes)}期 {inputs.gathered['yen']:,}円",
        basis={"claims": inputs.gathered["claims"], "neglect": inputs.entry["neglect"]},
    )
    news = told_hub(context, str(inputs.start["household_key"]), "write_off", {"yen": inputs.gathered["yen"]})
    return Done(Nothing(), (*changes, decision, *news))


def _change(one: Mapping[str, Any], inputs: PostInputs, case: str, *, back: bool) -> RegisterChange:
    key = f"{case}/{one['claim_key']}"
    if back:
        payload = {"claim_key": one["claim_key"], "reason": inputs.start["reversal_reason"]}
        return RegisterChange("reverse_write_off", key, payload)
    kept = {part: one[part] for part in ("claim_key", "ground", "yen", "proof")}
    neglect = f"{inputs.entry['neglect']}: {inputs.entry['neglect_note']}"
    return RegisterChange("write_off_claim", key, {**kept, "neglect": neglect})
