"""Recorded walks (筋書き): what must come of a procedure when it is walked as written down; asked by the gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from server.domain.operating import Operator
from server.domain.refusals import Refused
from server.domain.values import Values
from server.engine.definition import Procedure, build_procedure
from server.engine.faults import DefinitionError
from server.engine.findings import Finding
from server.engine.scenario import Scenario, broken, scenario_from, walk_scenario


def walk_files(slug: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The recorded walks among a procedure's files, by path."""
    inside = f"workflows/{slug}/scenarios/"
    return {path: data for path, data in sorted(files.items()) if path.startswith(inside) and path.endswith(".yaml")}


def read_walk(data: bytes) -> Scenario:
    """A recorded walk. Raises `Refused("scenario_invalid")` for what is none."""
    try:
        return scenario_from(yaml.safe_load(data))
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise Refused("scenario_invalid", fault=str(fault)[:120]) from fault


def broken_walks(
    slug: str, files: Mapping[str, bytes], operators: Mapping[str, Operator], values: Values
) -> Iterator[Finding]:
    """A finding for each thing that no longer comes as it was recorded, and for each walk that cannot be read."""
    walks = walk_files(slug, files)
    if not walks:
        return
    try:
        procedure = build_procedure(files, slug)
    except DefinitionError:
        return  # that it cannot be built is another finding
    for path, data in walks.items():
        for told in _told(data, procedure, operators, values):
            japanese = f"筋書き通りに進みません({told})。図を直すか、筋書きを取り直してください。"
            english = f"The recorded walk no longer holds ({told}); mend the diagram or record it anew."
            yield Finding(path, "", "", None, "error", "scenario-broken", japanese, english)


def _told(data: bytes, procedure: Procedure, operators: Mapping[str, Operator], values: Values) -> list[str]:
    try:
        scenario = read_walk(data)
        report = walk_scenario(scenario, procedure, operators, values)
    except Refused as fault:
        return [str(fault)[:200]]
    return [f"{name}: {was} → {now}" for name, was, now in broken(scenario.expects, report)]
