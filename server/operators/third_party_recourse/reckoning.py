"""What a case of recourse comes to by the registers of now (求償額・時効): linked claims, amount, last days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from server.domain.benefits.claims import is_injury
from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.recourse.amount import Recourse, Treated, recourse_amount
from server.domain.recourse.limits import CivilAct, Limits, Touched, limits

OFFENDER, INSURER = "OFFENDER", "INSURER"


def hurt(one: Mapping[str, Any], context: Context) -> bool:
    """Whether a claim for treatment is one by which an injury is asked about."""
    codes = tuple(context.values.items("recourse.injury_codes", context.today))
    return bool(one["third_party"]) or any(is_injury(code, codes) for code in str(one["injuries"]).split())


def first_links(found: Iterable[Mapping[str, Any]], named: Sequence[str], since: str, context: Context) -> list[JSON]:
    """The claims that a case begins with: those named, and those of injuries treated on or after the day."""
    return [
        {"claim_no": one["claim_no"], "linked": True, "private_yen": 0, "why": "SCREENING"}
        for one in found
        if one["claim_no"] in named or (one["last_day"] >= since and hurt(one, context))
    ]


def treated(found: Iterable[Mapping[str, Any]], links: Iterable[Mapping[str, Any]]) -> Iterator[Treated]:
    """The linked claims as the rule reads them; what the federation took back is none."""
    by_number = {str(one["claim_no"]): one for one in found}
    for link in links:
        one = by_number.get(str(link["claim_no"]))
        if one is not None and link["linked"]:
            first = date.fromisoformat(one["first_day"])
            yield Treated(str(one["claim_no"]), str(one["month"]), first, int(one["benefit"]), int(link["private_yen"]))


def amount_now(found: Iterable[Mapping[str, Any]], links: Iterable[Mapping[str, Any]], entry: Any) -> Recourse:
    """The amount by the entry's facts and the register of now; raises as `recourse_amount`."""
    closed = entry["settlement"] == "CLOSED" and entry.get("settled_on")
    settled = date.fromisoformat(entry["settled_on"]) if closed else None
    only = entry["insurance"] == "COMPULSORY"
    left = int(entry["insured_left"]) if only and entry.get("insured_left") is not None else None
    return recourse_amount(treated(found, links), int(entry["fault"]), settled_on=settled, insured_left=left)


def touched(acts: Iterable[Mapping[str, Any]], against: str) -> tuple[Touched, ...]:
    """What was done against the offender or the insurer."""
    return tuple(
        Touched(
            CivilAct(one["act"]),
            date.fromisoformat(one["on_day"]),
            None if one["until"] is None else date.fromisoformat(one["until"]),
            str(one["document"]),
        )
        for one in acts
        if one["against"] == against
    )


def limits_now(
    accident_on: str, knew_on: str | None, acts: Sequence[Mapping[str, Any]], *, insured: bool, context: Context
) -> Limits:
    """The last days by everything that is on record."""
    return limits(
        date.fromisoformat(accident_on),
        None if knew_on is None else date.fromisoformat(knew_on),
        touched(acts, OFFENDER),
        touched(acts, INSURER) if insured else None,
        context.values,
    )


def said_limits(found: Limits) -> dict[str, JSON]:
    """The last days as the register keeps them."""
    return {
        "tort_until": found.tort_until.isoformat(),
        "act_until": found.act_until.isoformat(),
        "insurer_until": None if found.insurer_until is None else found.insurer_until.isoformat(),
    }


def claimed(case: Mapping[str, Any]) -> int:
    """Yen claimed so far, with every change of it."""
    kinds = ("RECOURSE_CLAIM", "RECOVERY_CLAIM", "CHANGED")
    return sum(int(line["yen"]) for one in case["claims"] for line in one["lines"] if line["kind"] in kinds)


def still_open(case: Mapping[str, Any]) -> int:
    """Yen that are open of all claims of the case."""
    return sum(max(int(one["open"]), 0) for one in case["claims"])
