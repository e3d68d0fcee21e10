"""Trying a draft in isolation (試行): step by step on a clock of its own, and recorded as a walk that must hold.

A trial has operators, dated values and whatever registers the manager makes up for it. It has no database, no printer
and no network; its letters are told by name and never made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.drafts import Saved, all_files_in, get, require_draw, save_files
from server.casework.workshop.parts import draft_values, of_procedure
from server.domain.refusals import Refused
from server.engine.definition import build_procedure
from server.engine.faults import DefinitionError
from server.engine.scenario import Scenario, scenario_as_json, summary, walk_scenario

_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")


def try_draft(services: Services, caller: Caller, draft_id: str, scenario: Scenario) -> dict[str, Any]:
    """The walk of a draft: `status`, `visited`, `open`, `letters`, `error`; more answers or a later `until` step on.

    Raises `draft_not_found`, `procedure_findings` for a draft that cannot be built, `scenario_invalid`, rights.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        every = all_files_in(conn, draft)
        files, values = of_procedure(every), draft_values(services, conn, every)
    try:
        procedure = build_procedure(files, draft.slug)
    except DefinitionError as fault:
        raise Refused("procedure_findings", count=1, first=str(fault)) from fault
    return walk_scenario(scenario, procedure, services.operators, values)


def record_scenario(
    services: Services, caller: Caller, draft_id: str, name: str, scenario: Scenario, rev: int
) -> Saved:
    """Keeps a walk as `scenarios/<name>.yaml` of the draft, with what came of it: it must hold from then on.

    Raises `scenario_invalid` for a name that is none, `scenario_failed` for a walk that failed, and as `try_draft`.
    """
    if not _NAME.fullmatch(name):
        raise Refused("scenario_invalid", fault="name")
    report = try_draft(services, caller, draft_id, scenario)
    if report["status"] not in ("completed", "waiting"):
        raise Refused("scenario_failed", fault=str(report["error"])[:200])
    with services.database.read() as conn:
        draft = get(conn, draft_id)
    kept: Mapping[str, Any] = scenario_as_json(scenario) | {"expects": summary(report)}
    written = yaml.safe_dump(dict(kept), allow_unicode=True, sort_keys=False)
    path = f"workflows/{draft.slug}/scenarios/{name}.yaml"
    return save_files(services, caller, draft_id, {path: written.encode()}, rev)
