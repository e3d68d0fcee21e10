"""States written by earlier versions of this program are read for ever: each format has its golden here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.engine.codec import FORMAT, state_digest
from server.engine.definition import build_procedure
from server.engine.types import Wake
from tests.engine.walker import Walk

HERE = Path(__file__).parent
GOLDENS = sorted(HERE.glob("state_*"))


def _case(golden: Path) -> Walk:
    files = {str(f.relative_to(golden).as_posix()): f.read_bytes() for f in sorted(golden.rglob("*.bpmn"))}
    return Walk(build_procedure(files, "demo"), state=(golden / "state.bin").read_bytes())


def test_every_format_that_was_ever_written_has_a_golden() -> None:
    assert [golden.name for golden in GOLDENS] == [f"state_{number}" for number in range(1, FORMAT + 1)]


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)
def test_a_stored_state_still_says_the_same(golden: Path) -> None:
    expected = json.loads((golden / "expected.json").read_text(encoding="utf-8"))
    case = _case(golden)
    assert state_digest(case.state) == expected["digest"]
    result = case.ok(Wake())
    assert [[t.key, t.element, t.role, list(t.path), t.due_on] for t in result.open_tasks] == expected["open_tasks"]
    assert [[one.key, one.kind, one.element] for one in result.subscriptions] == expected["subscriptions"]
    assert (result.next_due.isoformat() if result.next_due else None) == expected["next_due"]
    assert dict(result.data) == expected["data"]
    assert state_digest(result.state) == expected["digest"]


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)
def test_a_case_from_a_stored_state_comes_to_its_end(golden: Path) -> None:
    case = _case(golden)
    case.ok(Wake())
    case.complete("fill")
    case.complete("look")
    case.deliver("news", n=1)
    assert case.open == []
    result = case.wake("2026-12-01T00:00:00+09:00")
    assert (result.status, result.outcome) == ("completed", "h")
