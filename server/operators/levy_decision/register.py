"""The decision carried out (賦課の決定): posted, kept with its grounds, put on record; letters asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.operators.levy_decision.words import CAUSES, RESULTS
from server.operators.registry import operator

DECLARATION = "income_declaration"


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """The receipt, what was worked out and shown, the entry, the check's result and the row of 専決区分."""

    start: Any
    computed: Any
    entry: Any
    checked: str
    decider: str
    rule: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("procedure_stands", DECLARATION)


@operator("levy_decision/register", inputs=RegisterInputs, outputs=Nothing, needs=_needed)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Decides the levy as it was shown and agreed; when the facts give other figures by now, nothing is decided.

    Local Autonomy Act art. 231: the notice leaves only after the 調定票 is decided. An error of the city is told with
    an apology of its own (誤り訂正).
    """
    changes = (_decide(inputs.start, inputs.computed, context, "decide"), _decision(inputs))
    return Done(Nothing(), (*changes, *_letters(inputs, context), *_declaration(inputs, context)))


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """The receipt and what was worked out: nothing to change, or nothing that may be changed any more."""

    start: Any
    computed: Any


@operator("levy_decision/record", inputs=CloseInputs, outputs=Nothing)
def record(inputs: CloseInputs, context: Context) -> Done:
    """Keeps a look that changed nothing (変更なし) or came too late (期間制限), with its grounds."""
    return Done(Nothing(), (_decide(inputs.start, inputs.computed, context, "record"),))


def _decide(start: Any, computed: Any, context: Context, act: str) -> RegisterChange:
    payload = {
        "household_key": start["household_key"],
        "levy_year": start["levy_year"],
        "cause": start["cause"],
        "overlap": start["cause"] == "OVERLAP" and start["no_fault"] == "yes",
        "expected": computed["expected"],
    }
    return RegisterChange("decide_levy", f"{context.case['id']}/{act}", payload)


def _decision(inputs: RegisterInputs) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    computed, start = inputs.computed, inputs.start
    words = f"{RESULTS[computed['result']][0]} {start['levy_year']}年度 {CAUSES[start['cause']][0]}"
    return Decision(
        kind="levy_decision",
        result="decided",
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"{words} {computed['total_before']:,}円から{computed['total_after']:,}円",
        basis={"expected": computed["expected"], "cause": start["cause"], "levy_year": start["levy_year"]},
    )


def _letters(inputs: RegisterInputs, context: Context) -> Iterator[Effect]:
    household, year = str(inputs.start["household_key"]), inputs.start["levy_year"]
    for payer in inputs.computed["notify"]:
        keys = {"levy_year": year, "payer_key": payer, "reason": inputs.entry["reason"], "case_id": context.case["id"]}
        yield LetterRequest("levy_decision/notice", household, payer or None, keys)
        if inputs.start["city_error"] == "yes":
            apology = {**keys, "apology": inputs.entry["apology"]}
            yield LetterRequest("levy_decision/apology", household, payer or None, apology)


def _declaration(inputs: RegisterInputs, context: Context) -> Iterator[Effect]:
    """Who levies provisionally asks for the incomes at once (簡易申告), once for a household and year."""
    if not inputs.computed["unknown"] or not context.facts.get_fact("procedure_stands", DECLARATION):
        return
    household: Any = context.facts.get_fact("household", str(inputs.start["household_key"]))
    heads = [one for one in household["members"] if one["person_key"] == household["head_person_key"]]
    year = inputs.start["levy_year"] - 1
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "income_year": year,
        "household_key": household["household_key"],
        "arrival_number": None,
        "head_name": heads[0]["name"] if heads else None,
        "head_kana": heads[0]["name_kana"] if heads else None,
        "phone": None,
        "documents": [],
        "paper_location": None,
        "remarks": None,
    }
    once = f"{DECLARATION}/{household['household_key']}/{year}"
    yield StartCase(DECLARATION, once, data, str(household["household_key"]))
