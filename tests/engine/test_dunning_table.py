"""督促の要否 row by row: the first row that fits decides, and each row is met by a case that no earlier one takes."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain.dunning_run import LineFacts
from server.engine.decision_evaluate import evaluate
from server.engine.decision_read import read_table
from tests.world import TREE

PATH = "workflows/dunning_run/notice_kind.dmn"
TABLE = read_table((TREE / PATH).read_bytes(), PATH)
ROWS: list[tuple[dict[str, Any], int, str, str]] = [
    ({"unpaid": False, "deferred": True}, 1, "NO_LETTER", "PAID"),
    ({"dunned": True, "deferred": True}, 2, "NO_LETTER", "DUNNED"),
    ({"withheld": True}, 3, "NO_LETTER", "WITHHELD"),
    ({"extinct": True}, 4, "NO_LETTER", "EXTINCT"),
    ({"deferred": True, "in_transit": True}, 5, "LEFT_OUT", "DEFERRED"),
    ({"served": False, "address": "NONE"}, 6, "LEFT_OUT", "NOT_NOTIFIED"),
    ({"in_transit": True, "turns": 1}, 7, "LEFT_OUT", "IN_TRANSIT"),
    ({"unapplied": True}, 8, "LEFT_OUT", "UNAPPLIED"),
    ({"changing": True}, 9, "LEFT_OUT", "CHANGING"),
    ({"deceased": True}, 10, "LEFT_OUT", "DECEASED"),
    ({"address": "NONE"}, 11, "LEFT_OUT", "NO_ADDRESS"),
    ({"address": "PAYER_ELSEWHERE"}, 12, "LEFT_OUT", "PAYER_ELSEWHERE"),
    ({"address": "PROTECTED", "protected": True}, 13, "LEFT_OUT", "PROTECTED_ADDRESS"),
    ({"protected": True}, 14, "ISSUE", "PROTECTED"),
    ({"relief": True}, 15, "ISSUE", "ISSUE"),
    ({"in_transit": True, "turns": 2}, 15, "ISSUE", "ISSUE"),  # two runs are the most (M8)
]


@pytest.mark.parametrize(("facts", "row", "verdict", "reason"), ROWS)
def test_a_row_decides(facts: dict[str, Any], row: int, verdict: str, reason: str) -> None:
    """An unpaid instalment with just this about it."""
    asked = LineFacts(**{"unpaid": True} | facts)
    said = evaluate(TABLE, asked.as_inputs(2))
    assert (said.rows, said.outputs["verdict"], said.outputs["reason"]) == ((f"notice_kind_{row}",), verdict, reason)


def test_every_row_is_met_and_whatever_is_left_out_has_its_days() -> None:
    """No row without a case; nothing is left out without a time."""
    assert {row for _, row, _, _ in ROWS} == set(range(1, len(TABLE.rows) + 1))
    for facts, _, verdict, _ in ROWS:
        said = evaluate(TABLE, LineFacts(**{"unpaid": True} | facts).as_inputs(2)).outputs
        assert (said["within"] > 0) == (verdict == "LEFT_OUT")
