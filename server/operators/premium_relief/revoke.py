"""A relief revoked (減免の取消し): false from the start, or its ground has ended; what is left of it from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from server.domain.calendar import months_after
from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.relief.choice import of_grant
from server.domain.relief.grant import Grant, grant_json, read_grant
from server.domain.relief.rules import MONTHS, YEAR, load_rule
from server.domain.sheets import line, sheet
from server.operators.premium_relief.entry import instalments_of
from server.operators.premium_relief.known import bases, levies_of
from server.operators.premium_relief.look import in_force
from server.operators.premium_relief.sheets import proposal
from server.operators.premium_relief.words import GROUNDS, REVOKE

FALSE, IMPROVED, ENDED = "FALSE", "IMPROVED", "ENDED"


def judge(start: Any, entry: Any, known: Any, context: Context) -> dict[str, Any]:
    """The outputs of `premium_relief/judge` but its count.

    Raises `relief_none_granted`, `relief_not_heard` (an adverse decision needs a hearing), `relief_ends_before_event`.
    """
    year, household = int(start["levy_year"]), str(start["household_key"])
    standing = [one for one in in_force(known, year) if one["ground"] == entry["ground"]]
    if not standing:
        raise Refused("relief_none_granted", at_field="ground", year=year)
    if entry["result"] == "KEEP":
        return _kept(standing[-1], entry)
    one, kind = standing[-1], str(entry["revoke_kind"])
    if kind != ENDED and not entry.get("heard_on"):
        raise Refused("relief_not_heard", at_field="heard_on")
    grant = read_grant(one["terms"])
    levies, parameters = levies_of(household, year, context)
    levied = bases(levies, parameters)
    before = of_grant(grant, levied, year).yen
    left = (
        None if kind == FALSE else _cut(grant, one, date.fromisoformat(entry["revoke_from"]), household, year, context)
    )
    after = 0 if left is None else of_grant(left, levied, year).yen
    total = sum(levy.total for levy in levied)
    return {
        "outcome": "REVOKED",
        "ground": one["ground"],
        "best": None,
        "candidates": [],
        "members": [],
        "yen": before - after,
        "before": total - before,
        "large": before - after >= context.values.integer("relief.large_amount", context.today),
        "why": kind,
        "relief_key": one["relief_key"],
        "terms": None if left is None else grant_json(left),
        "sheets": _sheets(one, entry, before, after),
    }


def _kept(one: Any, entry: Any) -> dict[str, Any]:
    """It was looked at and may stay: two people say so."""
    ja, en = GROUNDS[one["ground"]]
    rows = [line("存続する減免", "Stays", f"{ja} {one['yen']:,}円", value_en=f"{en} {one['yen']:,} yen")]
    return {
        "outcome": "KEPT",
        "ground": one["ground"],
        "best": None,
        "candidates": [],
        "members": [],
        "yen": 0,
        "before": 0,
        "large": False,
        "why": None,
        "relief_key": one["relief_key"],
        "terms": None,
        "sheets": [
            proposal("KEPT", one["ground"], 0, 0, entry, None),
            sheet("revocation", "減免の存続", "The relief stays", rows),
        ],
    }


def _cut(grant: Grant, one: Any, from_day: date, household: str, year: int, context: Context) -> Grant:
    """The relief up to the day: months before its month, or the share of the instalments that were due before it."""
    rule = load_rule(context.values, grant.ground, date.fromisoformat(one["granted_on"]))
    if rule.scope in (MONTHS, YEAR):
        last = months_after(from_day.replace(day=1), -1)
        if grant.first_month is not None and last < grant.first_month:
            raise Refused("relief_ends_before_event", at_field="revoke_from")
        return replace(grant, last_month=last if grant.last_month is None else min(last, grant.last_month))
    applied = next(
        (row["applied_on"] for row in one_of(context, household) if row["case_id"] == one["case_id"]), one["granted_on"]
    )
    days = [day for day, _ in instalments_of(household, year, context, even=True) if day >= date.fromisoformat(applied)]
    kept = [day for day in days if day < from_day]
    return replace(grant, share=grant.share * Fraction(len(kept), len(days)) if days else grant.share)


def one_of(context: Context, household: str) -> Any:
    """The applications of the household, ended ones too."""
    known: Any = context.facts.get_fact("premium_reliefs", household)
    return known["applications"]


def _sheets(one: Any, entry: Any, before: int, after: int) -> list[dict[str, JSON]]:
    """What is proposed with its reasons, and what the revocation comes to."""
    proposed = proposal("REVOKED", one["ground"], before - after, 0, entry, None)
    return [proposed, _sheet(one, str(entry["revoke_kind"]), before, after)]


def _sheet(one: Any, kind: str, before: int, after: int) -> dict[str, JSON]:
    ja, en = GROUNDS[one["ground"]]
    why, why_en = REVOKE[kind]
    rows = [
        line("取り消す減免", "Relief", f"{ja} {before:,}円", value_en=f"{en} {before:,} yen"),
        line("取消しの理由", "Because", why, value_en=why_en),
        line("残る減免額", "Relief that is left", f"{after:,}円", value_en=f"{after:,} yen"),
        line("増える保険料", "The levy rises by", f"{before - after:,}円", value_en=f"{before - after:,} yen"),
    ]
    return sheet("revocation", "取消しの計算", "Revocation", rows)
