"""The letters of the simple declaration at their issue (申告の依頼・催促・受付票)."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.income_declaration.words import PAPERS
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


@letter("income_declaration/request", needs=_needs)
def request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The request for the declaration of all whose income is unknown; no disposition, no notice of appeal."""
    return {**frame(keys, context), **_asked(keys, context)}


@letter("income_declaration/reminder", needs=_needs)
def reminder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The reminder, which names the day of the first request and who is still missing."""
    return {**frame(keys, context), **_asked(keys, context), "first_requested_on": keys["first_requested_on"]}


def _asked(keys: JSONObject, context: Context) -> dict[str, JSON]:
    office = context.facts.get_fact("office", str(keys["office"]))
    year = int(keys["income_year"])
    return {
        "case_number": keys["case_number"],
        "income_from": f"{year}-01",
        "income_to": f"{year}-12",
        "fiscal_year": year + 1,
        "members": [{"name": name} for name in keys["members"]],
        "due_on": keys["due_on"],
        "hand_in_at": office["name"],
    }


@letter("income_declaration/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number in the citizen's hand before the paper leaves it."""
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "国民健康保険料の所得の申告(簡易申告)",
        "persons": keys["persons"],
        "papers": [PAPERS[code] for code in keys["papers"]],
        "missing": [],
        "due_on": keys["due_on"],
    }
