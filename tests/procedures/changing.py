"""How households change (異動の手順): changes walked through the API, with the answers of each form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.casework.callers import Caller
from server.casework.deploy_procedure import deploy_procedure
from server.domain.effects import JSON, RegisterChange
from server.domain.rights import Grant
from tests.procedures.outside import Api, Reply
from tests.procedures.records import Records
from tests.world import DAY, HOUSEHOLDS, TREE, World

SLUG = "household_change"
HOUSEHOLD = HOUSEHOLDS["insured"]
HEAD, WIFE = (person.key for person in HOUSEHOLD.members)
NEW_NUMBER = "123456789018"
LINKED: dict[str, JSON] = {"channel": "LINK", "record_number": "I01/88", "paper_location": None, "documents": []}


def deployed(city: World) -> World:
    """The city with the procedure in force."""
    grants = (Grant("procedure:deploy", "all", DAY.replace(year=2000)),)
    manager = Caller("operator", "運用担当", "hq", "健康保険課", "運用担当", grants, terminal="console")
    deploy_procedure(city.services, manager, TREE, SLUG, title="異動・変更", findings=())
    return city


@dataclass(frozen=True, slots=True)
class Office:
    """Clerks at work on changes."""

    api: Api

    @property
    def city(self) -> World:
        return self.api.city

    def start(self, kind: str, household: str = "insured", by: str = "saeki", **changes: JSON) -> str:
        """受付 at the counter; the case's id."""
        data = start_answers(self.city, kind, household) | changes
        return str(self.api.post(by, "/cases", {"procedure": SLUG, "data": data}).done()["case_id"])

    def entering(
        self, kind: str, household: str = "insured", channel: Mapping[str, JSON] | None = None, **changes: JSON
    ) -> Reply:
        """受付, 本人確認 and 入力: what the entry was answered with."""
        case_id = self.start(kind, household, **(channel or {}))
        if not channel or channel["channel"] == "COUNTER":
            self.api.complete(case_id, "check_identity", self.city.answers_identity(), "saeki").done()
        return self.api.complete(case_id, "enter", entry(kind, household) | changes, "saeki")

    def entered(
        self, kind: str, household: str = "insured", channel: Mapping[str, JSON] | None = None, **changes: JSON
    ) -> str:
        """The case after an entry that was taken in."""
        return str(self.entering(kind, household, channel, **changes).done()["case_id"])

    def judged(self, case_id: str, result: str = "proceed") -> None:
        """疑義の判断 by the eligibility officer."""
        reason = None if result == "proceed" else "届と台帳を見比べてください"
        answers = {"looked_at": ["resident_record", "history"], "finding": "届書のとおりと確かめた", "result": result}
        self.api.complete(case_id, "judge", answers | {"reason": reason}, "okamura").done()

    def changed(
        self, kind: str, household: str = "insured", channel: Mapping[str, JSON] | None = None, **changes: JSON
    ) -> str:
        """A whole change: entered, judged where it must be, checked, decided; the case's id."""
        case_id = self.entered(kind, household, channel, **changes)
        return self.finished(case_id)

    def finished(self, case_id: str, result: str = "approve") -> str:
        """Whatever is open of a case up to its end."""
        while opened := [task.element for task in self.city.open_tasks(case_id)]:
            if "judge" in opened:
                self.judged(case_id)
            elif "check" in opened:
                self.api.check(case_id).done()
            else:
                self.api.complete(case_id, "decide", self.city.answers_decide(result), "kuroda").done()
        return case_id

    def rows(self, table: Any, **where: Any) -> list[dict[str, Any]]:
        """The rows of a register that stand, by day."""
        found = Records(self.city, "").rows(table, **where)
        return sorted((row for row in found if row["superseded_at"] is None), key=lambda row: row["valid_from"])


def start_answers(city: World, kind: str, household: str = "insured") -> dict[str, JSON]:
    """The start form at the counter today."""
    known = HOUSEHOLDS[household]
    return {
        "channel": "COUNTER",
        "received_on": city.clock.business_day().isoformat(),
        "change_kind": kind,
        "household_key": known.key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
        "documents": ["change_notification"],
        "paper_location": "受付箱 A",
    }


def entry(kind: str, household: str = "insured") -> dict[str, JSON]:
    """The entry of a change on 1 November, as the paper says it."""
    known = HOUSEHOLDS[household]
    common: dict[str, JSON] = {"change_kind": kind, "head_name": known.head.name, "next_step": "to_check"}
    if kind not in ("send_to", "phone", "designation"):
        common |= {"changed_on": "2026-11-01", "evidence": ["change_notification"]}
    second = known.members[-1]
    own: dict[str, dict[str, JSON]] = {
        "name": {
            "person_key": second.key,
            "before_name": second.name,
            "after_name": "高橋 由紀",
            "after_kana": "タカハシ　ユキ",
        },
        "relation": {"person_key": second.key, "before_relation": second.relation, "after_relation": "OTHER"},
        "address": {
            "before_address": known.address,
            "new_postal_code": "000-0012",
            "new_address": "若葉市中央区泉町一丁目1番1号",
        },
        "head": {"new_head_key": second.key, "old_head_relation": "SPOUSE", "tokutei_doitsu_cert": "no"},
        "split": {"members": [{"person_key": second.key, "relation": "HEAD"}], "split_place": "same"},
        "merge": {
            "other_household_key": HOUSEHOLDS["family"].key,
            "members": [{"person_key": second.key, "relation": "OTHER"}],
            "tokutei_doitsu_cert": "no",
        },
        "send_to": {
            "send_to_act": "set",
            "send_to_name": "後見 太郎",
            "send_to_postal_code": "000-0012",
            "send_to_address": "若葉市中央区泉町二丁目2番2号",
            "send_to_reason": "guardian",
            "send_to_until": "2027-10-31",
        },
        "phone": {"phone": "080-1111-2222"},
        "my_number": {"person_key": second.key, "new_my_number": NEW_NUMBER},
        "designation": {
            "designation_act": "set",
            "new_head_key": second.key,
            "consent_head": "yes",
            "consent_new": "yes",
            "payment_outlook": "口座振替で納める。滞納なし",
        },
    }
    own["alias"] = own["name"]
    return common | own[kind]


def resident_says(city: World, person: str, relation: str) -> None:
    """What the residents' register says of a member from the beginning of November on."""
    known = next(one for one in HOUSEHOLD.members if one.key == person)
    says: dict[str, JSON] = {"person_key": person, "household_key": HOUSEHOLD.key, "relation": relation}
    says |= {"name": known.name, "name_kana": known.kana, "sex": known.sex, "birth_date": known.birth_date}
    says |= {"office": HOUSEHOLD.office, "postal_code": HOUSEHOLD.postal_code, "address": HOUSEHOLD.address}
    key = f"test/resident/{person}/{relation}"
    city.change(RegisterChange("put_resident_record", key, says | {"valid_from": "2026-11-01"}))
