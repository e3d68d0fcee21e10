"""Answers of third parties on record (回答の登録): assets into the register, a namesake's answer discarded.

Name, reading and birth date of the answer must be the debtor's; else the answer is another person's, is thrown away,
and only that it was is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Effect, Message, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.seizure import Holder, Other, failed, identity
from server.operators.asset_inquiry.asking import EXEMPT
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class ReadInputs:
    """The receipt and the answers as they were entered."""

    start: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class ReadOutputs:
    """How many answers were held against their questions."""

    count: int


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("debtor", str(inputs.start["household_key"]))


@operator("asset_inquiry/read", inputs=ReadInputs, outputs=ReadOutputs, needs=_needed)
def read(inputs: ReadInputs, context: Context) -> Done:
    """Holds each answer against its question and the debtor. Raises `asset_inquiry_unknown`,
    `asset_inquiry_answered_before`, `asset_inquiry_answered_twice`, `asset_inquiry_before_asked`,
    `asset_inquiry_answer_incomplete`, `asset_inquiry_namesake`."""
    asked = _asked(context)
    debtor: Any = context.facts.get_fact("debtor", str(inputs.start["household_key"]))
    answers = inputs.entry["answers"]
    seen: set[str] = set()
    for place, row in enumerate(answers):
        _judge(row, asked, debtor, f"answers.{place}")
        number = str(row["inquiry_number"]).strip()
        if number in seen:
            raise Refused("asset_inquiry_answered_twice", at_field=f"answers.{place}.inquiry_number", number=number)
        seen.add(number)
    return Done(ReadOutputs(len(answers)))


def _asked(context: Context) -> dict[str, Any]:
    every: Any = context.facts.get_fact("asset_inquiries", str(context.case["id"]))
    return {str(one["number"]): one for one in every}


def _judge(row: Mapping[str, Any], asked: Mapping[str, Any], debtor: Mapping[str, Any], path: str) -> None:
    number = str(row["inquiry_number"]).strip()
    if number not in asked:
        raise Refused("asset_inquiry_unknown", at_field=f"{path}.inquiry_number", number=number)
    if asked[number]["answer"] is not None:
        raise Refused("asset_inquiry_answered_before", at_field=f"{path}.inquiry_number", number=number)
    if row["answered_on"] < asked[number]["asked_on"]:
        raise Refused("asset_inquiry_before_asked", at_field=f"{path}.answered_on", number=number)
    if row["answer"] != "FOUND":
        return
    if not row["detail"] or not row["as_of"]:
        raise Refused("asset_inquiry_answer_incomplete", at_field=f"{path}.detail", number=number)
    name, kana, birth = (str(row[f"holder_{what}"] or "") for what in ("name", "kana", "birth"))
    holder = Holder(name, kana, birth, "")
    names = [(one["name"], one["kana"]) for one in debtor["names"]]
    wrong = failed(identity(holder, names, str(debtor["birth_date"]), (), Other.NOT_ASKED))
    if any(check.code != "seizure_holder_address" for check in wrong):
        raise Refused("asset_inquiry_namesake", at_field=f"{path}.answer", number=number)


@dataclass(frozen=True, slots=True)
class RecordInputs:
    """The receipt and the answers as they were checked."""

    start: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class RecordOutputs:
    """`waiting` answers still awaited; assets `found`, answers with `exempt` ones alone, and refusals, all together."""

    state: str
    waiting: int
    found: int
    exempt: int
    refused: int


@operator("asset_inquiry/record", inputs=RecordInputs, outputs=RecordOutputs, needs=_needed)
def record(inputs: RecordInputs, context: Context) -> Done:
    """Puts answers and assets on record; of a namesake's nothing but that it was discarded."""
    key, asked = str(inputs.start["household_key"]), _asked(context)
    debtor: Any = context.facts.get_fact("debtor", key)
    effects: list[Effect] = []
    now: dict[str, tuple[str, bool]] = {}
    for row in inputs.entry["answers"]:
        one = asked[str(row["inquiry_number"]).strip()]
        exempt = row["answer"] == "FOUND" and bool(row["exempt"])
        now[one["number"]] = (row["answer"], exempt)
        effects += _answer(row, one, debtor, context, exempt=exempt)
    return Done(_counts(asked, now), tuple(effects))


def _answer(
    row: Mapping[str, Any], one: Mapping[str, Any], debtor: Mapping[str, Any], context: Context, *, exempt: bool
) -> Iterator[Effect]:
    payload: dict[str, JSON] = {
        "inquiry_id": one["inquiry_id"],
        "household_key": one["household_key"],
        "answered_on": row["answered_on"],
        "answer": row["answer"],
        "note": EXEMPT if exempt else (row["note"] or None),
    }
    yield RegisterChange("answer_inquiry", f"{one['inquiry_id']}/answer", payload)
    if row["answer"] != "FOUND":
        return
    asset: dict[str, JSON] = {
        "asset_id": one["inquiry_id"],
        "number": one["number"],
        "household_key": one["household_key"],
        "person_key": debtor["person_key"],
        "kind": one["kind"],
        "third_party": one["third_party"],
        "postal_code": one["postal_code"],
        "address": one["address"],
        "detail": row["detail"],
        "account_tail": f"****{row['account_tail']}" if row["account_tail"] else "",
        "value": row["value"],
        "prior": row["prior"] or 0,
        "exempt": exempt,
        "source": f"照会の回答 {one['number']}",
        "as_of": row["as_of"],
        "case_id": context.case["id"],
    }
    yield RegisterChange("put_asset", f"{one['inquiry_id']}/asset", asset)


def _counts(asked: Mapping[str, Any], now: Mapping[str, tuple[str, bool]]) -> RecordOutputs:
    """Everything answered so far, with what is recorded now."""
    every = [now.get(number, (one["answer"], one["note"] == EXEMPT)) for number, one in asked.items()]
    waiting = sum(answer is None for answer, _ in every)
    exempt = sum(answer == "FOUND" and only for answer, only in every)
    return RecordOutputs(
        state="WAITING" if waiting else "DONE",
        waiting=waiting,
        found=sum(answer == "FOUND" for answer, _ in every) - exempt,
        exempt=exempt,
        refused=sum(answer == "REFUSED" for answer, _ in every),
    )


@dataclass(frozen=True, slots=True)
class ConcludeInputs:
    """The receipt, and the row of the table."""

    start: Any
    result: str
    next: str


@dataclass(frozen=True, slots=True)
class ConcludeOutputs:
    """`result` ASSET_FOUND, NONE or EXEMPT_ONLY; `next` what follows."""

    result: str
    next: str


@operator("asset_inquiry/conclude", inputs=ConcludeInputs, outputs=ConcludeOutputs)
def conclude(inputs: ConcludeInputs, context: Context) -> Done:
    """Tells the collection case what was found and what follows."""
    key = {"household_key": str(inputs.start["household_key"])}
    said: dict[str, JSON] = {"result": inputs.result, "next": inputs.next, "case_number": context.case["number"]}
    message = Message("case_event", f"asset_inquiry/{context.case['id']}", key, said)
    return Done(ConcludeOutputs(inputs.result, inputs.next), (message,))
