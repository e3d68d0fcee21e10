"""A session of the try-out (試行): a walk by acts that the page carries, with the forms of the draft itself.

The session lives in the page and nowhere else: nothing of it is kept until it is recorded as a walk of the draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.workshop.drafts import all_files_in, files_in, get, require_draw
from server.casework.workshop.parts import draft_values
from server.domain.calendar import civil_date
from server.domain.effects import JSON
from server.domain.forms.answers import read_answers
from server.domain.forms.model import FormDefinition
from server.domain.forms.tree import Posted
from server.domain.refusals import Refused
from server.engine.definition import Procedure, build_procedure
from server.engine.faults import DefinitionError
from server.engine.scenario import Scenario, walk_scenario
from server.store.workshop import Draft

START = "start"


@dataclass(frozen=True, slots=True)
class TryOut:
    """Where the session stands: the draft, what was done so far, and what the walk tells (None: not begun)."""

    draft: Draft
    procedure: Procedure
    scenario: Scenario | None
    report: Mapping[str, Any] | None
    waits: Mapping[str, str]
    """element → its name, for messages that are waited for and for whatever the walk passes"""
    letters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """letter → its title (Japanese, English)"""

    @property
    def today(self) -> date:
        """The civil day on the session's clock."""
        at = self.report["at"] if self.report is not None else None
        if at is not None:
            return civil_date(datetime.fromisoformat(str(at)))
        return civil_date(self.scenario.start) if self.scenario is not None else date.min

    def form(self, element: str) -> FormDefinition | None:
        """The form of a task that stands open, or of the start; None where nothing is asked."""
        if element == START:
            key: object = f"{self.draft.slug}/{START}"
        else:
            tasks = [] if self.report is None else self.report["tasks"]
            key = next((one["form"] for one in tasks if one["element"] == element), "")
        return form_of(self.procedure, str(key)) if key in self.procedure.forms else None


def try_out(services: Services, caller: Caller, draft_id: str, scenario: Scenario | None) -> TryOut:
    """Where a session stands. Raises `draft_not_found`, `procedure_findings` for what cannot be built, rights."""
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        files, values = files_in(conn, draft), draft_values(services, conn, all_files_in(conn, draft))
        heads = {key: one.latest.head for key, one in services.letters_now(conn).items()}
    try:
        procedure = build_procedure(files, draft.slug)
    except DefinitionError as fault:
        raise Refused("procedure_findings", count=1, first=str(fault)) from fault
    report = None if scenario is None else walk_scenario(scenario, procedure, services.operators, values)
    names = {one.id: one.name or one.id for one in procedure.elements}
    letters = {key: (one.title_ja, one.title_en) for key, one in heads.items()}
    return TryOut(draft, procedure, scenario, report, names, letters)


def answers_of(session: TryOut, element: str, raw: Posted, lang: str) -> dict[str, JSON]:
    """What was typed into a form of the draft, read by its own rules on the session's day.

    A second check marks every value group that was posted. Raises `InputInvalid` with every wrong field.
    """
    form = session.form(element)
    if form is None:
        return {}
    groups = None
    if form.check_field is not None:
        groups = {name.split("-")[1]: name for name in raw.fields if name.startswith(f"{form.check_field}-")}
    read = read_answers(form, raw, today=session.today, check_groups=groups, lang="en" if lang == "en" else "ja")
    return dict(read.values)
