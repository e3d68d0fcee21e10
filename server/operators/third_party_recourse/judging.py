"""The facts of an accident judged (求償の判定): whom the table of payers reads, how much, until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator
from server.operators.third_party_recourse.looking import insured_on
from server.operators.third_party_recourse.reckoning import amount_now, claimed, limits_now, said_limits

YES, NO = "YES", "NO"


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The receipt, the case looked at, the entry, and which turn of entering this is."""

    start: Any
    found: Any
    entry: Any
    turn: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """What the table of payers reads; yen claimable, with what of it stands behind it; `turn` counts the entries."""

    work: str
    conduct: str
    known: str
    family: str
    insurance: str
    dispute: str
    amount: int
    base: int
    paid: int
    private: int
    lost: int
    capped: int
    fault: int
    turn: int


def _needs(inputs: Any) -> Iterator[FactKey]:
    person = str(inputs.start["person_key"]).strip()
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("recourse", str(inputs.found["recourse_key"]))
    yield FactKey("benefits", person)
    yield FactKey("person_eligibility", person)


@operator("third_party_recourse/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Links the claims for treatment, reckons amount and last days, and puts both on record.

    Raises `recourse_treated_before`, `recourse_not_insured`, `recourse_link_unknown`, `recourse_fault`,
    `recourse_private_more`, `recourse_work_first`, `recourse_debtor_missing`, `recourse_nothing`.
    """
    entry, person = inputs.entry, str(inputs.start["person_key"]).strip()
    _check(entry, person, context)
    case: Any = context.facts.get_fact("recourse", str(inputs.found["recourse_key"]))
    found: Any = context.facts.get_fact("benefits", person)
    links = _links(entry, case, found)
    amount = amount_now(found, links, entry)
    known = YES if entry["offender_known"] == YES else NO
    if not claimed(case):  # what was claimed before may be taken back wholly
        _refuse_nothing(entry, amount.amount)
    turn = int(inputs.turn or 0) + 1
    key, mine = str(case["recourse_key"]), str(context.case["id"])
    knew = entry.get("knew_on") if known == YES else None
    insured = entry["insurance"] != "NONE"
    ends = limits_now(str(entry["accident_on"]), knew, case["acts"], insured=insured, context=context)
    said = {name: entry[name] for name in ("kind", "accident_on", "fault", "owner")}
    change: dict[str, JSON] = {"recourse_key": key, "knew_on": knew, **said, **said_limits(ends)}
    effects: list[Effect] = [RegisterChange("change_recourse", f"{mine}/judged/{turn}", change)]
    if links:
        payload = {"recourse_key": key, "links": links}
        effects.append(RegisterChange("link_benefits", f"{mine}/links/{turn}", payload))
    outputs = JudgeOutputs(
        entry["work"], entry["conduct"], known, entry["family"], entry["insurance"], entry["dispute"],
        amount.amount, amount.base, amount.paid, amount.private, amount.lost, amount.capped, amount.fault, turn,
    )  # fmt: skip
    return Done(outputs, tuple(effects))


def _refuse_nothing(entry: Any, yen: int) -> None:
    asks = entry["conduct"] != "CRIME" and entry["offender_known"] == YES and entry["work"] == NO
    if asks and entry["family"] == NO and entry["dispute"] == NO and not yen:
        raise Refused("recourse_nothing", at_field="fault")


def _check(entry: Any, person: str, context: Context) -> None:
    first = entry.get("first_treated_on")
    if first and first < entry["accident_on"]:
        raise Refused("recourse_treated_before", at_field="first_treated_on")
    if not insured_on(entry["accident_on"], person, context):
        raise Refused("recourse_not_insured", at_field="accident_on")
    if entry["work"] == YES and entry["insurance"] != "NONE":
        raise Refused("recourse_work_first", at_field="work")
    company = entry["insurance"] != "NONE"
    parts = ("insurer", "insurer_postal", "insurer_address") if company else ("third", "third_postal", "third_address")
    asked = company or (entry["offender_known"] == YES and entry["family"] == NO)
    if asked and entry["work"] == NO and not all(entry.get(name) for name in parts):
        raise Refused("recourse_debtor_missing", at_field=parts[0])


def _links(entry: Any, case: Any, found: Any) -> list[JSON]:
    """The links that stand, changed by the rows of the entry. Raises `recourse_link_unknown`."""
    known = {str(one["claim_no"]) for one in found}
    links = {
        str(one["claim_no"]): {name: one[name] for name in ("claim_no", "linked", "private_yen", "why")}
        for one in case["links"]
    }
    for row in entry.get("links") or []:
        number = str(row["claim_no"]).strip()
        if number not in known:
            raise Refused("recourse_link_unknown", at_field="links", claim=number)
        links[number] = {
            "claim_no": number,
            "linked": row["use"] != "OUT",
            "private_yen": int(row.get("private_yen") or 0) if row["use"] == "PART" else 0,
            "why": str(row.get("why") or row["use"]),
        }
    return [links[number] for number in sorted(links)]
