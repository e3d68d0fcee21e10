"""A wife who fled (支援措置の場面): 三浦 由紀 leaves the household of 三浦 健, with whom she is insured.

The case is walked as the officers for protection walk it: one enters, a second checks, a third decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.deploy_procedure import deploy_procedure
from server.casework.issue_letters import issue_requested
from server.domain.effects import JSON
from server.domain.protection import SLUG
from server.store import tables as t
from tests.people import Household, Person
from tests.procedures.outside import Api, Reply
from tests.procedures.records import Records
from tests.world import DAY, TREE, World

OFFICER, CHECKER, DECIDER = "saeki", "okamura", "kuroda"
CLERK = "utsumi"
SAFE = {"postal_code": "000-0077", "address": "若葉市港町七丁目7番7号 相談室気付", "phone": "080-7777-0001"}
SEPARATED = "2026-11-10"
UNTIL = "2027-11-17"

Answers = dict[str, JSON]


@dataclass(frozen=True)
class Flight:
    """The scene over the API: who fled from whom, and the walk of her case."""

    api: Api

    @property
    def city(self) -> World:
        return self.api.city

    @property
    def home(self) -> Household:
        """The household of both."""
        return self.city.household("insured")

    @property
    def she(self) -> Person:
        return self.home.members[1]

    @property
    def he(self) -> Person:
        return self.home.members[0]

    def start(self, by: str = OFFICER, **changes: JSON) -> str:
        """受付; the case's id."""
        return str(self.begin(by, **changes).done()["case_id"])

    def begin(self, by: str = OFFICER, **changes: JSON) -> Reply:
        return self.api.post(by, "/cases", {"procedure": SLUG, "data": self.answers_start(**changes)})

    def entering(self, **changes: JSON) -> str:
        """受付 and 本人確認; `enter` is open then."""
        case_id = self.start(**changes)
        self.api.complete(
            case_id, "check_identity", self.city.answers_identity(applicant_kind="MEMBER"), OFFICER
        ).done()
        return case_id

    def entered(self, **changes: JSON) -> str:
        """… and 入力; `check` is open then."""
        case_id = self.entering()
        self.enter(case_id, **changes).done()
        return case_id

    def enter(self, case_id: str, **changes: JSON) -> Reply:
        return self.api.complete(case_id, "enter", self.answers_enter(**changes), OFFICER)

    def in_force(self, **changes: JSON) -> str:
        """… 照合 and 決裁; the letters are issued, `watch` is open then."""
        case_id = self.entered(**changes)
        self.decide(case_id)
        return case_id

    def decide(self, case_id: str, result: str = "approve") -> None:
        """照合 by a second and 決裁 by a third person."""
        self.api.check(case_id, by=CHECKER).done()
        self.api.decide(case_id, result, by=DECIDER).done()
        issue_requested(self.city.services)

    def did(self, case_id: str, element: str, **answers: JSON) -> Reply:
        return self.api.complete(case_id, element, answers, OFFICER)

    def answers_start(self, **changes: JSON) -> Answers:
        return {
            "channel": "COUNTER",
            "received_on": self.city.clock.business_day().isoformat(),
            "private_room": True,
            "person_key": self.she.key,
            "person_name": self.she.name,
            "person_kana": self.she.kana,
            "documents": ["application", "proof"],
            "paper_location": "保管庫 1",
        } | changes

    def answers_enter(self, **changes: JSON) -> Answers:
        return {
            "protected": [self.row(self.she)],
            "proof_kind": "SUPPORT_CENTER",
            "proof_date": "2026-11-12",
            "issuer": "若葉県女性相談支援センター",
            "valid_from": DAY.isoformat(),
            "until": UNTIL,
            "safe_name": self.she.name,
            "safe_postal_code": SAFE["postal_code"],
            "safe_address": SAFE["address"],
            "safe_phone": SAFE["phone"],
            "consent": True,
            "hide_from": [{"name": self.he.name, "person_key": self.he.key, "relation": "spouse"}],
            "block_online": True,
            "separate_household": True,
            "separated_on": SEPARATED,
            "next_step": "to_check",
        } | changes

    def row(self, person: Person, role: str = "victim", **changes: JSON) -> Answers:
        return {
            "role": role,
            "person_key": person.key,
            "name": person.name,
            "kana": person.kana,
            "sex": person.sex,
            "birth_date": person.birth_date,
        } | changes

    def left(self, case_id: str) -> Records:
        return Records(self.city, case_id)

    def standing(self, on: date | None = None) -> list[dict[str, Any]]:
        """The rows of the register of protections that hold on the day."""
        day = on or self.city.clock.business_day()
        rows = Records(self.city, "").rows(t.protections, superseded_at=None)
        return [r for r in rows if r["valid_from"] <= day and (r["valid_to"] is None or day < r["valid_to"])]

    def own_household(self) -> str:
        """世帯番号 of the household that she heads now."""
        (row,) = [r for r in self.standing() if r["person_key"] == self.she.key]
        return str(row["own_household_key"])


def flight_in(api: Api) -> Flight:
    """The scene with the procedure in force and an officer for protection at work."""
    city = api.city
    deploy_procedure(city.services, city.system("procedure:deploy"), TREE, SLUG, title="支援措置", findings=())
    for function in ("protected:view", "work:protection", "letter:release"):
        city.grant(OFFICER, function, "chuo")
    return Flight(api)
