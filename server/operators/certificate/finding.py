"""A lost certificate that was found (見つかった資格確認書): it comes back at once and stays invalid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Concerns, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.operators.certificate import application
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class TakeBackInputs:
    """`entry` the answers of 申請内容の入力 with `found_on`; days ISO."""

    entry: Any
    received_on: str
    household_key: str | None


@dataclass(frozen=True, slots=True)
class TakeBackOutputs:
    """`returned` the keys of the documents that came back."""

    returned: list[JSON]


def _needs(inputs: TakeBackInputs) -> Iterator[FactKey]:
    yield from application.needs(inputs.entry, inputs.household_key)


@operator("certificate/take_back", inputs=TakeBackInputs, outputs=TakeBackOutputs, needs=_needs)
def take_back(inputs: TakeBackInputs, context: Context) -> Done:
    """Records the return of the certificate that was lost. Enforcement Regulations art. 7.

    Raises `InputInvalid("nothing_found_again")` where none of the person is on record as lost, `lost_day_in_future`.
    """
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    entry = inputs.entry
    key = application.person_of(entry, inputs.household_key, context)
    if str(entry["found_on"]) > inputs.received_on:
        raise InputInvalid([FieldError("found_on", "lost_day_in_future")])
    documents = context.facts.get_fact("certificates", key)
    lost = [one for one in documents if one["status"] == "LOST" and one["kind"] == entry["document"]]
    if not lost:
        raise InputInvalid([FieldError("reason", "nothing_found_again", {"person": str(entry["target_name"])})])
    changes = [_returned(str(one["certificate_key"]), key, inputs, context) for one in lost]
    returned = [one["certificate_key"] for one in lost]
    return Done(TakeBackOutputs(returned), (*changes, Concerns((key,))))


def _returned(certificate: str, person: str, inputs: TakeBackInputs, context: Context) -> RegisterChange:
    payload = {
        "certificate_key": certificate,
        "person_key": person,
        "household_key": inputs.household_key,
        "status": "RETURNED",
        "valid_from": inputs.entry["found_on"],
        "case_id": context.case["id"],
    }
    return RegisterChange("put_recall", f"{context.case['id']}/found/{certificate}", payload)
