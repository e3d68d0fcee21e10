"""Every row of the tables of pledges, deferrals and service (分納・猶予・送達の決定表), asked as a case asks it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from server.engine.decision_evaluate import evaluate
from server.engine.decision_read import read_table
from tests.world import TREE


def answer(name: str, data: dict[str, Any]) -> Any:
    """The answer of a table of the tree."""
    path = TREE / "workflows" / f"{name}.dmn"
    return evaluate(read_table(path.read_bytes(), str(path)), data).result


def route(served: str, reason: str, found: str | None, sent: bool, paper: str, protected: bool) -> str:
    """The way that the table chooses for a letter that came back."""
    record = {"served": served, "reason": reason, "found": found, "sent": sent}
    return str(answer("serve_letter/route", {"record": record, "look_up": {"paper": paper, "protected": protected}}))


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


@pytest.mark.parametrize(("asked", "expected"), MEANS)
def test_each_row_of_the_table_of_means_answers(asked: tuple[str, bool, bool, bool], expected: tuple[str, str]) -> None:
    names = ("within", "liquid_covers", "broken_often", "ask_approver")
    found = answer("pledge/affordability", dict(zip(names, asked, strict=True)))
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
