"""Every row of the tables of 滞納処分 (財産調査から公売まで), asked as a case asks it: no row that nobody hits.

The cases of a folder without tables are there, too: a table added to one without a case of its own fails.
"""

from __future__ import annotations

from typing import Any

import pytest

from server.engine.decision_evaluate import evaluate
from server.engine.decision_read import read_table
from tests.world import TREE

FOLDERS = (
    "asset_inquiry",
    "seizure",
    "seizure_watch",
    "distribution",
    "seizure_release",
    "claim_participation",
    "public_sale",
)


def ground(name: str) -> dict[str, Any]:
    """A release as it was received."""
    return {"start": {"ground": name}}


def bids(state: str, kind: str = "REAL_ESTATE") -> dict[str, Any]:
    """A sale after its bids."""
    return {"open_bids": {"state": state}, "examine": {"kind": kind}}


def answers(trigger: str = "OTHER", found: int = 0, exempt: int = 0, refused: int = 0) -> dict[str, Any]:
    """An inquiry with all its answers."""
    return {"record": {"found": found, "exempt": exempt, "refused": refused}, "start": {"trigger": trigger}}


CASES: dict[str, list[tuple[dict[str, Any], int, dict[str, str]]]] = {
    "asset_inquiry/next_step": [
        (answers("WARNING_EXPIRED", found=1, exempt=1), 1, {"result": "ASSET_FOUND", "next": "SEIZURE"}),
        (answers(found=1, refused=1), 2, {"result": "ASSET_FOUND", "next": "WARNING"}),
        (answers("WARNING_EXPIRED", exempt=1, refused=1), 3, {"result": "EXEMPT_ONLY", "next": "RELIEF"}),
        (answers(refused=1), 4, {"result": "NONE", "next": "APPROVER"}),
        (answers("WARNING_EXPIRED"), 5, {"result": "NONE", "next": "SUSPENSION"}),
    ],
    "seizure_release/duty": [
        (ground("PAID"), 1, {"duty": "MUST", "article": "国税徴収法79条1項1号"}),
        (ground("CANCELLED"), 1, {"duty": "MUST"}),
        (ground("NO_SURPLUS"), 2, {"duty": "MUST", "article": "国税徴収法79条1項2号"}),
        (ground("SUSPENSION"), 3, {"duty": "MUST", "article": "国税徴収法153条3項"}),
        (ground("EXEMPT"), 4, {"duty": "MUST", "article": "国税徴収法75条から78条まで"}),
        (ground("NAMESAKE"), 5, {"duty": "MUST"}),
        (ground("DEFERRAL"), 6, {"duty": "MAY", "article": "地方税法15条の2の3第2項"}),
        (ground("VALUE_OVER"), 7, {"duty": "MAY", "article": "国税徴収法79条2項1号"}),
        (ground("OTHER_ASSET"), 8, {"duty": "MAY", "article": "国税徴収法79条2項2号"}),
        (ground("NO_BID"), 9, {"duty": "MAY", "article": "国税徴収法79条2項3号"}),
    ],
    "public_sale/hold": [
        ({"kind": "DEFERRAL"}, 1, {"says": "STOP"}),
        ({"kind": "CONVERSION"}, 2, {"says": "STOP"}),
        ({"kind": "SUSPENSION"}, 3, {"says": "STOP"}),
        ({"kind": "DISPUTE"}, 4, {"says": "STOP", "article": "地方自治法231条の3"}),
        ({"kind": "WELFARE"}, 5, {"says": "STOP"}),
        ({"kind": "RELIEF_PENDING"}, 6, {"says": "WAIT"}),
        ({"kind": "REASSESSMENT"}, 7, {"says": "WAIT"}),
        ({"kind": "PAYMENT_IN_TRANSIT"}, 8, {"says": "WAIT"}),
        ({"kind": "PLEDGE"}, 9, {"says": "REASON"}),
        ({"kind": "DECEASED"}, 10, {"says": "REASON", "article": "国税徴収法139条1項"}),
        ({"kind": "ADDRESS_PROTECTION"}, 11, {"says": "REASON"}),
        ({"kind": "BANKRUPTCY"}, 12, {"says": "GO", "article": "破産法43条2項"}),
        ({"kind": "RETURNED_MAIL"}, 13, {"says": "GO"}),
        ({"kind": "SEIZED"}, 14, {"says": "GO"}),
        ({"kind": "APPEAL"}, 15, {"says": "STOP", "article": "地方自治法231条の3"}),
    ],
    "public_sale/after_bids": [
        (bids("BID", "MOVABLE"), 1, {"next": "CONFIRM", "article": "国税徴収法111条"}),
        (bids("BID"), 2, {"next": "WAIT", "article": "国税徴収法113条1項"}),
        (bids("NO_BID"), 3, {"next": "AGAIN", "article": "国税徴収法107条1項"}),
        (bids("CALLED_OFF", "MOVABLE"), 4, {"next": "AGAIN"}),
        (bids("PAID"), 5, {"next": "STOP", "article": "国税徴収法117条"}),
        (bids("HELD"), 6, {"next": "STOP"}),
        (bids("RELEASED", "MOVABLE"), 6, {"next": "STOP"}),
    ],
}


def table(name: str) -> Any:
    """A table of the tree."""
    path = TREE / "workflows" / f"{name}.dmn"
    return read_table(path.read_bytes(), str(path))


def test_no_table_and_no_row_of_enforcement_is_without_a_case() -> None:
    tables = {f"{folder}/{path.stem}" for folder in FOLDERS for path in (TREE / "workflows" / folder).glob("*.dmn")}
    assert tables == set(CASES)
    for name, cases in CASES.items():
        assert {row for _, row, _ in cases} == set(range(1, len(table(name).rows) + 1)), name


@pytest.mark.parametrize(
    ("name", "asked", "row", "expected"), [(name, *case) for name, cases in CASES.items() for case in cases]
)
def test_a_row_answers(name: str, asked: dict[str, Any], row: int, expected: dict[str, str]) -> None:
    said = evaluate(table(name), asked)
    assert said.rows == (f"{name.split('/')[1]}_{row}",)
    assert {key: said.outputs[key] for key in expected} == expected
