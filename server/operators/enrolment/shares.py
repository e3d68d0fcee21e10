"""The share of members aged 70 to 74 at enrolment (負担割合の判定): one for the household, from its known incomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from server.domain.effects import JSON, RegisterChange
from server.domain.operating import Context
from server.domain.share_class import Senior, Share, income_year, is_senior, senior_share, share_by_age, share_from

_PERCENT = 10


def household_share(
    household_key: str, members: list[dict[str, JSON]], context: Context
) -> Iterator[tuple[dict[str, JSON], RegisterChange | None]]:
    """For each member its share as JSON and the register change, which seniors with a computed share alone need.

    All insured of 70 to 74 in the household count, those already insured too. Act art. 42, Order art. 27-2.
    """
    today = context.today
    seniors = _seniors(household_key, members, context)
    common = senior_share(seniors, today, context.values) if seniors else None
    for member in members:
        birth = _birth(member["birth_date"])
        if birth is None or common is None or not is_senior(birth, today, context.values):
            yield _young(birth, context), None
            continue
        yield _senior(member, birth, common, context)


def _young(birth: date | None, context: Context) -> dict[str, JSON]:
    share = None if birth is None else share_by_age(birth, context.today, context.values)
    return {"tenths": None if share is None else share.tenths, "from": None, "status": "BY_AGE", "trace": []}


def _senior(
    member: Mapping[str, JSON], birth: date, share: Share, context: Context
) -> tuple[dict[str, JSON], RegisterChange | None]:
    effective = share_from(birth, date.fromisoformat(str(member["applied_from"])), context.today, context.values)
    shown: dict[str, JSON] = {
        "tenths": share.tenths,
        "from": effective.isoformat(),
        "status": share.status.value,
        "trace": [
            {"test": t.test.value, "holds": t.holds, "figure": t.figure, "limit": t.limit, "article": t.article}
            for t in share.trace
        ],
    }
    if share.tenths is None:
        return shown, None
    payload = {
        "person_key": member["person_key"],
        "share": share.tenths * _PERCENT,
        "basis": share.by.value,
        "valid_from": effective.isoformat(),
        "provisional": share.status.value == "PROVISIONAL",
    }
    key = f"{context.case['id']}/share/{member['person_key']}"
    return shown, RegisterChange("put_share_class", key, payload)


def _seniors(household_key: str, members: list[dict[str, JSON]], context: Context) -> list[Senior]:
    """The insured of 70 to 74: the joining ones and those who are in already."""
    household = context.facts.get_fact("household", household_key)
    spells = context.facts.get_fact("household_eligibility", household_key)["spells"]
    incomes = context.facts.get_fact("incomes_of_household", household_key)
    births = {str(m["person_key"]): str(m["birth_date"]) for m in [*household["members"], *members]}
    insured = {str(m["person_key"]) for m in members} | {
        str(spell["person_key"]) for spell in spells if _open(spell, context.today)
    }
    year = income_year(context.today, context.values)
    known = {row["person_key"]: row["figures"] for row in incomes if row["income_year"] == year and row["known"]}
    return [
        _figures(person, known.get(person))
        for person in sorted(insured)
        if (birth := _birth(births.get(person))) is not None and is_senior(birth, context.today, context.values)
    ]


def _figures(person: str, figures: Mapping[str, int] | None) -> Senior:
    if figures is None:
        return Senior(person, None, None)
    return Senior(person, figures.get("taxable_income"), figures.get("base_income"), receipts=figures.get("receipts"))


def _open(spell: Mapping[str, JSON], day: date) -> bool:
    ends = spell["tekiyo_to"]
    return ends is None or day < date.fromisoformat(str(ends))


def _birth(text: JSON) -> date | None:
    """A whole birth date; None where parts of it are unknown (`1950-00-00`), which no rule of age may guess."""
    return None if not isinstance(text, str) or "-00" in text else date.fromisoformat(text)
