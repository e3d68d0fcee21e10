"""The hub's look at the registers (滞納の状況): a picture of the household, the segment, what a person has ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from server.domain import sheets as paper
from server.domain.arrears import collectable, instalment, state_of
from server.domain.arrears_picture import Picture, looked
from server.domain.arrears_words import MATTERS, STATES
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator

SEGMENT = "arrears/segment"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class AssessInputs:
    """`handled` the matters a person has looked at, `tracked` the instalments so far, `seen` the orders followed.

    An order (`force`) of the officer or the decider counts once: when its `turn` is newer than `seen`.
    """

    household_key: str | None
    handled: Any
    tracked: Any
    seen: int | None
    call_turn: int | None
    call_force: str | None
    plan_turn: int | None
    plan_force: str | None
    warn_turn: int | None
    warn_force: str | None


@dataclass(frozen=True, slots=True)
class AssessOutputs:
    """The picture (`server.domain.arrears_picture.Picture`), the segment, and the instalments that may be acted on."""

    force: str
    seen: int
    stands: str
    matter: str
    matters: list[str]
    hold: str
    transit: bool
    spoke: str
    promise: str
    warning: str
    assets: str
    inquiry_due: bool
    call_back: bool
    touch: str
    called: bool
    letters: str
    letter_due: bool
    measure_told: bool
    age: str
    amount: str
    open: int
    count: int
    oldest_due: str | None
    prescribes_on: str | None
    tracked: list[str]
    treatment: str
    grade: str
    claims: list[str]
    payers: list[str]
    sheets: list[dict[str, JSON]] = field(default_factory=list)


def _needs(inputs: AssessInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("arrears", inputs.household_key)


@operator("arrears/assess", inputs=AssessInputs, outputs=AssessOutputs, needs=_needs, tables=(SEGMENT,))
def assess(inputs: AssessInputs, context: Context) -> Done:
    """Reads where the household's arrears stand; raises `head_unknown` where the case has no household,
    `arrears_stands` where another case of it runs (一世帯一件), `arrears_none` for a new case without arrears."""
    _refuse_second(inputs, context)
    found = look(inputs.household_key, inputs.handled or (), inputs.tracked or (), context)
    force, seen = _order(inputs)
    return Done(AssessOutputs(force=force, seen=seen, **found, sheets=_sheets(inputs, found, force, context)))


def _refuse_second(inputs: AssessInputs, context: Context) -> None:
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    fact = context.facts.get_fact("arrears", inputs.household_key)
    if inputs.seen is not None:
        return  # it has begun
    if any(one != context.case["id"] for one in fact["running"]):
        raise Refused("arrears_stands", at_field="household_key")
    if not collectable(map(instalment, fact["instalments"]), (), context.today, context.values):
        raise Refused("arrears_none", at_field="household_key")


def look(household_key: str | None, handled: Any, tracked: Any, context: Context) -> dict[str, Any]:
    """The picture of a household with its segment and the instalments that may be acted on, as the tables read it."""
    fact = context.facts.get_fact("arrears", str(household_key))
    seen, free = looked(fact, handled, tracked, context.today, context.values)
    return (
        {name: getattr(seen, name) for name in seen.__slots__}
        | segment(seen, context)
        | {
            "claims": [one.claim_key for one in free],
            "payers": sorted({one.payer_key or "" for one in free}),
        }
    )


def segment(seen: Picture, context: Context) -> dict[str, str]:
    """The treatment and the grade of reminder by the table of segments (P09)."""
    asked = {name: getattr(seen, name) for name in ("age", "amount", "called", "letters", "measure_told")}
    answer: Any = context.decide(SEGMENT, asked)
    return {"treatment": answer["treatment"], "grade": answer["grade"]}


def _order(inputs: AssessInputs) -> tuple[str, int]:
    """What a person has ordered since the last look, and the turn of that order: turns count on through all tasks."""
    orders = [
        (inputs.call_turn or 0, inputs.call_force),
        (inputs.plan_turn or 0, inputs.plan_force),
        (inputs.warn_turn or 0, inputs.warn_force),
    ]
    turn, force = max(orders, key=lambda one: one[0])
    seen = inputs.seen or 0
    return (str(force or "NONE"), turn) if turn > seen else ("NONE", seen)


def _sheets(inputs: AssessInputs, found: dict[str, Any], force: str, context: Context) -> list[dict[str, JSON]]:
    """What whoever acts next sees beside the form; nothing where nobody will (a state stays small over years)."""
    nobody = found["matter"] == "NONE" and found["treatment"] != "CALL" and not found["call_back"]
    if nobody and force == "NONE" and found["promise"] != "BROKEN" and found["assets"] != "FOUND":
        return []
    fact = context.facts.get_fact("arrears", str(inputs.household_key))
    lines = [paper.line("滞納の合計", "Arrears in all", f"{found['open']:,}円", value_en=f"{found['open']:,} yen")]
    if found["matter"] != "NONE":
        ja, en = MATTERS[found["matter"]]
        lines.insert(0, paper.line("見るべき事", "To be looked at", ja, value_en=en))
    owed = [one for one in map(instalment, fact["instalments"]) if one.open > 0]
    for one in sorted(owed, key=lambda one: (one.due_on, one.claim_key))[:_SHOWN]:
        ja, en = STATES[state_of(one, fact["holds"], context.today, context.values)]
        said = f"{one.levy_year}年度 {one.no}期", f"{one.levy_year}, instalment {one.no}"
        lines.append(paper.line(*said, f"{one.open:,}円", value_en=f"{one.open:,} yen", soft=ja))
    return [paper.sheet("arrears", "滞納の状況", "Arrears", lines)]
