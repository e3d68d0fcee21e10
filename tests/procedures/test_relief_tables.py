"""Every row of the two tables of 保険料の減免, asked as a case asks it: what a ground needs, and who decides."""

from __future__ import annotations

from typing import Any

import pytest

from server.engine.decision_evaluate import evaluate
from tests.procedures.test_arrangement_tables import answer, table

GROUNDS = [
    ("DISASTER", False, False, "3条"),
    ("INCOME_DROP", False, False, "4条"),
    ("DETENTION", True, False, "5条"),
    ("FORMER_DEPENDANT", True, False, "6条"),
    ("NON_VOLUNTARY", True, False, "29条の7の2"),
    ("CITY_CUT", False, False, "7条"),
    ("OTHER", False, True, "10条"),
]


@pytest.mark.parametrize(("ground", "persons", "discretion", "article"), GROUNDS)
def test_each_ground_says_whom_it_names_and_whether_it_is_discretion(
    ground: str, persons: bool, discretion: bool, article: str
) -> None:
    found = answer("premium_relief/ground", {"enter": {"ground": ground}})
    assert (found["persons"], found["discretion"]) == (persons, discretion)
    assert article in found["basis"]


WHO_DECIDES = [
    # 事務専決規程 別表7: outcome, large, discretion: who decides by which row; the first that holds counts
    ("REFUSED", True, True, "SEPARATE", "7-3 減免の却下"),
    ("REFUSED", False, False, "SEPARATE", "7-3 減免の却下"),
    ("REVOKED", True, True, "SEPARATE", "7-4 減免の取消し"),
    ("REVOKED", False, False, "SEPARATE", "7-4 減免の取消し"),
    ("GRANTED", True, True, "SEPARATE", "7-2 減免(高額)"),
    ("PARTLY", True, False, "SEPARATE", "7-2 減免(高額)"),
    ("PARTLY", False, True, "SEPARATE", "7-2 減免(裁量)"),
    ("KEPT", False, True, "SEPARATE", "7-2 減免(裁量)"),
    ("GRANTED", False, False, "CHECKER", "7-1 減免"),
    ("KEPT", False, False, "CHECKER", "7-1 減免"),
]


def case_of(outcome: str, large: bool, discretion: bool) -> dict[str, Any]:
    return {"judge": {"outcome": outcome, "large": large}, "ground": {"discretion": discretion}}


@pytest.mark.parametrize(("outcome", "large", "discretion", "decider", "rule"), WHO_DECIDES)
def test_each_row_says_who_decides(outcome: str, large: bool, discretion: bool, decider: str, rule: str) -> None:
    found = answer("premium_relief/authority", case_of(outcome, large, discretion))
    assert (found["decider"], found["rule"]) == (decider, rule)


ASKED: dict[str, list[dict[str, Any]]] = {
    "ground": [{"enter": {"ground": ground}} for ground, *_ in GROUNDS],
    "authority": [case_of(*asked[:3]) for asked in WHO_DECIDES],
}


@pytest.mark.parametrize("name", ASKED)
def test_every_row_of_the_table_is_hit(name: str) -> None:
    asked = table(f"premium_relief/{name}")
    hit = {row for data in ASKED[name] for row in evaluate(asked, data).rows}
    assert {row.id for row in asked.rows} - hit == set()
