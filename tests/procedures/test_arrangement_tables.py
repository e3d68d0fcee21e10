"""Every row of the tables of pledges, deferrals, service and endings, asked as a case asks it.

分納・猶予・送達・減免・執行停止・不納欠損の決定表. What is asked below meets each row of each table of these folders.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from server.engine.decision_evaluate import evaluate
from server.engine.decision_model import Table
from server.engine.decision_read import read_table
from tests.world import TREE


def table(name: str) -> Table:
    """A table of the tree."""
    path = TREE / "workflows" / f"{name}.dmn"
    return read_table(path.read_bytes(), str(path))


def answer(name: str, data: dict[str, Any]) -> Any:
    """The answer of a table of the tree."""
    return evaluate(table(name), data).result


def route(served: str, reason: str, found: str | None, sent: bool, paper: str, protected: bool) -> str:
    """The way that the table chooses for a letter that came back."""
    return str(answer("serve_letter/route", returned(served, reason, found, sent, paper, protected)))


def returned(served: str, reason: str, found: str | None, sent: bool, paper: str, protected: bool) -> dict[str, Any]:
    """What a case says of a letter that came back."""
    record = {"served": served, "reason": reason, "found": found, "sent": sent}
    return {"record": record, "look_up": {"paper": paper, "protected": protected}}


ROUTES = list(
    product(
        ("KEPT", "REFUSED"),
        (None, "UNKNOWN", "SAME", "NEW", "ABROAD"),
        (False, True),
        ("PREMIUM", "DECISION", "NOTICE"),
        (False, True),
    )
)


def test_no_table_row_leads_from_a_kept_or_refused_letter_to_the_board() -> None:
    answers = {route("", *one) for one in ROUTES}
    assert answers == {"RESEND", "BY_HAND", "GIVE_UP"}


ROWS: list[tuple[tuple[str, str, str | None, bool, str, bool], str]] = [
    (("HANDED", "KEPT", None, True, "PREMIUM", False), "SETTLE"),
    (("", "REFUSED", None, False, "NOTICE", False), "GIVE_UP"),
    (("", "REFUSED", None, False, "PREMIUM", False), "BY_HAND"),
    (("", "KEPT", None, False, "PREMIUM", False), "RESEND"),
    (("", "KEPT", None, True, "NOTICE", False), "GIVE_UP"),
    (("", "KEPT", None, True, "DECISION", False), "BY_HAND"),
    (("", "OTHER", None, False, "PREMIUM", False), "INQUIRE"),
    (("", "MOVED", "NEW", False, "NOTICE", False), "RESEND"),
    (("", "MOVED", "SAME", True, "NOTICE", False), "GIVE_UP"),
    (("", "MOVED", "NEW", True, "DECISION", False), "BY_HAND"),
    (("", "UNKNOWN", "UNKNOWN", False, "PREMIUM", True), "CHECK"),
    (("", "ABROAD", "ABROAD", False, "PREMIUM", False), "BOARD"),
    (("", "UNKNOWN", "UNKNOWN", False, "DECISION", False), "GIVE_UP"),
]


@pytest.mark.parametrize(("asked", "way"), ROWS)
def test_each_row_of_the_table_of_service_chooses_its_way(asked: Any, way: str) -> None:
    assert route(*asked) == way


MEANS: list[tuple[tuple[str, bool, bool, bool], tuple[str, str]]] = [
    (("ORDINARY", True, False, False), ("REFUSE", "7-21 資産がある")),
    (("NEVER", True, True, True), ("REFUSE", "7-21 資産がある")),
    (("ORDINARY", False, True, False), ("REFUSE", "7-22 不履行が重なる")),
    (("NEVER", False, False, False), ("GUIDE", "7-23 24か月で収まらない")),
    (("LONG", False, True, True), ("APPROVER", "7-13 不履行が重なる者との誓約")),
    (("LONG", False, False, False), ("APPROVER", "7-12 12か月を超える計画")),
    (("ORDINARY", False, False, False), ("ACCEPT", "7-11 12か月以内の計画")),
]


def means(asked: tuple[str, bool, bool, bool]) -> dict[str, Any]:
    """What a talk says of the means."""
    return dict(zip(("within", "liquid_covers", "broken_often", "ask_approver"), asked, strict=True))


@pytest.mark.parametrize(("asked", "expected"), MEANS)
def test_each_row_of_the_table_of_means_answers(asked: tuple[str, bool, bool, bool], expected: tuple[str, str]) -> None:
    found = answer("pledge/affordability", means(asked))
    assert (found["result"], found["rule"]) == expected


SHARES = {
    "FULL": ("DISASTER", "ILLNESS"),
    "HALF": ("CLOSURE", "LOSS", "SIMILAR", "LATE_LEVY", "LIVELIHOOD", "BUSINESS"),
}
SECURITY = [("FREE", True, "NONE"), ("FREE", False, "NONE"), ("ABOVE", True, "REQUIRED"), ("ABOVE", False, "NONE")]


@pytest.mark.parametrize(("share", "reason"), [(share, one) for share, many in SHARES.items() for one in many])
def test_each_reason_frees_of_its_share_of_late_charge_and_security_follows_amount_and_length(
    share: str, reason: str
) -> None:
    # 地方税法15条の9第1項、16条1項の例
    for size, suitable, security in SECURITY:
        data = {"enter": {"reason": reason}, "precheck": {"size": size, "suitable": suitable}}
        found = answer("deferral/terms", data)
        assert (found["share"], found["security"]) == (share, security)


WHO_DECIDES: list[tuple[str, dict[str, Any], str, str]] = [
    ("late_charge_waiver", {"judge": {"outcome": "REFUSED", "large": True}}, "SEPARATE", "8-3 減免の却下"),
    ("late_charge_waiver", {"judge": {"outcome": "PARTLY", "large": True}}, "SEPARATE", "8-2 減免の一部"),
    ("late_charge_waiver", {"judge": {"outcome": "GRANTED", "large": True}}, "SEPARATE", "8-2 減免(高額)"),
    ("late_charge_waiver", {"judge": {"outcome": "GRANTED", "large": False}}, "CHECKER", "8-1 減免"),
    ("suspension_write_off", {"judge": {"at_once": True, "large": True}}, "SEPARATE", "9-3 即時消滅(部長)"),
    ("suspension_write_off", {"judge": {"at_once": False, "large": True}}, "SEPARATE", "9-2 執行停止(高額・部長)"),
    ("suspension_write_off", {"judge": {"at_once": False, "large": False}}, "SEPARATE", "9-1 執行停止(課長)"),
    ("write_off", {"start": "REVERSAL", "enter": None, "gather": True}, "", "10-4 欠損の取消し(部長)"),
    ("write_off", {"start": "WRITE_OFF", "enter": "YES", "gather": True}, "", "10-3 管理懈怠のある欠損(部長)"),
    ("write_off", {"start": "WRITE_OFF", "enter": "NO", "gather": True}, "", "10-2 欠損(高額・部長)"),
    ("write_off", {"start": "WRITE_OFF", "enter": "NO", "gather": False}, "", "10-1 欠損(課長)"),
]


def decided_by(name: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What a case hands to its table of 専決区分."""
    if name != "write_off":
        return asked
    return {
        "start": {"kind": asked["start"]},
        "enter": {"neglect": asked["enter"]},
        "gather": {"large": asked["gather"]},
    }


@pytest.mark.parametrize(("name", "asked", "authority", "rule"), WHO_DECIDES)
def test_each_row_says_who_decides(name: str, asked: dict[str, Any], authority: str, rule: str) -> None:
    found = answer(f"{name}/authority", decided_by(name, asked))
    assert found == rule or (found["rule"], found["decider"]) == (rule, authority)


ASKED: dict[str, list[dict[str, Any]]] = {
    "serve_letter/route": [returned(*asked) for asked, _ in ROWS],
    "pledge/affordability": [means(asked) for asked, _ in MEANS],
    "deferral/terms": [
        {"enter": {"reason": reason}, "precheck": {"size": size, "suitable": suitable}}
        for many in SHARES.values()
        for reason in many
        for size, suitable, _ in SECURITY
    ],
} | {
    f"{folder}/authority": [decided_by(folder, asked) for name, asked, _, _ in WHO_DECIDES if name == folder]
    for folder in ("late_charge_waiver", "suspension_write_off", "write_off")
}
_FOLDERS = "pledge deferral deferral_watch serve_letter late_charge_waiver prescription_watch suspension_write_off"


@pytest.mark.parametrize("name", ASKED)
def test_every_row_of_the_table_is_hit(name: str) -> None:
    asked = table(name)
    hit = {row for data in ASKED[name] for row in evaluate(asked, data).rows}
    assert {row.id for row in asked.rows} - hit == set()


def test_no_table_of_these_folders_is_forgotten() -> None:
    found = {
        path for folder in (*_FOLDERS.split(), "write_off") for path in (TREE / "workflows" / folder).glob("*.dmn")
    }
    assert {f"{path.parent.name}/{path.stem}" for path in found} == set(ASKED)
