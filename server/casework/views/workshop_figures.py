"""The figures of a procedure as a page shows them (手続の実績): the picture in force, names, offices and months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.picture import Picture, picture_of
from server.domain.refusals import Refused
from server.domain.rights import Function, within
from server.engine.lint_model import tag_of
from server.engine.safe_xml import parse
from server.store import offices, procedures, process_events

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class FiguresView:
    """The figures with the diagram they stand on: that of the version in force.

    `names` are the elements and flows of that version by name, those of its own diagram first; `drawn` those of its
    own diagram: what only a called part or an older version holds has no place on it.
    """

    picture: Picture
    title: str
    version_hash: str
    names: Mapping[str, str]
    drawn: frozenset[str]
    offices: tuple[tuple[str, str], ...]
    office: str
    months: tuple[date, ...]
    month: date | None


def figures_view(
    services: Services, caller: Caller, slug: str, *, office: str, month: date | str | None
) -> FiguresView:
    """The figures of a procedure; `month` may be `LATEST`, the last one in which cases began.

    Raises `no_right`, `out_of_scope`, `procedure_not_found`.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        version = procedures.current_version(conn, slug, day)
        known = process_events.months(conn, slug)
        scope = caller.scope(Function.PROCEDURE_VIEW, day)
        places = tuple((one.office, one.name) for one in offices.all_offices(conn) if within(one.office, scope))
    chosen = month if not isinstance(month, str) else known[0] if known else None
    told = picture_of(services, caller, slug, office=office, month=chosen)
    if version is None:
        raise Refused("procedure_not_found", procedure=slug[:60])
    with services.database.read() as conn:
        own = names_in(services.catalogue.get(conn, version.hash).diagram)
        parts = {path: data for path, data in procedures.files_of(conn, version).items() if path.endswith(".bpmn")}
    names = own | {key: name for data in parts.values() for key, name in names_in(data).items() if key not in own}
    drawn = frozenset(own)
    return FiguresView(told, version.title, version.hash, names, drawn, places, office, known, chosen)


def names_in(diagram: bytes) -> dict[str, str]:
    """Id → name of everything in a diagram; a flow is named by its two ends, with what stands on it."""
    root = parse(diagram)
    named = {one.get("id", ""): " ".join((one.get("name") or "").split()) for one in root.iter() if tag_of(one)}
    found = {}
    for one in root.iter():
        own = one.get("id")
        if not own or not tag_of(one):
            continue
        if tag_of(one) == "sequenceFlow":
            ends = [one.get(end) or "" for end in ("sourceRef", "targetRef")]
            label = f"({named[own]})" if named[own] else ""
            found[own] = "→".join(named.get(end) or end for end in ends) + label
        else:
            found[own] = named[own] or own
    return found
