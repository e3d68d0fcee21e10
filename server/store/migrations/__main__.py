"""Drafts a new migration: `python -m server.store.migrations 0003 "Why"`; it is then read and completed by hand."""

from __future__ import annotations

import sys
import tempfile

from server.store.database import Database
from server.store.migrations import runner

with tempfile.TemporaryDirectory() as folder:
    database = Database(f"sqlite:///{folder}/draft.db")
    runner.draft(database.engine, sys.argv[1], sys.argv[2])
    database.dispose()
