"""Checks before the second person (異動の確認): the change planned against the registers, what stands against it.

Nothing here writes. What the form contradicts is refused beside its field; what the residents' register says otherwise,
what lies before a later change and what touches a protected household is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from server.domain import sheets as paper
from server.domain.calendar import Calendar
from server.domain.effects import JSON, Concerns, JSONObject
from server.domain.enrolment import timeliness
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import InputInvalid, Refused
from server.operators.household_change import households, persons, places
from server.operators.household_change.plan import Asked, Plan, ask, needs, wrong
from server.operators.registry import operator

PLANS: dict[str, Callable[[Asked], Plan]] = {
    "name": persons.name,
    "alias": persons.name,
    "relation": persons.relation,
    "my_number": persons.my_number,
    "address": places.address,
    "send_to": places.send_to,
    "phone": places.phone,
    "head": households.head,
    "split": households.split,
    "merge": households.merge,
    "designation": households.designation,
}
_OURS_ALONE = ("alias", "send_to", "phone", "designation")
"""What the residents' register cannot show: nothing is compared with it, and no period of notification runs."""

_TOUCHES_PROTECTED = ("address", "send_to", "head", "split", "merge", "designation")


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """`entry` the answers of 異動内容の入力, `received_on` ISO, `channel`, `household_key` of the case (or None)."""

    entry: Any
    received_on: str
    channel: str
    household_key: str | None


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`changes` as planned, for the register to compare; `findings` to be judged; what routes the case on.

    `alone` is true for a change that needs no second person; `insertion` for one before a later change of its kind.
    """

    changes: list[dict[str, JSON]]
    findings: list[dict[str, JSON]]
    discrepancy: bool
    alone: bool
    insertion: bool
    protected: bool
    notification_due_on: str
    late_days: int
    long_retroactive: bool
    sheets: list[dict[str, JSON]]


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    yield from needs(inputs.entry, inputs.household_key)


@operator("household_change/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_needs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Plans the change and gathers what stands against it.

    Enforcement Regulations arts. 8, 9, 10 and 10-2. Raises `InputInvalid` beside the field for what cannot be true and
    `Refused("head_unknown")` without a household.
    """
    asked, plan = planned(inputs.entry, inputs.household_key, inputs.received_on, context)
    _refuse_second_case(asked, plan)
    timing = timeliness(asked.changed_on, asked.received_on, context.values, Calendar(context.values))
    ours = inputs.entry["change_kind"] in _OURS_ALONE
    protected = _protected(asked)
    findings = list(_findings(asked, plan, protected=protected))
    outputs = PrecheckOutputs(
        changes=said(plan),
        findings=findings,
        discrepancy=bool(findings),
        alone=inputs.entry["change_kind"] == "phone",
        insertion=plan.until is not None,
        protected=protected,
        notification_due_on=timing.due_on.isoformat(),
        late_days=0 if ours else timing.late_days,
        long_retroactive=not ours and timing.long_retroactive,
        sheets=[_sheet(asked, plan)],
    )
    return Done(outputs, (Concerns(tuple(dict.fromkeys(plan.persons))),))


def planned(entry: JSONObject, household_key: str | None, received_on: str, context: Context) -> tuple[Asked, Plan]:
    """The plan of the entered change; `Refused` and `InputInvalid` as the plans say."""
    asked = ask(entry, household_key, received_on, context)
    if entry.get("changed_on") and asked.changed_on > asked.received_on:
        raise wrong("changed_on", "fact_date_in_future")
    try:
        return asked, PLANS[str(entry["change_kind"])](asked)
    except Refused as refused:
        if isinstance(refused, InputInvalid) or refused.field is None:
            raise
        raise wrong(refused.field, refused.code) from None


def said(plan: Plan) -> list[dict[str, JSON]]:
    """The planned changes as the case keeps them."""
    return [{"kind": kind, "payload": payload} for kind, payload in plan.changes]


def _refuse_second_case(asked: Asked, plan: Plan) -> None:
    for person in plan.persons:
        known = any(one["person_key"] == person for one in asked.household["members"])
        for case in asked.context.facts.get_fact("open_cases", f"household_change/{person}") if known else ():
            if case["case_id"] != asked.context.case["id"]:
                raise wrong("change_kind", "case_duplicate", person=_name(asked, person), number=case["number"])


def _protected(asked: Asked) -> bool:
    keys = [asked.key, *([str(asked.entry["other_household_key"])] if asked.entry.get("other_household_key") else [])]
    return any(asked.context.facts.get_fact("protected", key) for key in keys)


def _findings(asked: Asked, plan: Plan, *, protected: bool) -> Iterator[dict[str, JSON]]:
    """What a person judges; no register is overwritten by it."""
    kind = asked.entry["change_kind"]
    head = str(asked.entry["head_name"])
    if plan.until is not None:
        yield {"code": "HISTORY_INSERTION", "member": plan.until.isoformat()}
    if kind not in _OURS_ALONE:
        for name in plan.differs:
            yield {"code": "RESIDENT_DIFFERS", "member": name}
    if protected and kind in _TOUCHES_PROTECTED:
        yield {"code": "PROTECTED_SEND_TO" if kind == "send_to" else "PROTECTED_HOUSEHOLD", "member": head}
    if kind == "designation" and asked.context.facts.get_fact("heads", asked.key)["overdue"]:
        yield {"code": "OVERDUE", "member": head}


def _sheet(asked: Asked, plan: Plan) -> dict[str, JSON]:
    """Before and after side by side, for whoever checks, judges and decides."""
    lines = [paper.line(ja, en, f"{before} → {after}") for ja, en, before, after in plan.lines]
    if asked.entry["change_kind"] in ("split", "merge"):
        lines += _both_sides(asked, plan)
    if plan.until is not None:
        lines.append(paper.line("次の変更の前日まで", "Until the next change", plan.until.isoformat()))
    return paper.sheet("household_change", "変更の前と後", "Before and after", lines)


def _both_sides(asked: Asked, plan: Plan) -> list[dict[str, JSON]]:
    """The two households as they will be: who stays, who is together there."""
    stays = [str(one["name"]) for one in asked.household["members"] if one["person_key"] not in plan.movers]
    goes = [str(one["name"]) for one in asked.household["members"] if one["person_key"] in plan.movers]
    other = asked.entry.get("other_household_key")
    if other:
        there = asked.context.facts.get_fact("household", str(other))
        goes = [*(str(one["name"]) for one in there["members"]), *goes]
    number = str(other) if other else "新しい世帯"
    return [
        paper.line(f"変更後の {asked.key}", f"{asked.key} afterwards", "、".join(stays) or "－"),
        paper.line(f"変更後の {number}", f"{other or 'New household'} afterwards", "、".join(goes)),
    ]


def _name(asked: Asked, person: str) -> str:
    return next((str(one["name"]) for one in asked.household["members"] if one["person_key"] == person), person)
