"""A refusal (却下) in any procedure: the decision on record, and its letter with facts, reason and the appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, JSONObject, LetterRequest
from server.domain.operating import Context, Done
from server.domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class RefuseInputs:
    """`reason` and `provision` as the decider wrote them; `finding` of whoever looked into it, if anyone did."""

    reason: str
    provision: str
    entry: Any
    received_on: str
    finding: str | None


@dataclass(frozen=True, slots=True)
class RefuseOutputs:
    """`reason` that the letter gives."""

    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """How a procedure names its refusal: `authority` the row of 専決区分, `words` of the decision, its result."""

    authority: str
    words: str
    result: str = "refused"


def refused(inputs: Any, context: Context, row: Row, said: JSONObject, person_key: str | None = None) -> Done:
    """Records the refusal and requests the letter `<slug>/refusal` with the notice of appeal (国保法91条).

    `said` is what the letter tells besides; `inputs` has the fields of `RefuseInputs` that are read here. Raises
    `head_unknown` where nobody can be written to.
    """
    household, slug = context.case.get("household_key"), str(context.case["procedure"])
    if not household:
        raise Refused("head_unknown", at_field="household_key")
    keys: dict[str, JSON] = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        **said,
        "facts": [inputs.finding or inputs.reason],
        "provision": inputs.provision,
        "reason": inputs.reason,
    }
    decision = Decision(
        kind=slug,
        result=row.result,
        task="decide",
        authority=row.authority,
        confirm="none",
        summary=f"{row.words} {inputs.provision}",
        basis={"reason": inputs.reason, "provision": inputs.provision},
    )
    letter = LetterRequest(f"{slug}/refusal", str(household), person_key, keys, "TRACKED")
    return Done(RefuseOutputs(inputs.reason), (decision, letter))
