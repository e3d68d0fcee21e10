"""What was declared becomes the income of the year (申告の記録), unless the tax record says it: then that stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, RegisterChange
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """`members` of the precheck, the year, who decides by which row of 専決区分; `checked`: the check's result."""

    members: Any
    income_year: int
    received_on: str
    decider: str
    rule: str
    checked: str


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """`declared`: something was declared here; `recorded` persons whose declaration became their income."""

    declared: bool
    recorded: list[str]


@operator("income_declaration/register", inputs=RegisterInputs, outputs=RegisterOutputs)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """The levy is marked by the change itself, for the whole year from 1 April (軽減の判定のやり直し).

    Raises `declaration_nobody` when no person of the declaration is in the household: nothing can be recorded.
    """
    ours = [one for one in inputs.members if one["person_key"]]
    if not ours:
        raise Refused("declaration_nobody")
    mine = [one for one in ours if one["use"] == "DECLARED"]
    changes = [
        RegisterChange(
            "put_income",
            f"{context.case['id']}/income/{one['person_key']}/{inputs.income_year}/{context.today.isoformat()}",
            {
                "person_key": one["person_key"],
                "income_year": inputs.income_year,
                "known": True,
                "figures": one["figures"],
                "valid_from": context.today.isoformat(),
            },
        )
        for one in mine
    ]
    recorded = [str(one["person_key"]) for one in mine]
    return Done(RegisterOutputs(True, recorded), (*changes, _decision(inputs, ours)))


def _decision(inputs: RegisterInputs, ours: list[Any]) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    names = "、".join(str(one["name"]) for one in ours)
    return Decision(
        kind="income_declaration",
        result="decided",
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"{inputs.income_year}年中の所得の申告 {names}",
        basis={"members": [{name: one[name] for name in ("person_key", "use", "figures")} for one in ours]},
    )
