"""The re-issue (再交付): the old document ends, a new one begins today, the head is advised after a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators import certificates
from server.operators.certificate.application import token_of
from server.operators.registry import operator

OLD = "certificate/old_document"
_LOST = ("lost", "stolen")


@dataclass(frozen=True, slots=True)
class ReissueInputs:
    """`target` of the precheck, the entry, who decides by which row of 専決区分; `checked`: the check's result."""

    target: Any
    entry: Any
    household_key: str
    received_on: str
    delivery: str
    decider: str
    rule: str
    checked: str


@dataclass(frozen=True, slots=True)
class ReissueOutputs:
    """`certificate_key` of the new document, what became of the old one, until when misuse is watched (None: not)."""

    certificate_key: str
    old_status: str
    watched_until: str | None


def _needs(inputs: ReissueInputs) -> Iterator[FactKey]:
    person = str(inputs.target["person_key"])
    yield FactKey("certificates", person)
    yield FactKey("person_eligibility", person)
    yield FactKey("household", inputs.household_key)


@operator("certificate/reissue", inputs=ReissueInputs, outputs=ReissueOutputs, needs=_needs, tables=(OLD,))
def reissue(inputs: ReissueInputs, context: Context) -> Done:
    """Ends the old document and prints a new one with today's day of issue. Enforcement Regulations art. 7.

    Raises `Refused("nothing_to_reissue")` when the old one was ended meanwhile, `reissue_not_insured` when the person
    lost the eligibility since the check.
    """
    target = inputs.target
    person, name = str(target["person_key"]), str(target["name"])
    if context.facts.get_fact("person_eligibility", person)["current"] is None:
        raise Refused("reissue_not_insured", person=name)
    old = [one for one in _held(inputs, context) if one["certificate_key"] == target["old_key"]]
    if not old:
        raise Refused("nothing_to_reissue", person=name, document=target["document"])
    attached = inputs.entry.get("old_attached") == "yes"
    chosen = context.decide(OLD, {"reason": inputs.entry["reason"], "attached": attached})
    key = _new_key(person, context)
    until = _watched_until(context) if chosen["watch"] else None
    effects: list[Effect] = [certificates.ended(old[0], chosen["status"], context.today, context)]
    effects += [_put(inputs, key, context), *_bound(inputs), _decision(inputs)]
    effects += _letters(inputs, key, until)
    effects += _after(inputs, old[0], chosen, until, context)
    return Done(ReissueOutputs(key, chosen["status"], until), tuple(effects))


def _held(inputs: ReissueInputs, context: Context) -> list[Any]:
    documents = context.facts.get_fact("certificates", str(inputs.target["person_key"]))
    return certificates.valid_ones(documents, str(inputs.target["document"]))


def _new_key(person: str, context: Context) -> str:
    """The number set aside for the new document of this case."""
    asked = f"certificate/{context.case['id']}-{person}"
    context.facts.require([FactKey("reserved_key", asked)])
    return f"C{context.facts.get_fact('reserved_key', asked)}"


def _watched_until(context: Context) -> str:
    days = context.values.integer("certificate.misuse_watch_days", context.today)
    return (context.today + timedelta(days=days)).isoformat()


def _put(inputs: ReissueInputs, key: str, context: Context) -> RegisterChange:
    """The new document: issued today, valid as long as the one that it replaces."""
    payload = {
        "certificate_key": key,
        "person_key": inputs.target["person_key"],
        "household_key": inputs.household_key,
        "kind": inputs.target["document"],
        "issued_on": context.today.isoformat(),
        "valid_until": inputs.target["valid_until"],
        "share": inputs.target["share"],
    }
    return RegisterChange("put_certificate", f"{context.case['id']}/{key}", payload)


def _bound(inputs: ReissueInputs) -> list[Effect]:
    token = token_of(inputs.entry)
    if not token:
        return []
    payload = {"token": token, "person_key": str(inputs.target["person_key"])}
    return [RegisterChange("bind_my_number", f"number/{token}", payload)]


def _letters(inputs: ReissueInputs, key: str, watched_until: str | None) -> Iterator[LetterRequest]:
    """The document itself, as enrolment prints it, and the advice after a loss."""
    household, person = inputs.household_key, str(inputs.target["person_key"])
    common: dict[str, JSON] = {"household_key": household, "received_on": inputs.received_on}
    if inputs.target["document"] == "CERTIFICATE":
        keys = {**common, "person_key": person, "certificate_key": key}
        yield LetterRequest("enrolment/certificate", household, person, keys, inputs.delivery)
    else:
        post = "WINDOW" if inputs.delivery == "WINDOW" else "POST"
        yield LetterRequest("enrolment/info_sheet", household, None, {**common, "person_keys": [person]}, post)
    if inputs.entry["reason"] in _LOST:
        advice = {
            "household_key": household,
            "person_key": person,
            "document": inputs.target["document"],
            "lost_on": inputs.entry["lost_on"],
            "stolen": inputs.entry["reason"] == "stolen",
            "police_no": inputs.entry.get("police_no"),
            "watched_until": watched_until,
        }
        post = "WINDOW" if inputs.delivery == "WINDOW" else "POST"
        yield LetterRequest("certificate/loss_advice", household, person, advice, post)


def _after(
    inputs: ReissueInputs, old: Any, chosen: dict[str, JSON], watched_until: str | None, context: Context
) -> Iterator[Effect]:
    """The watch over a stolen document, and the recall of one that could not be attached."""
    target = inputs.target
    if watched_until is not None:
        payload = {
            "certificate_key": old["certificate_key"],
            "person_key": target["person_key"],
            "valid_from": context.today.isoformat(),
            "valid_to": watched_until,
            "police_no": inputs.entry.get("police_no"),
        }
        yield RegisterChange("put_certificate_watch", f"{context.case['id']}/watch/{old['certificate_key']}", payload)
    if chosen["recall"] and target["document"] == "CERTIFICATE":
        household = context.facts.get_fact("household", inputs.household_key)
        line = certificates.recalled(target, old, target)
        yield from certificates.start_recall("SUPERSEDED", [line], household, context)


def _decision(inputs: ReissueInputs) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    return Decision(
        kind="certificate",
        result="reissued",
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"再交付 {inputs.target['name']}",
        basis={"person_key": inputs.target["person_key"], "reason": inputs.entry["reason"]},
    )
