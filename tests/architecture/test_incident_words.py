"""An incident that somebody must see is told in words: every kind that is raised has its name in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import server
from server.casework.views.words import INCIDENTS

ROOT = Path(server.__file__).parent
RAISED = re.compile(r"raise_incident\(\s*\w+,\s*kind=\"(\w+)\"")


def test_every_kind_of_incident_has_a_name() -> None:
    kinds = {kind for path in ROOT.rglob("*.py") for kind in RAISED.findall(path.read_text("utf-8"))}
    assert kinds
    assert kinds - INCIDENTS.keys() == set()
