"""What becomes of certificates (資格確認書等の始末): ended in the register, and the recall of those that are still out.

Enrolment issues them, withdrawal ends them, re-issue does both: the shared part of the three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from server.domain.certificate import Holder, certificate_validity
from server.domain.effects import JSON, RegisterChange, StartCase
from server.domain.operating import Context

VALID = "VALID"


def valid_ones(documents: Iterable[Mapping[str, Any]], kind: str | None = None) -> list[Mapping[str, Any]]:
    """The documents that hold, of one kind or of any."""
    return [one for one in documents if one["status"] == VALID and kind in (None, one["kind"])]


def ended(document: Mapping[str, Any], status: str, on: date, context: Context) -> RegisterChange:
    """A valid document holds no more from a day on; `status` says why (SUPERSEDED, LOST, RETURNED, VOID)."""
    key = str(document["certificate_key"])
    payload = {"certificate_key": key, "on": on.isoformat(), "status": status}
    return RegisterChange("supersede_certificate", f"{context.case['id']}/old/{key}", payload)


def end_of_validity(birth: str, stay_until: str | None, validity: str, context: Context) -> tuple[str, str]:
    """The last day a certificate holds and what limits it; `validity` is FULL or SHORT.

    Where month or day of birth are unknown the earliest possible birthday ends the validity: never too long.
    """
    holder = Holder(
        date.fromisoformat(birth.replace("-00", "-01")), None if stay_until is None else date.fromisoformat(stay_until)
    )
    found = certificate_validity(context.today, holder, context.values, short=validity == "SHORT")
    return found.valid_to.isoformat(), found.limit.value


def recalled(person: Mapping[str, Any], document: Mapping[str, Any], spell: Mapping[str, Any]) -> dict[str, JSON]:
    """One line of a recall: which certificate of whom is to come back, by the branch number (枝番) printed on it."""
    return {
        "certificate_key": document["certificate_key"],
        "person_key": person["person_key"],
        "name": person["name"],
        "branch": spell["branch"],
        "issued_on": document["issued_on"],
    }


def start_recall(
    cause: str, documents: list[dict[str, JSON]], household: Mapping[str, Any], context: Context
) -> Iterator[StartCase]:
    """The case that waits for the documents to come back (回収); none where nothing is out."""
    if not documents:
        return
    heads = [m for m in household["members"] if m["person_key"] == household["head_person_key"]]
    data = {
        "channel": "LINK",
        "received_on": context.today.isoformat(),
        "household_key": household["household_key"],
        "head_name": heads[0]["name"] if heads else None,
        "head_kana": heads[0]["name_kana"] if heads else None,
        "cause": cause,
        "documents": documents,
    }
    yield StartCase("recall", f"recall/{context.case['id']}", data, str(household["household_key"]))
