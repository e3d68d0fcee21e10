"""Who uses a dated value (値の利用): procedures that wait by a named period, or whose steps have read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from server.casework.surroundings import PERIOD
from server.engine.waits_for import calls_of, waits_named
from server.store import history, procedures
from server.store.connection import Connection

_STEPS = 2000


def users_of(conn: Connection, keys: Iterable[str], day: date) -> dict[str, tuple[str, ...]]:
    """Key → slugs of procedures in force that wait by it, or whose latest steps read it."""
    wanted = set(keys)
    if not wanted:
        return {}
    found: dict[str, set[str]] = {key: set() for key in wanted}
    for key in {one for one in wanted if one.startswith(PERIOD)}:
        found[key] |= _waiting(_diagrams(conn, day), key.removeprefix(PERIOD))
    for slug, names in history.values_read(conn, _STEPS):
        for key in wanted & {name.rpartition("@")[0] for name in names}:
            found[key].add(slug)
    return {key: tuple(sorted(slugs)) for key, slugs in found.items()}


def _diagrams(conn: Connection, day: date) -> dict[str, bytes]:
    wanted: dict[str, str] = {}
    for version in procedures.current_versions(conn, day):
        wanted |= {path: name for path, name in version.manifest.items() if path.endswith(".bpmn")}
    contents = procedures.artefacts(conn, wanted.values())
    return {path: contents[name] for path, name in wanted.items()}


def _waiting(diagrams: Mapping[str, bytes], period: str) -> set[str]:
    names = {name for name, _ in waits_named(diagrams).get(period, ())}
    return {slug for slug, used in calls_of(diagrams).items() if slug in names or names & used}
