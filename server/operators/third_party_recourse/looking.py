"""An injury comes in (届出・レセプト点検): who was hurt, is it known already, what is asked of the household."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Concerns, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator
from server.operators.third_party_recourse.reckoning import first_links, limits_now, said_limits

SCREENING = "SCREENING"
NOBODY_YET = "給付担当"
_RUNNING = ("INQUIRY", "OPEN", "CLAIMED", "ENTRUSTED")


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The receipt."""

    start: Any


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """The case's key, where it came from, the case of the same accident that runs already (None), the victim's name,
    and the claims for treatment that it begins with.
    """

    recourse_key: str
    origin: str
    duplicate_of: str | None
    name: str
    claims: list[str]


def _look_needs(inputs: Any) -> Iterator[FactKey]:
    person = str(inputs.start["person_key"]).strip()
    yield FactKey("household", str(inputs.start["household_key"]))
    for kind in ("person", "recourses", "person_eligibility", "benefits"):
        yield FactKey(kind, person)


@operator("third_party_recourse/look", inputs=LookInputs, outputs=LookOutputs, needs=_look_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """Puts the injury on record with its last days, or joins the case of the same accident.

    Raises `recourse_victim_unknown`, `recourse_not_insured`, `recourse_treated_before`.
    """
    start, person = inputs.start, str(inputs.start["person_key"]).strip()
    found: Any = context.facts.get_fact("benefits", person)
    _check(start, person, found, context)
    key, named = str(context.case["id"]), str(start.get("claims") or "").replace("、", " ").split()
    accident = str(start["accident_on"])
    links = first_links(found, named, accident, context)
    numbers = [str(one["claim_no"]) for one in links]
    who: Any = context.facts.get_fact("person", person)
    same = _same(start, context.facts.get_fact("recourses", person), context)
    if same is not None:
        other = str(same["recourse_key"])
        outputs = LookOutputs(other, start["origin"], other, str(who["name"]), numbers)
        return Done(outputs, tuple(_joined(start, same, links, context)))
    ends = limits_now(accident, accident, (), insured=start["kind"] == "TRAFFIC", context=context)
    payload = {
        "recourse_key": key,
        "household_key": start["household_key"],
        "person_key": person,
        "case_id": key,
        "origin": start["origin"],
        "kind": start["kind"],
        "accident_on": accident,
        "owner": NOBODY_YET,
        "state": "INQUIRY" if start["origin"] == SCREENING else "OPEN",
        **said_limits(ends),
    }
    effects: list[Effect] = [RegisterChange("put_recourse", f"{key}/recourse", payload), Concerns((person,))]
    if links:
        effects.append(RegisterChange("link_benefits", f"{key}/links/0", {"recourse_key": key, "links": links}))
    return Done(LookOutputs(key, start["origin"], None, str(who["name"]), numbers), tuple(effects))


def _check(start: Any, person: str, found: Any, context: Context) -> None:
    household: Any = context.facts.get_fact("household", str(start["household_key"]))
    here = household is not None and any(one["person_key"] == person for one in household["members"])
    known = any(one["household_key"] == start["household_key"] for one in found)
    if context.facts.get_fact("person", person) is None or not (here or known):
        raise Refused("recourse_victim_unknown", at_field="person_key")
    first = start.get("first_treated_on")
    if first and first < start["accident_on"]:
        raise Refused("recourse_treated_before", at_field="first_treated_on")
    if start["origin"] != SCREENING and not insured_on(start["accident_on"], person, context):
        raise Refused("recourse_not_insured", at_field="accident_on")


def insured_on(day: str, person: str, context: Context) -> bool:
    """Whether the person was insured here on the day."""
    spells: Any = context.facts.get_fact("person_eligibility", person)["spells"]
    return any(one["tekiyo_from"] <= day and (one["tekiyo_to"] is None or day < one["tekiyo_to"]) for one in spells)


def _same(start: Any, cases: Any, context: Context) -> Any:
    """The running case of the same accident: the same day, or an inquiry about treatment that began soon behind it."""
    day = date.fromisoformat(start["accident_on"])
    soon = context.values.integer("recourse.same_injury_days", context.today)
    for one in cases:
        other = date.fromisoformat(one["accident_on"])
        asked = one["kind"] == "UNKNOWN" and 0 <= (other - day).days <= soon
        if one["state"] in _RUNNING and (other == day or asked):
            return one
    return None


def _joined(start: Any, same: Any, links: list[JSON], context: Context) -> Iterator[Effect]:
    key, mine = str(same["recourse_key"]), str(context.case["id"])
    if links:
        payload = {"recourse_key": key, "links": links}
        yield RegisterChange("link_benefits", f"{mine}/links/merged", payload)
    if same["kind"] == "UNKNOWN" and start["kind"] != "UNKNOWN":
        ends = limits_now(start["accident_on"], start["accident_on"], (), insured=True, context=context)
        change = {"recourse_key": key, "kind": start["kind"], "accident_on": start["accident_on"], **said_limits(ends)}
        yield RegisterChange("change_recourse", f"{mine}/merged", change)


@dataclass(frozen=True, slots=True)
class AskInputs:
    """The receipt, the case looked at, what the household handed in last (None: nothing) and how often it was asked."""

    start: Any
    found: Any
    papers: Any
    times: Any


@dataclass(frozen=True, slots=True)
class AskOutputs:
    """How often the household was asked by now, and whether a letter went out this time."""

    times: int
    sent: bool


def _ask_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("benefits", str(inputs.start["person_key"]).strip())


@operator("third_party_recourse/ask", inputs=AskInputs, outputs=AskOutputs, needs=_ask_needs)
def ask(inputs: AskInputs, context: Context) -> Done:
    """Asks for the cause (LT-C40) or for the papers that are missing (LT-C41): once and so many reminders besides.

    After the last reminder nothing is sent any more; the case stays on the list, and the night tells the head.
    """
    times = int(inputs.times or 0) + 1
    key = str(inputs.found["recourse_key"])
    change = RegisterChange(
        "change_recourse", f"{context.case['id']}/asked/{times}", {"recourse_key": key, "reminded": times}
    )
    sends = times <= 1 + context.values.integer("recourse.reminders", context.today)
    return Done(AskOutputs(times, sends), (change, _letter(inputs, times, context)) if sends else (change,))


def _letter(inputs: AskInputs, times: int, context: Context) -> LetterRequest:
    start, person = inputs.start, str(inputs.start["person_key"]).strip()
    wait = context.values.period("recourse_wait", context.today)
    keys: dict[str, JSON] = {
        "case_number": context.case["number"],
        "name": inputs.found["name"],
        "person_keys": [person],
        "again": times > 1,
        "due_on": period_end(context.today, wait, Calendar(context.values)).isoformat(),
    }
    if start["origin"] == SCREENING and inputs.papers is None:
        found: Any = context.facts.get_fact("benefits", person)
        rows = [
            {"month": one["month"], "provider": one["provider"], "form": one["form"], "days": one["days"]}
            for one in found
            if one["claim_no"] in inputs.found["claims"]
        ]
        name, keys = "third_party_recourse/cause_inquiry", keys | {"treated": rows[:10]}
    else:
        said = (inputs.papers or {}).get("missing") or ["report"]
        name = "third_party_recourse/documents_request"
        keys |= {"accident_on": start["accident_on"], "kind": start["kind"], "missing": list(said)}
    return LetterRequest(name, str(start["household_key"]), person, keys)
