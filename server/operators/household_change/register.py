"""The entry into the registers (異動の記録): the planned changes, new documents where needed, the decision.

What was checked is what is entered: the plan is made again from the registers of this moment and must be the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, Effect, JSONObject, RegisterChange
from server.domain.facts import FactKey
from server.domain.insured_number import next_branch
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.household_change import documents, telling, words
from server.operators.household_change.plan import NEW, Asked, Plan, needs
from server.operators.household_change.precheck import planned, said
from server.operators.registry import operator

DOCUMENTS = "household_change/documents"


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """`changes` as checked, the entry, who decides by which row of 専決区分; `checked`: the check's result."""

    changes: Any
    household_key: str | None
    entry: Any
    received_on: str
    identity: str
    case_id: str
    decider: str | None = None
    rule: str | None = None
    checked: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """`other_household` where members went; `reissued` the persons with a new document; the old head's last month."""

    other_household: str | None
    reissued: list[str]
    old_head_until: str | None


def _needs(inputs: RegisterInputs) -> Iterator[FactKey]:
    yield from needs(inputs.entry, inputs.household_key)
    if any(change["payload"].get("household_key") == NEW for change in inputs.changes):
        yield FactKey("reserved_key", f"household/{inputs.case_id}")


@operator(
    "household_change/register", inputs=RegisterInputs, outputs=RegisterOutputs, needs=_needs, tables=(DOCUMENTS,)
)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Enters the change, issues new documents, tells head, hub and levy.

    Enforcement Regulations arts. 8 to 10-2 and 7-3(3); Act art. 76 for the head's obligation. Raises
    `Refused("changed_meanwhile")` when the registers have changed since the check.
    """
    asked, plan = planned(inputs.entry, inputs.household_key, inputs.received_on, context)
    if _fixed(said(plan)) != _fixed(inputs.changes):
        raise Refused("changed_meanwhile")
    to = _household_to(plan, inputs, context)
    effects: list[Effect] = list(_changes(plan, to, asked, context))
    chosen = context.decide(
        DOCUMENTS, {"change_kind": inputs.entry["change_kind"], "insertion": plan.until is not None}
    )
    scope = str(chosen["scope"] if isinstance(chosen, dict) else chosen)
    reissued = documents.persons(scope, asked, plan)
    effects += documents.reissued(reissued, asked, plan, to, inputs.identity)
    if inputs.decider is not None:
        effects.append(_decision(inputs, asked))
    effects += telling.letters(asked, plan, to)
    effects += telling.others(asked, plan, to)
    return Done(RegisterOutputs(to, reissued, telling.old_head_until(asked, plan)), tuple(effects))


def _fixed(changes: Any) -> list[JSONObject]:
    """The planned changes without the days on which they are entered: a decision a day later changes nothing else."""
    return [{"kind": one["kind"], "who": one["payload"].get("person_key")} | _kept(one["payload"]) for one in changes]


def _kept(payload: JSONObject) -> dict[str, JSON]:
    ours = "relation" in payload or "since" in payload or "name" in payload
    skipped = () if ours else ("valid_from", "valid_to", "on")
    return {name: value for name, value in payload.items() if name not in skipped}


def _household_to(plan: Plan, inputs: RegisterInputs, context: Context) -> str | None:
    """The household to which members go; a new one gets its number now."""
    if plan.to != NEW:
        return plan.to
    return str(context.facts.get_fact("reserved_key", f"household/{inputs.case_id}"))


def _changes(plan: Plan, to: str | None, asked: Asked, context: Context) -> Iterator[RegisterChange]:
    given: dict[str, str] = {}
    for number, (kind, payload) in enumerate(plan.changes, 1):
        filled = dict(payload)
        if filled.get("household_key") == NEW:
            filled["household_key"] = to
        if kind == "move_eligibility":
            filled |= _number(str(filled["person_key"]), str(to), asked, given, context)
        yield RegisterChange(kind, f"{context.case['id']}/{number}/{kind}", filled)


def _number(person: str, to: str, asked: Asked, given: dict[str, str], context: Context) -> dict[str, JSON]:
    """記号・番号・枝番 in the other household: its own number, set aside when it has none."""
    known = bool(asked.entry.get("other_household_key"))
    numbers = context.facts.get_fact("next_insured_number", to if known else f"{to}/{asked.household['office']}")
    if not given:
        given.update(numbers["branches"])
    given[person] = given.get(person) or next_branch(given.values())
    return {"symbol": numbers["symbol"], "number": numbers["number"], "branch": given[person]}


def _decision(inputs: RegisterInputs, asked: Asked) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    kind = str(inputs.entry["change_kind"])
    return Decision(
        kind="household_change",
        result="changed",
        task="check" if by_checker else "decide",
        authority=str(inputs.rule),
        confirm="daily_list" if by_checker else "none",
        summary=f"{words.KINDS[kind]} {asked.entry['head_name']}世帯 {asked.changed_on.isoformat()}",
        basis={"change_kind": kind, "changes": [change["kind"] for change in inputs.changes]},
    )
