"""The table of loss dates (DT-Q02-LOSSDATE) with the rule behind it: every ground with its article."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.loss import loss
from server.engine.decision import evaluate, read_table
from tests.world import TREE

TABLE = read_table((TREE / "workflows/withdrawal/loss_date.dmn").read_bytes(), "loss_date.dmn")
FACT, BIRTH = date(2025, 9, 1), date(1951, 11, 18)

LAW = [
    ("moved_other_prefecture", False, "2025-09-02", "2025-09-02", "art. 8(1): the day after leaving"),
    ("moved_other_prefecture", True, "2025-09-01", "2025-09-01", "art. 8(1) proviso: moved in elsewhere the same day"),
    ("moved_same_prefecture", False, None, "2025-09-01", "Regulations art. 11: the application alone ends"),
    ("moved_abroad", False, "2025-09-02", "2025-09-02", "art. 8(1)"),
    ("employee_insurance", False, "2025-09-02", "2025-09-02", "art. 8(1), 6(i): the joining day is the new insurer's"),
    ("dependant", False, "2025-09-02", "2025-09-02", "art. 8(1), 6(v)"),
    ("kumiai", False, "2025-09-01", "2025-09-01", "art. 8(2), 6(x)"),
    ("late_elderly", False, "2026-11-18", "2026-11-18", "art. 6(viii): the 75th birthday"),
    ("late_elderly_disability", False, "2025-09-02", "2025-09-02", "art. 8(1), 6(viii)"),
    ("welfare", False, "2025-09-01", "2025-09-01", "art. 8(2), 6(ix)"),
    ("death", False, "2025-09-02", "2025-09-02", "art. 8(1): the day after"),
    ("residence_status", False, "2025-09-02", "2025-09-02", "art. 8(1), 6(xi)"),
    ("not_residing", False, "2025-09-02", "2025-09-02", "art. 8(1)"),
    ("other", False, "2025-09-02", "2025-09-02", "art. 8(1)"),
]


@pytest.mark.parametrize(("ground", "same_day", "lost", "ends", "article"), LAW, ids=[f"{r[0]}-{r[1]}" for r in LAW])
def test_each_ground_gives_its_day(ground: str, same_day: bool, lost: str | None, ends: str, article: str) -> None:
    bases = evaluate(TABLE, {"reason": ground, "same_day_elsewhere": same_day}).outputs
    found = loss(str(bases["qualification_basis"]), str(bases["application_basis"]), FACT, BIRTH, 75)
    shown = None if found.eligible_to is None else found.eligible_to.isoformat()
    assert (shown, found.applied_to.isoformat()) == (lost, ends), article
