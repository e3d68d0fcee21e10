"""The beginning of a recall (回収の始まり): which certificates of the household are out and hold no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain import sheets as paper
from server.domain.effects import JSON, Concerns, JSONObject, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator

_OUT = ("VOID", "SUPERSEDED")
_CERTIFICATE = "CERTIFICATE"


@dataclass(frozen=True, slots=True)
class OpenInputs:
    """`begun` the case's start: with `documents` where another procedure has started it, without when a person did."""

    begun: Any
    household_key: str | None
    cause: str


@dataclass(frozen=True, slots=True)
class OpenOutputs:
    """`documents` that are waited for since `asked_on`."""

    documents: list[dict[str, JSON]]
    asked_on: str
    sheets: list[dict[str, JSON]]


def _needs(inputs: OpenInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", inputs.household_key)


@operator("recall/open", inputs=OpenInputs, outputs=OpenOutputs, needs=_needs)
def open_recall(inputs: OpenInputs, context: Context) -> Done:
    """Puts on record that the certificates are to come back. Enforcement Regulations arts. 11 and 12.

    Raises `Refused("recall_nothing_out")` where no certificate of the household waits to be returned.
    """
    household = context.facts.get_fact("household", inputs.household_key) if inputs.household_key else None
    if household is None:
        raise Refused("head_unknown", at_field="household_key")
    documents = list(inputs.begun.get("documents") or _out(household, context))
    if not documents:
        raise Refused("recall_nothing_out", at_field="household_key")
    today = context.today.isoformat()
    changes = [recall(one, "WAITING", today, 0, str(inputs.household_key), context) for one in documents]
    concerned = Concerns(tuple(dict.fromkeys(str(one["person_key"]) for one in documents)))
    return Done(OpenOutputs(documents, today, waiting_sheet(documents)), (*changes, concerned))


def _out(household: JSONObject, context: Context) -> Iterator[dict[str, JSON]]:
    """Certificates that hold no more and neither came back nor are waited for by another case."""
    people = [str(member["person_key"]) for member in household["members"]]
    kinds = ("certificates", "recalls", "person_eligibility", "person")
    context.facts.require([FactKey(kind, key) for key in people for kind in kinds])
    for key in people:
        known = {one["certificate_key"]: one["status"] for one in context.facts.get_fact("recalls", key)}
        spells = context.facts.get_fact("person_eligibility", key)["spells"]
        for document in context.facts.get_fact("certificates", key):
            if document["kind"] == _CERTIFICATE and document["status"] in _OUT and _free(known, document) and spells:
                yield {
                    "certificate_key": document["certificate_key"],
                    "person_key": key,
                    "name": context.facts.get_fact("person", key)["name"],
                    "branch": spells[-1]["branch"],
                    "issued_on": document["issued_on"],
                }


def _free(known: dict[str, str], document: JSONObject) -> bool:
    return known.get(str(document["certificate_key"])) in (None, "UNRETURNED")


def recall(
    document: JSONObject, status: str, on: str, reminders: int, household_key: str, context: Context
) -> RegisterChange:
    """How the recall of one certificate stands from a day on."""
    payload = {
        "certificate_key": document["certificate_key"],
        "person_key": document["person_key"],
        "household_key": household_key,
        "status": status,
        "valid_from": on,
        "reminders": reminders,
        "case_id": context.case["id"],
    }
    key = f"{context.case['id']}/recall/{document['certificate_key']}/{status}/{reminders}"
    return RegisterChange("put_recall", key, payload)


def waiting_sheet(documents: list[dict[str, JSON]]) -> list[dict[str, JSON]]:
    """What is still waited for, beside the form in which returns are recorded."""
    lines = [paper.line(f"枝番{one['branch']}", f"Branch {one['branch']}", str(one["name"])) for one in documents]
    return [paper.sheet("recall", "返納を待つ資格確認書", "Certificates waited for", lines)]
