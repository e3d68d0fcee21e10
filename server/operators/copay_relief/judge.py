"""An application examined (一部負担金減免の審査), or a certificate looked at: what the tables then choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from server.domain.copay_relief.judging import Application, Found, overlaps
from server.domain.copay_relief.judging import judge as judged
from server.domain.copay_relief.months import months_left
from server.domain.copay_relief.rows import Fact
from server.domain.copay_relief.rules import Rule, load_rule
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.copay_relief import sheets
from server.operators.copay_relief.known import APPLICATION, ENDING, certificate_of, persons_of, spans
from server.operators.registry import operator

FIGURES = ("income", "basic", "savings", "before", "copay")
_ACTS = {APPLICATION: ("JUDGE",), "REVOCATION": ("REVOKE", "KEEP"), ENDING: ("TELL", "KEEP")}


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The receipt, what was examined, and how often it was judged before."""

    start: Any
    entry: Any
    times: int | None = None


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """`finding` for the table of outcomes: the measure, why nothing is granted, or REVOKE, KEEP, TELL; `share` a
    fraction in text; `left` months that were left before; `certificate` the one looked at, `claims` in it.
    """

    finding: str
    measure: str | None
    share: str
    first_day: str | None
    last_day: str | None
    months: int
    left: int
    row: str | None
    ratio: str | None
    members: list[dict[str, JSON]]
    certificate: dict[str, JSON] | None
    claims: list[str]
    times: int
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    household = str(inputs.start["household_key"])
    yield FactKey("household", household)
    yield FactKey("household_eligibility", household)
    yield FactKey("copay_reliefs", household)


@operator("copay_relief/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Raises `copay_matter_mismatch`, `copay_fact_missing`, `copay_person_unknown`, `copay_person_uninsured`,
    `copay_overlap`, `copay_certificate_unknown`, `copay_not_heard`, `copay_revoked_outside`.
    """
    start, entry, turn = inputs.start, inputs.entry, (inputs.times or 0) + 1
    if entry["result"] not in _ACTS[start["matter"]]:
        raise Refused("copay_matter_mismatch", at_field="result")
    known: Any = context.facts.get_fact("copay_reliefs", str(start["household_key"]))
    if start["matter"] != APPLICATION:
        return Done(_looked_at(inputs, known, turn, context))
    members = persons_of(entry, str(start["household_key"]), str(entry["from_day"]), context)
    rule = load_rule(context.values, str(start["ground"]), context.today)
    found = judged(_asked(start, entry, known), rule)
    _refuse_overlap(found, members, known)
    return Done(
        JudgeOutputs(
            finding=found.why or str(found.measure),
            measure=found.measure,
            share=str(found.share),
            first_day=_iso(found.first_day),
            last_day=_iso(found.last_day),
            months=found.months,
            left=found.left,
            row=found.row,
            ratio=None if found.ratio is None else str(found.ratio),
            members=members,
            certificate=None,
            claims=[],
            times=turn,
            sheets=[sheets.judged(found, rule, entry, str(start["wanted"]))],
        )
    )


def _asked(start: Any, entry: Any, known: Any) -> Application:
    facts: dict[str, Fact] = {name: Fraction(int(entry[name])) for name in FIGURES if entry.get(name) is not None}
    return Application(
        applied_on=date.fromisoformat(start["received_on"]),
        from_day=date.fromisoformat(entry["from_day"]),
        months=int(entry["months"]),
        facts=facts | {"cause": str(start["ground"])},
        inpatient=entry["care"] == "INPATIENT",
        urgent=bool(entry.get("urgent")),
        paid=entry["payment"] == "PAID",
        before=spans(known["certificates"]),
    )


def _refuse_overlap(found: Found, members: list[dict[str, JSON]], known: Any) -> None:
    if found.first_day is None or found.last_day is None:
        return
    for one in members:
        for other in known["certificates"]:
            if one["person_key"] in other["persons"] and overlaps(found.first_day, found.last_day, spans([other])):
                raise Refused("copay_overlap", at_field="from_day", name=one["name"], certificate=other["number"])


def _looked_at(inputs: JudgeInputs, known: Any, turn: int, context: Context) -> JudgeOutputs:
    """A certificate revoked, kept, or told that it runs out."""
    entry, one = inputs.entry, certificate_of(known, str(inputs.start["certificate_no"]))
    last, claims = str(one["last_day"]), list[str]()
    if entry["result"] == "REVOKE":
        last, claims = _revoked(entry, one, context)
    rule = load_rule(context.values, str(one["ground"]), date.fromisoformat(one["granted_on"]))
    left = _left_behind(one, known, rule)
    return JudgeOutputs(
        finding=str(entry["result"]),
        measure=str(one["measure"]),
        share=str(one["share"]),
        first_day=str(one["first_day"]),
        last_day=last,
        months=0,
        left=left,
        row=str(one["table_row"]),
        ratio=None,
        members=_members(one, context),
        certificate=dict(one),
        claims=claims,
        times=turn,
        sheets=[sheets.looked_at(one, entry, last, left, claims)],
    )


def _revoked(entry: Any, one: Any, context: Context) -> tuple[str, list[str]]:
    """The last day that stays, the day before the first where nothing does; of a false one the claims it led to."""
    kind = str(entry["revoke_kind"])
    if kind != "ENDED" and not entry.get("heard_on"):
        raise Refused("copay_not_heard", at_field="heard_on")
    if kind != "FALSE":
        if not one["first_day"] <= entry["revoke_from"] <= one["last_day"]:
            raise Refused("copay_revoked_outside", at_field="revoke_from", first=one["first_day"], last=one["last_day"])
        return (date.fromisoformat(entry["revoke_from"]) - timedelta(days=1)).isoformat(), []
    context.facts.require([FactKey("benefits", key) for key in one["persons"]])
    found: list[str] = []
    for key in one["persons"]:
        claims: Any = context.facts.get_fact("benefits", key)
        within = (c for c in claims if one["first_day"] <= c["last_day"] and c["first_day"] <= one["last_day"])
        found += [str(claim["claim_no"]) for claim in within]
    return (date.fromisoformat(one["first_day"]) - timedelta(days=1)).isoformat(), found


def _left_behind(one: Any, known: Any, rule: Rule) -> int:
    """How many months are left for a certificate that would begin the day after this one."""
    after = date.fromisoformat(one["last_day"]) + timedelta(days=1)
    return months_left(str(one["measure"]), after, spans(known["certificates"]), rule)


def _members(one: Any, context: Context) -> list[dict[str, JSON]]:
    """Those of the certificate who are still in the household."""
    household: Any = context.facts.get_fact("household", str(context.case["household_key"]))
    return [
        {"person_key": member["person_key"], "name": member["name"]}
        for member in household["members"]
        if member["person_key"] in one["persons"]
    ]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
