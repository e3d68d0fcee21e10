"""The gate over a draft in memory (下書きの検査): every finding by element, as it will be asked at release."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from server.casework.services import Services
from server.casework.surroundings import PERIOD, field_names, shape_of
from server.casework.workshop.letter_drafts import letter_findings
from server.casework.workshop.parts import draft_values, of_procedure, value_findings
from server.casework.workshop.walks import broken_walks
from server.domain.forms.faults import FormFaults
from server.domain.values import Values
from server.engine.definition import SHARED, build_procedure
from server.engine.faults import DefinitionError
from server.engine.findings import Finding, in_reading_order
from server.engine.lint_tree import Surroundings, check_files
from server.exchange.form_files import check_form_bytes, load_form
from server.store.connection import Connection


def findings_of(
    services: Services, conn: Connection, slug: str, every: Mapping[str, bytes], valid_from: date | None = None
) -> list[Finding]:
    """Everything the gate says of these files as the procedure `slug`, in reading order.

    `valid_from` is the date of effect once there is one: no value of the draft may begin before it.
    """
    files = of_procedure(every)
    values = draft_values(services, conn, every)
    found = value_findings(services.values(conn), every, valid_from)
    found += letter_findings(services, conn, every, valid_from)
    return in_reading_order(found + _of_files(services, slug, files, values))


def _of_files(services: Services, slug: str, files: Mapping[str, bytes], values: Values) -> list[Finding]:
    forms = {path: data for path, data in files.items() if path.startswith("forms/")}
    drawn = {path: data for path, data in files.items() if path.endswith((".bpmn", ".dmn"))}
    found = [_finding(one) for path, data in sorted(forms.items()) for one in check_form_bytes(data, path)]
    found += check_files(drawn, _surroundings(services, values, forms), _folders(slug, drawn))
    if not any(one.severity == "error" for one in found):
        found += _built(slug, files) or broken_walks(slug, files, services.operators, values.fresh())
    return found


def _finding(told: Mapping[str, Any]) -> Finding:
    return Finding(**told)


def _folders(slug: str, drawn: Mapping[str, bytes]) -> list[str]:
    parts = {path.split("/")[2] for path in drawn if path.startswith(f"workflows/{SHARED}/")}
    return [slug, *sorted(f"{SHARED}/{part}" for part in parts)]


def _surroundings(services: Services, values: Values, forms: Mapping[str, bytes]) -> Surroundings:
    keys = values.keys()
    return Surroundings(
        forms={_key(path): _fields(path, data) for path, data in forms.items()},
        operators={key: shape_of(operator) for key, operator in services.operators.items()},
        periods=frozenset(key.removeprefix(PERIOD) for key in keys if key.startswith(PERIOD)),
        letters=frozenset(services.letters),
    )


def _key(path: str) -> str:
    return path.removeprefix("forms/").removesuffix(".yaml")


def _fields(path: str, data: bytes) -> frozenset[str] | None:
    try:
        return field_names(load_form(data, _key(path)))
    except FormFaults:
        return None


def _built(slug: str, files: Mapping[str, bytes]) -> list[Finding]:
    """What keeps the engine from building it although no rule spoke."""
    try:
        build_procedure(files, slug)
    except DefinitionError as fault:
        path = f"workflows/{slug}/{slug}.bpmn"
        told = f"手続を組み立てられません({fault})。図を見直してください。"
        english = f"The procedure cannot be built ({fault}); look at the diagram again."
        return [Finding(path, "", "", None, "error", "not-buildable", told, english)]
    return []
