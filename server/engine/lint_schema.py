"""The last net (最後の網): the schema of BPMN 2.0, with the lines at which a file departs from it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from lxml import etree
from SpiffWorkflow.spiff.parser.process import VALIDATOR

from server.engine import library  # noqa: F401 - settles the library before anything of it is used
from server.engine.findings import Finding

MAX_SHOWN = 20
_NAMESPACES = ("{http://www.omg.org/spec/BPMN/20100524/MODEL}", "{http://spiffworkflow.org/bpmn/schema/1.0/core}")


@cache
def _schema() -> Any:
    return VALIDATOR.validator


def schema_findings(path: str, root: etree._Element) -> Iterator[Finding]:
    """Where the file departs from the schema; the schema's own words, its namespaces left out."""
    copy = deepcopy(root)
    VALIDATOR.preprocess(copy)
    schema = _schema()
    if schema.validate(copy):
        return
    for entry in list(schema.error_log)[:MAX_SHOWN]:
        said = str(entry.message)
        for namespace in _NAMESPACES:
            said = said.replace(namespace, "")
        yield Finding(
            path,
            "",
            "",
            entry.line or None,
            "error",
            "schema",
            f"BPMN 2.0 の定義に合いません: {said}",
            f"It departs from the BPMN 2.0 schema: {said}",
        )
