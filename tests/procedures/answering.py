"""Answers of people who wander (でたらめな窓口): for each form of enrolment answers that it takes, chosen by a seed.

They go every way the diagrams have: doubtful identity, papers that are missing, findings, returns, refusals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from server.domain.my_number import valid
from tests.people import Household, Person

Answers = dict[str, Any]

REASONS = (
    "moved_in_other_prefecture",
    "moved_in_same_prefecture",
    "left_employee_insurance",
    "left_kumiai",
    "welfare_ended",
    "entered_japan",
    "status_changed",
    "other",
)
_BY_LOSS = ("left_employee_insurance", "left_kumiai")
_PAPER_OF = {
    "welfare_ended": "welfare_end_notice",
    "entered_japan": "residence_card",
    "status_changed": "residence_card",
}
_RELATIONS = {"HEAD": "head", "SPOUSE": "wife", "CHILD": "child", "PARENT": "mother"}


@dataclass
class Clerk:
    """Answers for one household; after `patience` answers of one case he brings it to an end."""

    random: Random
    household: Household
    known: bool
    today: Callable[[], date]
    check_groups: Callable[[], tuple[str, ...]]
    patience: int = 14
    given: int = 0
    channel: str = "COUNTER"
    reason: str = "left_employee_insurance"
    numbers: dict[str, str] = field(default_factory=dict)

    def answers(self, element: str) -> Answers:
        """Answers to a task; each is one that the form takes, though the rules may yet refuse it."""
        self.given += 1
        found: Answers = getattr(self, f"_{element}")()
        return found

    @property
    def tired(self) -> bool:
        return self.given > self.patience

    def start(self) -> Answers:
        self.channel = self._one("COUNTER", "COUNTER", "COUNTER", "POST", "EAPP", "LINK", "EXOFFICIO")
        self.reason = self.random.choice(REASONS)
        return self._receipt() | self._of_channel()

    def _receipt(self) -> Answers:
        return {
            "channel": self.channel,
            "received_on": (self.today() - timedelta(days=self.random.choice((0, 0, 0, 1, 3)))).isoformat(),
            "acq_reason": self.reason,
            "household_key": self.household.key if self.known else None,
            "head_name": self.household.head.name,
            "head_kana": self.household.head.kana,
            "documents": ["notification"],
        }

    def _of_channel(self) -> Answers:
        """What each way of receipt asks for besides."""
        known = self.household.head
        match self.channel:
            case "COUNTER":
                return {"paper_location": "受付箱 1"}
            case "POST":
                return {"paper_location": "受付箱 1", "entry_desk": self._one("OWN", "CENTER")}
            case "LINK":
                return {"record_number": f"I01/{self.household.key}"}
            case "EXOFFICIO":
                ground = {"exofficio_ground": self._one("inquiry", "authority_notice", "urged_in_vain")}
                urged = self.today().isoformat()
                days = {"urged_on": urged, "urged_again_on": urged} if "urged_in_vain" in ground.values() else {}
                return {**ground, **days, "exofficio_reason": "調査で分かった"}
        signed: Answers = {"arrival_number": f"P-{self.household.key}", "entry_desk": self._one("OWN", "CENTER")}
        if self._maybe(0.4):
            return {**signed, "signature_result": self._one("EXPIRED", "NONE")}
        signer = self._one(known.name, known.name, "通りすがり 一郎")
        holder = {"signer_name": signer, "signer_birth_date": known.birth_date}
        return {**signed, "signature_result": "VALID", **holder, "signer_address": self.household.address}

    def _check_identity(self) -> Answers:
        method = self._one("CARD", "NUMBER_DOC_PLUS_ID", "NUMBER_DOC_PLUS_TWO", "NONE")
        refused = {"number_shown": "refused"} if self._maybe(0.1) else {}
        return self._checked(method, ("HEAD", "HEAD", "MEMBER", "AGENCY", "PROXY", "LEGAL_REP")) | refused

    def _check_copies(self) -> Answers:
        method = self._one("COPY_CARD", "COPY_NUMBER_DOC_PLUS_ID", "COPY_ID_ONLY", "NONE")
        found = self._checked(method, ("HEAD", "HEAD", "MEMBER", "PROXY", "LEGAL_REP"))
        return found | ({"number_shown": "no"} if method == "COPY_ID_ONLY" else {})

    def _checked(self, method: str, kinds: tuple[str, ...]) -> Answers:
        nothing = method == "NONE"
        kind = self._one(*kinds)
        answers: Answers = {
            "applicant_kind": kind,
            "method": method,
            "number_shown": "no" if nothing else self._one("yes", "yes", "no"),
            "identity_proven": "no" if nothing or self._maybe(0.15) else "yes",
            "register_match": self._one(
                "ALL", "ALL", "ALL", "CHANGED", "FOUND_WITHOUT_NUMBER", "OTHER_PERSON", "NOT_FOUND"
            ),
        }
        if kind in ("PROXY", "LEGAL_REP"):
            answers |= {"applicant_name": "代理 次郎", "authority": self._one("MANDATE", "PUBLIC_RECORD", "NONE")}
            answers["proxy_identity"] = self._one("CARD", "PHOTO_ID", "TWO_DOCS", "NONE")
        return answers

    def _resolve_identity(self) -> Answers:
        stop = self._maybe(0.3)
        answers: Answers = {
            "looked_at": ["resident_record"],
            "finding": "確かめた",
            "result": "stop" if stop else "continue",
        }
        return answers | ({"reason": "代理権がない"} if stop else {})

    def _type_in(self) -> Answers:
        """What the centre reads off the scan; nothing of it is passed on but to the clerk."""
        return self._enter() | {"next_step": "to_check", "withdraw_reason": None}

    def _enter(self) -> Answers:
        if self._maybe(0.2):
            self.reason = self.random.choice(REASONS)
        further = ["to_check"] * 12 + ["wait_documents"] * 2 + ["withdraw"]
        step = "to_check" if self.tired else self._one(*further)
        answers: Answers = {
            "acq_reason": self.reason,
            "evidence": self._evidence(),
            "other_insured": "no",
            "head_name": self.household.head.name,
            "head_kana": self.household.head.kana,
            "head_joins": "yes",
            "postal_code": self.household.postal_code,
            "address": self.household.address,
            "send_to": "same",
            "members": [self._member(person) for person in self._joining()],
            "next_step": step,
        }
        if step == "withdraw":
            answers["withdraw_reason"] = "再就職した"
        if self._maybe(0.15):
            answers |= {"send_to": "other", "send_to_name": "後見人 太郎", "send_to_postal_code": "000-0001"}
            answers |= {"send_to_address": "若葉市中央区本町一丁目9番9号", "send_to_reason": "guardian"}
        return answers | self._ground()

    def _ground(self) -> Answers:
        day = self.today() - timedelta(days=self.random.choice((3, 10, 17, 40, 89, 120, 400)))
        if self.reason in _BY_LOSS:
            return {"insurer_loss_date": day.isoformat(), "prev_insurer": "若葉健康保険組合"}
        ground: Answers = {"fact_date": day.isoformat()}
        if self.reason == "other":
            ground["other_reason"] = "ほかの事由"
        if self.reason.startswith("moved_in"):
            ground["prev_address"] = "若葉県北町1番"
        if self.reason == "moved_in_same_prefecture":
            before = self._maybe(0.5)
            ground["insured_in_prefecture"] = "yes" if before else "no"
            if before:
                ground["carried_over_from"] = (day - timedelta(days=self.random.choice((0, 1, 900)))).isoformat()
        return ground

    def _evidence(self) -> list[str]:
        if self.tired or self._maybe(0.75):
            paper = _PAPER_OF.get(self.reason, "loss_certificate")
            return ["notification", self._one(paper, paper, "leaving_slip") if self.reason in _BY_LOSS else paper]
        return [] if self._maybe(0.3) else ["notification"]

    def _joining(self) -> list[Person]:
        people = list(self.household.members)
        return people if self._maybe(0.7) else people[: self.random.randint(1, len(people))]

    def _member(self, person: Person) -> Answers:
        answers: Answers = {
            "relation": _RELATIONS[person.relation],
            "name": person.name,
            "kana": person.kana,
            "sex": person.sex,
            "birth_date": person.birth_date,
            "person_key": person.key if self.known and self._maybe(0.5) else None,
            "nationality": "japan",
        }
        if self._maybe(0.08):
            answers |= {"nationality": "foreign", "residence_status": "engineer_humanities"}
            answers["stay_until"] = (self.today() + timedelta(days=500)).isoformat()
        if self._maybe(0.3):
            answers["my_number"] = self.numbers.setdefault(person.key, self._number())
        if self._maybe(0.1):
            answers["needs_care_reason"] = "elderly"
        return answers

    def _number(self) -> str:
        head = f"{self.random.randrange(10**11):011d}"
        return next(number for number in (f"{head}{digit}" for digit in range(10)) if valid(number))

    def _receive_documents(self) -> Answers:
        paper = _PAPER_OF.get(self.reason, "loss_certificate")
        return {
            "arrived_on": self.today().isoformat(),
            "documents": [paper, "identity_document"] if self._maybe(0.7) else [paper],
            "paper_location": "受付箱 2",
        }

    def _judge(self) -> Answers:
        result = (
            "close" if self.tired and not self.known else self._one("proceed", "proceed", "back", "refuse", "close")
        )
        answers: Answers = {"looked_at": ["papers"], "finding": "確かめた", "result": result}
        return answers if result == "proceed" else answers | {"reason": "届いていない"}

    def _check(self) -> Answers:
        result = "agree" if self.tired else self._one("agree", "agree", "agree", "return", "to_approver", "refuse")
        marks: Answers = {}
        if result in ("agree", "to_approver") or self._maybe(0.3):
            marks = {group: {"mark": "match"} for group in self.check_groups()}
        if result == "return":
            marks |= {group: {"mark": "differs", "right_value": "正しい値"} for group in list(marks)[:1]}
        answers: Answers = {"marks": marks, "result": result}
        if result != "agree":
            answers["reason"] = "届書と見比べた"
        return answers | ({"return_reason": self._one("differs", "missing")} if result == "return" else {})

    def _decide(self) -> Answers:
        result = "approve" if self.tired else self._one("approve", "approve", "return", "refuse")
        if self.tired and not self.known:
            result = "return"
        answers: Answers = {"result": result}
        if result != "approve":
            answers["reason"] = "理由"
        return answers | ({"provision": "国民健康保険法6条"} if result == "refuse" else {})

    def _one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def _maybe(self, chance: float) -> bool:
        return self.random.random() < chance
