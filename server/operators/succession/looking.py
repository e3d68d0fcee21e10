"""What a dead payer left with the city (債務と過誤納金), and the heir asked for a representative (相続人代表者届)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, hub_needs, name, told_hub, yen
from server.operators.registry import operator

OPEN, NOTHING = "OPEN", "NOTHING"
REGISTER = "REGISTER"
Fact = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The receipt."""

    start: Any


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """OPEN or NOTHING, the dead payer's name, the open instalments' keys; `sheets`."""

    state: str
    name: str
    claims: list[str]
    sheets: list[dict[str, JSON]]


def estate_needs(household_key: str) -> Iterator[FactKey]:
    """The facts behind `estate`."""
    yield FactKey("arrears", household_key)
    yield FactKey("household", household_key)


def estate(context: Context, household_key: str, person_key: str) -> list[Fact]:
    """The instalments that the dead person owes or owed, by due date (納付義務者: 国民健康保険法76条).

    Where a levy names no payer it is the head's: his who is head today, or who died as the register tells.
    """
    fact: Any = context.facts.get_fact("arrears", household_key)
    household: Any = context.facts.get_fact("household", household_key)
    head = household is not None and household["head_person_key"] == person_key
    unnamed = head or person_key in deaths(fact)
    mine = [
        one for one in fact["instalments"] if one["payer_key"] == person_key or (one["payer_key"] is None and unnamed)
    ]
    return sorted(mine, key=lambda one: (one["due_on"], one["claim_key"]))


def deaths(fact: Fact) -> set[str]:
    """Who of the household died, as the registers tell."""
    return {str(one["person_key"]) for one in fact["matters"] if one["kind"] == "DEATH"}


def debt_of(one: Fact) -> int:
    """Yen open on an instalment with its fixed late charge and costs."""
    return int(one["open"] + one["extras"])


def hold_key(case_id: str) -> str:
    """The hold on the dead payer's instalments while heirs are looked for."""
    return f"{case_id}/deceased"


def _look_needs(inputs: Any) -> Iterator[FactKey]:
    home = str(inputs.start["household_key"])
    yield from estate_needs(home)
    yield FactKey("person", _person(inputs.start))
    yield FactKey("successions", home)
    yield from hub_needs()


def _person(start: Any) -> str:
    return str(start["person_key"]).strip()


@operator("succession/look", inputs=LookInputs, outputs=LookOutputs, needs=_look_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """Stops collection of the dead payer's own instalments (hold DECEASED), nobody else's. A change of the head alone
    moves no debt.

    Raises `succession_household_unknown`, `succession_payer_unknown`, `succession_payer_alive`, `succession_stands`.
    """
    start, home = inputs.start, str(inputs.start["household_key"])
    person: Any = context.facts.get_fact("person", _person(start))
    if context.facts.get_fact("household", home) is None:
        raise Refused("succession_household_unknown", at_field="household_key")
    fact: Any = context.facts.get_fact("arrears", home)
    mine = estate(context, home, _person(start))
    if person is None or not mine:
        raise Refused("succession_payer_unknown", at_field="person_key")
    if start["evidence"] == REGISTER and _person(start) not in deaths(fact):
        raise Refused("succession_payer_alive", at_field="evidence")
    before: Any = context.facts.get_fact("successions", home)
    if any(one["dead_key"] == _person(start) for one in before):
        raise Refused("succession_stands", at_field="person_key")
    owed = [str(one["claim_key"]) for one in mine if debt_of(one) > 0]
    left = bool(owed) or any(one["overpaid"] > 0 for one in mine)
    outputs = LookOutputs(OPEN if left else NOTHING, str(person["name"]), owed, [_sheet(start, person, mine)])
    return Done(outputs, tuple(_stop(inputs, owed, context)))


def _stop(inputs: LookInputs, owed: list[str], context: Context) -> Iterator[Effect]:
    if not owed:
        return
    key = hold_key(str(context.case["id"]))
    payload: dict[str, JSON] = {
        "hold_key": key,
        "household_key": inputs.start["household_key"],
        "kind": "DECEASED",
        "valid_from": context.today.isoformat(),
        "reason": "納付義務者の死亡 相続人の調査中",
        "claim_keys": list(owed),
    }
    yield RegisterChange("set_hold", key, payload)
    yield from told_hub(context, str(inputs.start["household_key"]), "succession", {"claims": list(owed)})


def _sheet(start: Any, person: Fact, mine: list[Fact]) -> dict[str, JSON]:
    rows = [
        line("亡くなった納付義務者", "Dead payer", str(person["name"])),
        line("死亡の日", "Died on", day(start["died_on"]), value_en=str(start["died_on"])),
        line("債務の合計", "Debts", yen(sum(map(debt_of, mine)))),
        line("過誤納金の合計", "Credits", yen(sum(int(one["overpaid"]) for one in mine))),
    ]
    for one in mine:
        debt, credit = debt_of(one), int(one["overpaid"])
        if debt or credit:
            words = [f"未納 {yen(debt)}"] * bool(debt) + [f"過納 {yen(credit)}"] * bool(credit)
            rows.append(line(*name(one), " ".join(words), soft=f"納期限 {day(one['due_on'])}"))
    return sheet("estate", "亡くなった人の債務と過誤納金(今の台帳)", "What the dead payer left", rows)


@dataclass(frozen=True, slots=True)
class AskInputs:
    """The receipt, what was found, and the heirs as far as they are known."""

    start: Any
    found: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class AskOutputs:
    """Who was asked, and by when an answer is hoped for."""

    asked: str
    reply_by: str


def _ask_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))


@operator("succession/ask", inputs=AskInputs, outputs=AskOutputs, needs=_ask_needs)
def ask(inputs: AskInputs, context: Context) -> Done:
    """相続人代表者届 (LT-C45) to the heir ticked as representative, else to the first who has an address.

    Raises `succession_ask_whom`.
    """
    heirs = [one for one in inputs.entry.get("heirs") or [] if one.get("address") and one.get("postal_code")]
    ticked = [one for one in heirs if one.get("representative")]
    if not heirs:
        raise Refused("succession_ask_whom", at_field="heirs")
    to = (ticked or heirs)[0]
    days = context.values.integer("succession.reply_days", context.today)
    by = context.today.fromordinal(context.today.toordinal() + days).isoformat()
    keys: dict[str, JSON] = {
        "case_number": context.case["number"],
        "dead_name": inputs.found["name"],
        "died_on": inputs.start["died_on"],
        "heir_name": to["name"],
        "heir_postal_code": to["postal_code"],
        "heir_address": to["address"],
        "reply_by": by,
    }
    letter = LetterRequest("succession/representative", str(inputs.start["household_key"]), None, keys)
    return Done(AskOutputs(str(to["name"]), by), (letter,))


@dataclass(frozen=True, slots=True)
class LiftInputs:
    """The receipt, what was found, and why nothing is succeeded to."""

    start: Any
    found: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _lift_needs(inputs: Any) -> Iterator[FactKey]:
    yield from _ask_needs(inputs)
    yield from hub_needs()


@operator("succession/lift", inputs=LiftInputs, outputs=Nothing, needs=_lift_needs)
def lift(inputs: LiftInputs, context: Context) -> Done:
    """The payer lives: his instalments are collected from him as before."""
    effects = [*end_hold(inputs.found, f"死亡ではなかった: {inputs.entry['why']}"[:200], context)]
    effects += told_hub(context, str(inputs.start["household_key"]), "succession_ended", {"state": "MISTAKEN"})
    return Done(Nothing(), tuple(effects))


def end_hold(found: Any, reason: str, context: Context) -> Iterator[Effect]:
    """The hold that `look` set, where it set one, is over."""
    if found["claims"]:
        key = hold_key(str(context.case["id"]))
        over = {"hold_key": key, "on": context.today.isoformat(), "reason": reason}
        yield RegisterChange("end_hold", f"{key}/end", over)
