"""The set-offs carried out (充当の実施): posted as decided, told by LT-C36, the rest passed on to its refund."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.operators.lapse_sheets import hub_needs, told_hub
from server.operators.registry import operator

REFUND = "refund"


@dataclass(frozen=True, slots=True)
class CarryInputs:
    """The household, the plan as it was agreed, and the row of 専決区分."""

    household_key: str
    planned: Any
    rule: str


@dataclass(frozen=True, slots=True)
class CarryOutputs:
    """How many refunds were begun."""

    refunds: int


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield from hub_needs()


@operator("overpayment/carry_out", inputs=CarryInputs, outputs=CarryOutputs, needs=_needs)
def carry_out(inputs: CarryInputs, context: Context) -> Done:
    """Posts the plan; one refund for each who may get something back. The ledger's own act raises `overpayment_moved`
    where an overpayment or a debt is not what was planned.
    """
    planned, case, household = inputs.planned, str(context.case["id"]), inputs.household_key
    names = ("sources", "made", "rests")
    payload = {"household_key": household, **{name: planned[name] for name in names}}
    turn = ",".join(str(one["key"]).rpartition("/")[2] for one in planned["sources"])
    decision = Decision(
        kind="overpayment",
        result="set_off" if planned["made"] else "refund",
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"過誤納金の充当 {planned['set_off']:,}円 還付へ {planned['rest']:,}円",
        basis={name: planned[name] for name in ("sources", "made", "interest")},
    )
    effects: list[Effect] = [RegisterChange("set_off", f"{case}/set_off/{turn}", payload), decision]
    if planned["made"]:
        effects.append(LetterRequest("overpayment/set_off", household, None, _told(inputs, context)))
    starts = list(_refunds(inputs, context))
    effects += starts
    effects += told_hub(context, household, "set_off", {"yen": planned["set_off"]})
    return Done(CarryOutputs(len(starts)), tuple(effects))


def _told(inputs: CarryInputs, context: Context) -> dict[str, Any]:
    """What LT-C36 says, as it was decided."""
    planned = inputs.planned
    by_key = {one["key"]: one for one in planned["sources"]}
    sources = [
        {
            **{name: one[name] for name in ("levy_year", "no", "cause", "arose_on", "yen")},
            "set_off": sum(made["yen"] for made in planned["made"] if made["source"] == one["key"]),
        }
        for one in planned["sources"]
    ]
    made = [
        {
            **{name: one[name] for name in ("levy_year", "no", "kind", "yen", "effective_on", "agreed")},
            "from_year": by_key[one["source"]]["levy_year"],
            "from_no": by_key[one["source"]]["no"],
        }
        for one in planned["made"]
    ]
    traces = [one["trace"] for one in planned["rests"] if one["trace"]]
    figures = {name: planned[name] for name in ("set_off", "rest", "interest")}
    return {"case_number": context.case["number"], "sources": sources, "made": made, "traces": traces, **figures}


def _refunds(inputs: CarryInputs, context: Context) -> Iterator[StartCase]:
    """What is left, to whoever it belongs to: a payer's own, and what a pension payer withheld after a death."""
    by_key = {one["key"]: one for one in inputs.planned["sources"]}
    groups: dict[tuple[str, bool], list[str]] = {}
    for rest in inputs.planned["rests"]:
        source = by_key[rest["key"]]
        if rest["yen"] or rest["interest"] or rest["earlier"]:
            groups.setdefault((str(source["payer"]), bool(source["pension_payer"])), []).append(str(rest["key"]))
    case = str(context.case["id"])
    for place, ((payer, pension), keys) in enumerate(sorted(groups.items())):
        data = {
            "channel": "EXOFFICIO",
            "received_on": context.today.isoformat(),
            "household_key": inputs.household_key,
            "payer_key": payer,
            "pension_payer": pension,
            "from_case": case,
            "keys": keys,
        }
        yield StartCase(REFUND, f"{REFUND}/{case}/{place}/{keys[0]}", data, inputs.household_key)
