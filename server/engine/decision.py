"""Decision tables (決定表), the public face: read a DMN file, ask it, and look for its gaps and overlaps."""

from __future__ import annotations

from server.engine.decision_analysis import analyse
from server.engine.decision_evaluate import Decided, evaluate
from server.engine.decision_model import Input, Output, Row, Table
from server.engine.decision_read import TableInvalid, inspect_table, read_table

__all__ = [
    "Decided",
    "Input",
    "Output",
    "Row",
    "Table",
    "TableInvalid",
    "analyse",
    "evaluate",
    "inspect_table",
    "read_table",
]
