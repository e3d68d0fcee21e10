"""An application examined (減免の審査): every ground of the household and year reckoned, the most favourable chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.relief.rules import INCOME_DROP, NON_VOLUNTARY
from server.domain.relief.words import FACTS
from server.operators.premium_relief import revoke, sheets
from server.operators.premium_relief.entry import FIELD_OF, facts_of, persons_of
from server.operators.premium_relief.known import (
    died_on_record,
    hint_lines,
    hints_of,
    joined_on,
    levies_of,
    needs_of_hints,
)
from server.operators.premium_relief.look import REVOCATION
from server.operators.premium_relief.reckoning import Compared, compare, told
from server.operators.registry import operator

_UNEMPLOYED = "UNEMPLOYED"


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The receipt, what was examined, what the table of grounds says of it, how often it was judged before, and the
    person who applied as head (None: not known).
    """

    start: Any
    entry: Any
    ground: Any
    received_on: str
    times: int | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """`outcome` GRANTED, PARTLY, REFUSED, REVOKED, KEPT or JOINED; `best` the application granted, `candidates` all
    that were reckoned; `yen` what falls away, `before` the levy without relief; `large` by the city's value; `terms`
    what is left of a relief that is revoked; `why` nothing falls away.
    """

    outcome: str
    ground: str
    best: dict[str, JSON] | None
    candidates: list[dict[str, JSON]]
    members: list[dict[str, JSON]]
    yen: int
    before: int
    large: bool
    why: str | None
    relief_key: str | None
    terms: dict[str, JSON] | None
    times: int
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    household = str(inputs.start["household_key"])
    yield FactKey("premium_reliefs", household)
    yield from needs_of_hints(household, int(inputs.start["levy_year"]))


@operator("premium_relief/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Raises `relief_matter_mismatch`, `relief_person_unknown`, `relief_fact_missing`, `relief_unemployed_first`,
    `relief_left_after_joining`, `relief_levy_blocked`, `relief_head_died`, what `revoke.judge` raises.
    """
    start, entry = inputs.start, inputs.entry
    household = str(start["household_key"])
    known: Any = context.facts.get_fact("premium_reliefs", household)
    revoking = start["matter"] == REVOCATION
    if revoking != (entry["result"] in ("REVOKE", "KEEP")):
        raise Refused("relief_matter_mismatch", at_field="result")
    if revoking:
        return Done(JudgeOutputs(**revoke.judge(start, entry, known, context), times=(inputs.times or 0) + 1))
    row = _row(inputs, known, household, context)
    if row["state"] != "OPEN":
        return Done(_joined(inputs, row))
    _heir_goes_on(inputs, household, context)
    compared = _compared(row, known, household, context)
    outputs = _outputs(inputs, row, compared, household, known, context)
    payload = {name: row[name] for name in _STATED} | {"household_key": household}
    change = RegisterChange("put_relief_application", f"{row['application_key']}/judged/{outputs.times}", payload)
    return Done(outputs, (change,))


def _heir_goes_on(inputs: JudgeInputs, household: str, context: Context) -> None:
    """Of a head who died nothing is decided until an heir goes on with his application (地方税法9条の例による)."""
    if inputs.head and not inputs.entry.get("continued_by") and died_on_record(inputs.head, household, context):
        raise Refused("relief_head_died", at_field="continued_by")


def _compared(row: Mapping[str, Any], known: Any, household: str, context: Context) -> Compared:
    """What `compare` finds; a fact that a table misses is asked for beside the field that states it."""
    try:
        return compare(row, known, household, context)
    except Refused as refused:
        refused.field = FIELD_OF.get(str(refused.field), refused.field)
        raise


_STATED = "application_key case_id levy_year ground applied_on due_on event_on ended_on facts persons".split()


def _row(inputs: JudgeInputs, known: Any, household_key: str, context: Context) -> dict[str, Any]:
    """The application with what was examined; persons and facts that its ground needs must be there."""
    entry, case = inputs.entry, str(context.case["id"])
    row = next(one for one in known["applications"] if one["application_key"] == case)
    household: Any = context.facts.get_fact("household", household_key)
    persons = persons_of(entry, household)
    if inputs.ground["persons"] and not persons:
        ja, en = FACTS["persons"]
        raise Refused("relief_fact_missing", at_field="persons", fact=ja, fact_en=en)
    _offer_first(inputs, known, household_key, context)
    _left_in_order(inputs, persons, household_key, context)
    levies, _ = levies_of(household_key, int(row["levy_year"]), context)
    return {
        **row,
        "ground": entry["ground"],
        "event_on": entry["event_on"],
        "ended_on": entry.get("ended_on"),
        "facts": facts_of(entry, persons, levies),
        "persons": [one["person_key"] for one in persons] if inputs.ground["persons"] else [],
        "names": persons,
    }


def _offer_first(inputs: JudgeInputs, known: Any, household_key: str, context: Context) -> None:
    """Whoever lost work may qualify for the reduction by law, which comes first."""
    entry = inputs.entry
    if entry["ground"] != INCOME_DROP or entry.get("cause") != _UNEMPLOYED or entry.get("offered") == "OFFERED":
        return
    hints = hints_of(household_key, int(inputs.start["levy_year"]), known, context)
    if any(one.ground == NON_VOLUNTARY for one in hints):
        raise Refused("relief_unemployed_first", at_field="offered")


def _left_in_order(inputs: JudgeInputs, persons: list[dict[str, Any]], household_key: str, context: Context) -> None:
    """Work is left before the receipt, and as a rule before joining: who joined first is asked about it."""
    entry = inputs.entry
    if entry["ground"] != NON_VOLUNTARY:
        return
    if entry["left_on"] > inputs.received_on:
        raise Refused("relief_event_after_application", at_field="left_on")
    joined = joined_on(str(persons[0]["person_key"]), household_key, context)
    if joined is not None and joined < entry["left_on"] and entry.get("joined_before") != "ASKED":
        raise Refused("relief_left_after_joining", at_field="joined_before", joined=joined)


def _joined(inputs: JudgeInputs, row: Mapping[str, Any]) -> JudgeOutputs:
    return JudgeOutputs(
        outcome="JOINED",
        ground=str(row["ground"]),
        best=None,
        candidates=[],
        members=[],
        yen=0,
        before=0,
        large=False,
        why=None,
        relief_key=None,
        terms=None,
        times=(inputs.times or 0) + 1,
        sheets=[],
    )


def _outputs(
    inputs: JudgeInputs, row: Mapping[str, Any], found: Compared, household: str, known: Any, context: Context
) -> JudgeOutputs:
    best = found.best
    yen = 0 if best is None else best.yen
    year, outcome = int(row["levy_year"]), _outcome(found)
    ground = str(row["ground"]) if best is None else best.ground
    heir = inputs.entry.get("continued_by")
    shown = [sheets.proposal(outcome, ground, yen, found.total, inputs.entry, heir), *sheets.compared(found)]
    return JudgeOutputs(
        outcome=outcome,
        ground=ground,
        best=None if best is None else told(best),
        candidates=[told(one) for one in (found.mine, *found.others)],
        members=[dict(one) for one in row["names"]],
        yen=yen,
        before=found.total,
        large=yen >= context.values.integer("relief.large_amount", context.today),
        why=found.mine.why if best is None else None,
        relief_key=None,
        terms=None,
        times=(inputs.times or 0) + 1,
        sheets=[*shown, *hint_lines(household, year, known, context)],
    )


def _outcome(found: Compared) -> str:
    """All is granted where nothing of what the relief may touch is left; of a reduction by law the whole is granted."""
    best = found.best
    if best is None:
        return "REFUSED"
    share = Fraction(1) if best.grant is None else best.grant.share
    whole = best.grant is None or best.yen >= int(found.total * share) - best.grant.unit
    return "GRANTED" if whole else "PARTLY"
