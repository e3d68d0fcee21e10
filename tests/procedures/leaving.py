"""How people leave (脱退の手順): withdrawal, re-issue and recall through the API, with the answers of each form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.casework.callers import Caller
from server.casework.deploy_procedure import deploy_procedure
from server.domain.effects import JSON
from server.domain.rights import Grant
from server.store import tables as t
from tests.procedures.outside import Api, Reply
from tests.procedures.records import Records
from tests.world import DAY, HOUSEHOLDS, TREE, World

SLUGS = {"withdrawal": "資格喪失(脱退)", "certificate": "資格確認書等の再交付", "recall": "資格確認書の回収"}
_RELATIONS = {"HEAD": "head", "SPOUSE": "wife", "CHILD": "child"}


def deployed(city: World) -> World:
    """The city with the three procedures in force."""
    grants = (Grant("procedure:deploy", "all", DAY.replace(year=2000)),)
    manager = Caller("operator", "運用担当", "hq", "健康保険課", "運用担当", grants, terminal="console")
    for slug, title in SLUGS.items():
        deploy_procedure(city.services, manager, TREE, slug, title=title, findings=())
    return city


@dataclass(frozen=True, slots=True)
class Office:
    """Clerks at work on those who leave."""

    api: Api

    @property
    def city(self) -> World:
        return self.api.city

    def begin(self, slug: str, by: str = "saeki", **answers: JSON) -> str:
        """受付 of any procedure; the case's id."""
        return str(self.api.post(by, "/cases", {"procedure": slug, "data": answers}).done()["case_id"])

    def start(self, household: str = "insured", by: str = "saeki", **changes: JSON) -> str:
        """受付 of a withdrawal at the counter."""
        return self.begin("withdrawal", by, **(start_answers(self.city, household) | changes))

    def entering(self, household: str = "insured", channel: Mapping[str, JSON] | None = None, **changes: JSON) -> Reply:
        """受付, 本人確認 and 入力 of a withdrawal: what the entry was answered with."""
        case_id = self.start(household, **(channel or {}))
        if not channel or channel["channel"] == "COUNTER":
            self.api.complete(case_id, "check_identity", self.city.answers_identity(), "saeki").done()
        return self.enter(case_id, household, **changes)

    def enter(self, case_id: str, household: str = "insured", by: str = "saeki", **changes: JSON) -> Reply:
        """入力 of a withdrawal."""
        return self.api.complete(case_id, "enter", entry(household) | changes, by)

    def entered(self, household: str = "insured", channel: Mapping[str, JSON] | None = None, **changes: JSON) -> str:
        """The case after an entry that was taken in."""
        return str(self.entering(household, channel, **changes).done()["case_id"])

    def lost(self, household: str = "insured", **changes: JSON) -> str:
        """A whole withdrawal decided by the checker; the case's id."""
        case_id = self.entered(household, **changes)
        self.api.check(case_id).done()
        return case_id

    def recall_of(self, case_id: str) -> str:
        """The recall that a case has started."""
        (row,) = Records(self.city, case_id).rows(t.cases, parent_case_id=case_id, slug="recall")
        return str(row["case_id"])

    def returned(self, recall: str, by: str = "saeki", **answers: JSON) -> Reply:
        """返納の記録."""
        today = self.city.clock.business_day().isoformat()
        given = {"returned_on": today, "returned_branches": [], "lost_branches": []} | answers
        return self.api.complete(recall, "await_return", given, by)

    def apply(self, household: str = "insured", by: str = "saeki", **changes: JSON) -> str:
        """受付 and 本人確認 of an application for re-issue."""
        head = HOUSEHOLDS[household].head
        answers = {
            "channel": "COUNTER",
            "received_on": self.city.clock.business_day().isoformat(),
            "reason": "lost",
            "household_key": HOUSEHOLDS[household].key,
            "head_name": head.name,
            "head_kana": head.kana,
            "documents": ["reissue_application"],
            "paper_location": "受付箱 A",
        }
        identity: Any = changes.pop("identity", None)
        case_id = self.begin("certificate", by, **(answers | changes))
        self.api.complete(case_id, "check_identity", identity or self.city.answers_identity(), by).done()
        return case_id

    def applying(self, household: str = "insured", who: int = 0, identity: Any = None, **changes: JSON) -> Reply:
        """… and 入力: what it was answered with."""
        case_id = self.apply(household, identity=identity)
        return self.api.complete(case_id, "enter", application(household, who) | changes, "saeki")

    def applied(self, household: str = "insured", who: int = 0, identity: Any = None, **changes: JSON) -> str:
        """The case after an application that was taken in."""
        return str(self.applying(household, who, identity, **changes).done()["case_id"])


def start_answers(city: World, household: str) -> dict[str, JSON]:
    """The start form of a withdrawal at the counter today."""
    known = HOUSEHOLDS[household]
    return {
        "channel": "COUNTER",
        "received_on": city.clock.business_day().isoformat(),
        "loss_reason": "employee_insurance",
        "household_key": known.key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
        "documents": ["loss_notification", "new_insurer_proof"],
        "paper_location": "受付箱 A",
    }


def entry(household: str = "insured") -> dict[str, JSON]:
    """The whole household joined employee insurance on 1 November; the papers were seen."""
    known = HOUSEHOLDS[household]
    return {
        "loss_reason": "employee_insurance",
        "fact_date": "2026-11-10",
        "new_insurer_name": "若葉健康保険組合",
        "new_insurer_no": "06139999",
        "evidence": ["loss_notification", "new_insurer_proof"],
        "objection": "no",
        "head_name": known.head.name,
        "head_kana": known.head.kana,
        "send_to": "same",
        "extent": "whole",
        "lost_members": [leaver(household, place) for place in range(len(known.members))],
        "next_step": "to_check",
    }


def leaver(household: str, place: int, **changes: JSON) -> dict[str, JSON]:
    """The row of one who leaves."""
    person = HOUSEHOLDS[household].members[place]
    return {
        "relation": _RELATIONS[person.relation],
        "name": person.name,
        "kana": person.kana,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "person_key": person.key,
        "document_back": "later",
    } | changes


def application(household: str = "insured", who: int = 0) -> dict[str, JSON]:
    """A certificate was lost; symbol and number stand in the application."""
    person = HOUSEHOLDS[household].members[who]
    return {
        "target_name": person.name,
        "target_kana": person.kana,
        "target_birth_date": person.birth_date,
        "document": "CERTIFICATE",
        "written_number": HOUSEHOLDS[household].insured_number,
        "reason": "lost",
        "lost_on": "2026-11-10",
        "identity_document": "NOT_SEEN",
        "delivery": "WINDOW",
        "next_step": "to_check",
    }
