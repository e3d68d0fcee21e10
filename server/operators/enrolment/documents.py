"""What the citizen gets (交付する書類): certificate or information sheet for each member, and who must be told.

The table chooses the document; the day until which it holds is computed. The letters are requested by keys only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar
from server.domain.certificate import Holder, certificate_validity
from server.domain.effects import JSON, Effect, ExportRequest, JSONObject, LetterRequest, Message, RegisterChange
from server.domain.enrolment import export_due
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.operators.registry import operator

_HUB = "I09"
_AT_THE_WINDOW = ("OK", "OK_WITH_NOTE", "NUMBER_LOOKED_UP")


@dataclass(frozen=True, slots=True)
class IssueInputs:
    """`members` as registered, the result of the identity check, and how many days the notification was late.

    `ground` and `reason` of an act ex officio (None: somebody notified).
    """

    members: Any
    household_key: str
    identity: str
    received_on: str
    late_days: int
    case_id: str
    ground: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class IssueOutputs:
    """`documents`: for each person its kind, key, last day of validity and what set it."""

    documents: list[dict[str, JSON]]
    delivery: str


def _needs(inputs: IssueInputs) -> Iterator[FactKey]:
    for member in inputs.members:
        yield FactKey("oqs_status", member["person_key"])
        yield FactKey("certificates", member["person_key"])
        yield FactKey("reserved_key", f"certificate/{inputs.case_id}-{member['person_key']}")


@operator(
    "enrolment/issue_documents",
    inputs=IssueInputs,
    outputs=IssueOutputs,
    needs=_needs,
    tables=("enrolment/document_kind",),
)
def issue_documents(inputs: IssueInputs, context: Context) -> Done:
    """Issues each member's document, tells the hub within its days and the levy by a message.

    Act art. 9, Regulations arts. 4-2, 6 and 7-3; Act no. 48 of 2023, Supplementary Provisions art. 15. Handed over at
    the window only when the identity was proven there, else by tracked post to the registered address.
    """
    at_window = inputs.identity in _AT_THE_WINDOW and context.case.get("channel") == "COUNTER"
    delivery = "WINDOW" if at_window else "TRACKED"
    documents: list[dict[str, JSON]] = []
    effects: list[Effect] = []
    for member in inputs.members:
        document, changes = _document(member, inputs, context)
        documents.append(document)
        effects += changes
    effects += _letters(inputs, documents, delivery)
    if inputs.ground:
        effects.append(_ex_officio(inputs, context))
    effects += _tell(inputs, context)
    return Done(IssueOutputs(documents, delivery), tuple(effects))


def _document(
    member: dict[str, JSON], inputs: IssueInputs, context: Context
) -> tuple[dict[str, JSON], list[RegisterChange]]:
    person = str(member["person_key"])
    chosen = context.decide(
        "enrolment/document_kind",
        {
            "special_medical": False,
            "online_status": context.facts.get_fact("oqs_status", person),
            "needs_care": bool(member["needs_care"]),
        },
    )
    until, limit = _until(member, chosen["validity"], context)
    key = f"C{context.facts.get_fact('reserved_key', f'certificate/{inputs.case_id}-{person}')}"
    document: dict[str, JSON] = {
        "person_key": person,
        "name": member["name"],
        "kind": chosen["kind"],
        "certificate_key": key,
        "valid_until": until,
        "limit": limit,
    }
    return document, [*_superseded(person, document, context), _put(member, document, inputs, context)]


def _until(member: dict[str, JSON], validity: str, context: Context) -> tuple[str | None, str | None]:
    """The last day a certificate holds and what limits it; an information sheet has none of its own."""
    if validity == "NONE":
        return None, None
    birth, stay = str(member["birth_date"]), member["stay_until"]
    # Where month or day of birth are unknown the earliest possible birthday ends the validity: never too long.
    holder = Holder(
        date.fromisoformat(birth.replace("-00", "-01")),
        None if stay is None else date.fromisoformat(str(stay)),
    )
    found = certificate_validity(context.today, holder, context.values, short=validity == "SHORT")
    return found.valid_to.isoformat(), found.limit.value


def _superseded(person: str, document: dict[str, JSON], context: Context) -> Iterator[RegisterChange]:
    """One valid document of a kind for each person: the earlier one is superseded (二重の交付はない)."""
    for old in context.facts.get_fact("certificates", person):
        if old["status"] == "VALID" and old["kind"] == document["kind"]:
            payload = {
                "certificate_key": old["certificate_key"],
                "on": context.today.isoformat(),
                "status": "SUPERSEDED",
            }
            yield RegisterChange("supersede_certificate", f"{context.case['id']}/old/{old['certificate_key']}", payload)


def _put(member: dict[str, JSON], document: dict[str, JSON], inputs: IssueInputs, context: Context) -> RegisterChange:
    share: Any = member["share"]
    payload = {
        "certificate_key": document["certificate_key"],
        "person_key": document["person_key"],
        "household_key": inputs.household_key,
        "kind": document["kind"],
        "issued_on": context.today.isoformat(),
        "valid_until": document["valid_until"],
        "share": share["tenths"] * 10 if share["from"] and share["tenths"] else None,
    }
    return RegisterChange("put_certificate", f"{context.case['id']}/{document['certificate_key']}", payload)


def _letters(inputs: IssueInputs, documents: list[dict[str, JSON]], delivery: str) -> Iterator[LetterRequest]:
    common = {"household_key": inputs.household_key, "received_on": inputs.received_on}
    for document in documents:
        if document["kind"] == "CERTIFICATE":
            keys = {**common, "person_key": document["person_key"], "certificate_key": document["certificate_key"]}
            person = str(document["person_key"])
            yield LetterRequest("enrolment/certificate", inputs.household_key, person, keys, delivery)
    sheets = [str(d["person_key"]) for d in documents if d["kind"] == "INFO_SHEET"]
    if sheets:
        post = "WINDOW" if delivery == "WINDOW" else "POST"
        yield LetterRequest("enrolment/info_sheet", inputs.household_key, None, {**common, "person_keys": sheets}, post)
    if inputs.late_days > 0:
        people = [str(d["person_key"]) for d in documents]
        yield LetterRequest("enrolment/retroactive", inputs.household_key, None, {**common, "person_keys": people})


def _ex_officio(inputs: IssueInputs, context: Context) -> LetterRequest:
    """The notice to the head of an acquisition that nobody notified, with its ground and the way to appeal."""
    keys: dict[str, JSON] = {
        "household_key": inputs.household_key,
        "case_number": context.case["number"],
        "ground": inputs.ground,
        "reason": inputs.reason,
        "members": [
            {"name": member["name"], "birth_date": member["birth_date"], "applied_from": member["applied_from"]}
            for member in inputs.members
        ],
    }
    return LetterRequest("enrolment/ex_officio", inputs.household_key, None, keys, "TRACKED")


def _tell(inputs: IssueInputs, context: Context) -> Iterator[Effect]:
    """The hub's record with its last day, and the message that the levy waits for."""
    due = export_due(date.fromisoformat(inputs.received_on), context.values, Calendar(context.values)).isoformat()
    for member in inputs.members:
        yield ExportRequest(_HUB, f"{context.case['id']}/{member['person_key']}", due, _record(member, inputs))
    first: JSONObject = {"from": min(str(member["applied_from"]) for member in inputs.members)}
    keys = {"household_key": inputs.household_key, "case_id": context.case["id"]}
    yield Message("eligibility_changed", f"{context.case['id']}/eligibility_changed", keys, first)


def _record(member: dict[str, JSON], inputs: IssueInputs) -> dict[str, JSON]:
    names = ("person_key", "eligible_from", "applied_from", "symbol", "number", "branch")
    return {"household_key": inputs.household_key} | {name: member[name] for name in names}
