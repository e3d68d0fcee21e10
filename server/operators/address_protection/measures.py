"""The measures themselves (措置): the register, her own household, the online block, the certificate, the letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.certificate import Holder, certificate_validity
from server.domain.effects import (
    JSON,
    Concerns,
    Decision,
    Effect,
    ExportRequest,
    JSONObject,
    LetterRequest,
    Message,
    RegisterChange,
)
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.protection import DECIDED, SLUG
from server.operators.address_protection import apart
from server.operators.address_protection.beginning import case_of, changed, key_of
from server.operators.address_protection.checking import spell_of
from server.operators.address_protection.people import VICTIM, put_person, safe_of
from server.operators.registry import operator

ONLINE, SUPPLY = "I12", "I08"


@dataclass(frozen=True, slots=True)
class SetInputs:
    """`persons` of the check, the entry, the round before (`round`, `own_household`: None in the first)."""

    persons: Any
    entry: Any
    round: int | None
    masked: Any
    authority: str
    own_household: str | None = None


@dataclass(frozen=True, slots=True)
class SetOutputs:
    """What stands: `status` DECIDED, the persons with their keys, her household, where letters are made, until when."""

    status: str
    round: int
    persons: list[dict[str, JSON]]
    victim: str
    letters_to: str
    own_household_key: str | None
    until: str


def _needs(inputs: SetInputs) -> Iterator[FactKey]:
    for person in inputs.persons:
        if person["person_key"]:
            for kind in ("person", "resident_record", "person_eligibility", "certificates", "share_class"):
                yield FactKey(kind, person["person_key"])


@operator("address_protection/set", inputs=SetInputs, outputs=SetOutputs, needs=_needs)
def put_in_force(inputs: SetInputs, context: Context) -> Done:
    """Carries the decided measures out, in one step: nothing of them can be forgotten.

    住民基本台帳事務処理要領 第5-10; National Health Insurance Act art. 9 (a certificate ex officio while her own data
    cannot be read online); levy on herself as head of a household of her own.
    """
    turn = (inputs.round or 0) + 1
    persons, effects = _keyed(inputs, context)
    effects.append(Concerns(tuple(str(one["person_key"]) for one in persons)))
    victim = next(one for one in persons if one["role"] == VICTIM)
    home = apart.household_of(inputs.entry, victim, inputs.own_household, context)
    effects += apart.move(persons, home, context)
    for person in persons:
        effects.append(_protection(person, inputs, home, turn, context))
        effects += _blocked(person, inputs, home, turn, context)
        effects.append(changed(f"set{turn}", str(person["person_key"]), context))
    effects += _told(inputs, victim, home, turn, context)
    outputs = SetOutputs(
        DECIDED, turn, persons, str(victim["person_key"]), home.letters_to, home.own, str(inputs.entry["until"])
    )
    return Done(outputs, tuple(effects))


def _keyed(inputs: SetInputs, context: Context) -> tuple[list[dict[str, JSON]], list[Effect]]:
    """The persons with their 宛名番号; one whom no register knows gets a number of this office's own (住登外)."""
    persons: list[dict[str, JSON]] = []
    effects: list[Effect] = []
    for person in inputs.persons:
        key = person["person_key"]
        if not key:
            key = str(context.facts.get_fact("reserved_key", f"person/{case_of(context)}-{person['row']}"))
            known = {**person, "name_kana": person["kana"]}
            effects.append(put_person(key, known, context.today.isoformat(), context))
        elif context.facts.get_fact("person", key) is None:
            record = context.facts.get_fact("resident_record", key)
            effects.append(put_person(key, record, context.today.isoformat(), context))
        persons.append({**person, "person_key": key})
    return persons, effects


def _protection(person: JSONObject, inputs: SetInputs, home: apart.Home, turn: int, context: Context) -> RegisterChange:
    entry, key = inputs.entry, str(person["person_key"])
    hidden = [{name: one.get(name) for name in ("name", "person_key", "relation")} for one in entry["hide_from"]]
    payload = {
        "protection_key": key_of(key, context),
        "person_key": key,
        "status": DECIDED,
        "valid_from": context.today.isoformat(),
        "case_id": case_of(context),
        "proof_kind": entry["proof_kind"],
        "proof_on": entry["proof_date"],
        "issuer": entry["issuer"],
        "until": entry["until"],
        "hide_from": hidden,
        "block_online": bool(entry.get("block_online")),
        "own_household_key": home.own,
        "from_household_key": home.left,
        "separated_on": home.on,
        "safe": safe_of(entry),
    }
    return RegisterChange("put_protection", f"{case_of(context)}/set{turn}/{key}", payload)


def _blocked(person: JSONObject, inputs: SetInputs, home: apart.Home, turn: int, context: Context) -> Iterator[Effect]:
    """Her own data cannot be read online, nobody is answered automatically, and a certificate stands for the card."""
    key, case = str(person["person_key"]), case_of(context)
    today = context.today.isoformat()
    yield ExportRequest(SUPPLY, f"{case}/{turn}/{key}/supply", today, {"person_key": key, "no_auto_reply": True})
    block = bool(inputs.entry.get("block_online"))
    if block:
        yield ExportRequest(ONLINE, f"{case}/{turn}/{key}/own_data", today, {"person_key": key, "own_data": "blocked"})
        payload = {"person_key": key, "status": "blocked", "valid_from": today}
        yield RegisterChange("put_card_status", f"{case}/{turn}/{key}/card", payload)
    insured = spell_of(person["person_key"] if person.get("household_key") else None, context) is not None
    if insured and turn == 1 and (block or home.own is not None):
        yield from _certificate(person, home, context)


def _certificate(person: JSONObject, home: apart.Home, context: Context) -> Iterator[Effect]:
    key, case = str(person["person_key"]), case_of(context)
    for old in context.facts.get_fact("certificates", key):
        if old["status"] == "VALID":
            gone = {"certificate_key": old["certificate_key"], "on": context.today.isoformat(), "status": "SUPERSEDED"}
            yield RegisterChange("supersede_certificate", f"{case}/old/{old['certificate_key']}", gone)
    known = context.facts.get_fact("person", key)
    birth, stay = str(known["birth_date"]).replace("-00", "-01"), known["stay_until"]
    holder = Holder(date.fromisoformat(birth), None if stay is None else date.fromisoformat(str(stay)))
    until = certificate_validity(context.today, holder, context.values).valid_to.isoformat()
    share = context.facts.get_fact("share_class", key)
    number = f"C{context.facts.get_fact('reserved_key', f'certificate/{case}-{key}')}"
    document = {
        "certificate_key": number,
        "person_key": key,
        "household_key": home.letters_to,
        "kind": "CERTIFICATE",
        "issued_on": context.today.isoformat(),
        "valid_until": until,
        "share": None if share is None else share["share"],
    }
    yield RegisterChange("put_certificate", f"{case}/{number}", document)
    keys = {"household_key": home.letters_to, "person_key": key, "certificate_key": number}
    yield LetterRequest("enrolment/certificate", home.letters_to, key, keys, "TRACKED")


def _told(inputs: SetInputs, victim: JSONObject, home: apart.Home, turn: int, context: Context) -> Iterator[Effect]:
    entry, case = inputs.entry, case_of(context)
    keys = {
        "household_key": home.letters_to,
        "person_key": victim["person_key"],
        "valid_from": entry["valid_from"],
        "until": entry["until"],
        "renewed": turn > 1,
        "blocked": bool(entry.get("block_online")),
        "apart": home.own is not None,
    }
    yield LetterRequest(f"{SLUG}/set_notice", home.letters_to, str(victim["person_key"]), keys, "TRACKED")
    for household in dict.fromkeys(one for one in (home.left, home.own) if one is not None and home.moves):
        about = {"household_key": household, "case_id": case}
        yield Message("household_changed", f"{case}/{turn}/{household}/household_changed", about, {"from": home.on})
    yield Decision(
        kind=SLUG,
        result="decided",
        task="decide",
        authority=inputs.authority,
        confirm="none",
        summary=f"支援措置 {entry['until']} まで",
        basis={"proof_kind": entry["proof_kind"], "proof_date": entry["proof_date"], "until": entry["until"]},
    )
