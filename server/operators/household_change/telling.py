"""Who is told of a change (知らせる相手): the head by letter where it is a disposition, the hub, the levy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from server.domain.calendar import Calendar
from server.domain.effects import JSON, Effect, ExportRequest, LetterRequest, Message
from server.domain.enrolment import export_due
from server.domain.household_change import effect_from, obligation_until
from server.operators.household_change.plan import Asked, Plan, insured

_HUB = "I09"
_SILENT = ("phone", "send_to", "relation")
_OF_HOUSEHOLD = ("head", "split", "merge", "designation")


def old_head_until(asked: Asked, plan: Plan) -> str | None:
    """The last month that the head before owes; None where he stays head. His notices are never written anew."""
    return obligation_until(_from(asked)) if plan.old_head and plan.new_head else None


def letters(asked: Asked, plan: Plan, to: str | None) -> Iterator[LetterRequest]:
    """The notice of a change of the head for the insurance, with the way to appeal (LT-Q04-HEAD-CHANGE)."""
    del to
    if asked.entry["change_kind"] != "designation":
        return
    keys: dict[str, JSON] = {
        "household_key": asked.key,
        "case_number": asked.context.case["number"],
        "received_on": asked.received_on.isoformat(),
        "person_keys": [plan.old_head, plan.new_head],
        "old_head": plan.old_head,
        "new_head": plan.new_head,
        "from": _from(asked).isoformat(),
        "old_head_until": old_head_until(asked, plan),
        "ends": asked.entry["designation_act"] == "end",
    }
    yield LetterRequest("household_change/head_change", asked.key, None, keys, "TRACKED")


def others(asked: Asked, plan: Plan, to: str | None) -> Iterator[Effect]:
    """The hub's records with their last day; messages for levy, shares and benefits."""
    case, kind = str(asked.context.case["id"]), str(asked.entry["change_kind"])
    if kind not in _SILENT:
        due = _due(asked)
        for person in dict.fromkeys(plan.persons):
            if insured(asked, person):
                household = str(to) if person in plan.movers else asked.key
                record: dict[str, JSON] = {"household_key": household, "person_key": person, "change": kind}
                record["changed_on"] = _from(asked).isoformat()
                yield ExportRequest(_HUB, f"{case}/{person}", due, record)
    if kind in _OF_HOUSEHOLD:
        yield from _messages(asked, plan, to, case)


def _messages(asked: Asked, plan: Plan, to: str | None, case: str) -> Iterator[Message]:
    """`household_changed` for each household; `eligibility_changed` where insured members went to another."""
    said: dict[str, JSON] = {
        "change": asked.entry["change_kind"],
        "from": _from(asked).isoformat(),
        "old_head": plan.old_head,
        "new_head": plan.new_head,
        "old_head_until": old_head_until(asked, plan),
        "movers": list(plan.movers),
        "to": to,
    }
    moved = [person for person in plan.movers if insured(asked, person)]
    for household in filter(None, (asked.key, to)):
        keys: dict[str, JSON] = {"household_key": household, "case_id": case}
        yield Message("household_changed", f"{case}/household_changed/{household}", keys, said)
        if moved:
            first: dict[str, JSON] = {"from": _from(asked).isoformat(), "moved": list(moved)}
            yield Message("eligibility_changed", f"{case}/eligibility_changed/{household}", keys, first)


def _from(asked: Asked) -> date:
    if asked.entry["change_kind"] == "designation":
        return effect_from(asked.context.today)
    return asked.changed_on


def _due(asked: Asked) -> str:
    values = asked.context.values
    return export_due(asked.received_on, values, Calendar(values)).isoformat()
