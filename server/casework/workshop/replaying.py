"""A draft against the cases that were closed last (下書きの再演): who would have been treated differently, and how.

Nothing is written, sent or printed, and no register of today is read: each case has its own facts and values on record.
A value that the draft states anew holds as if it had been in force on the days of the case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.casework.callers import Caller
from server.casework.replay_case import recorded
from server.casework.services import Services
from server.casework.step_records import MOVE
from server.casework.workshop.drafts import all_files_in, get, require_draw
from server.casework.workshop.parts import draft_rows, of_procedure
from server.domain.refusals import Refused
from server.engine.definition import build_procedure
from server.engine.faults import DefinitionError
from server.engine.rerun import Otherwise, rerun
from server.engine.rerun_values import ValuesThen
from server.store import history, workshop_cases

MOST = 500


@dataclass(frozen=True, slots=True)
class CaseOtherwise:
    """A closed case that the draft would have treated differently."""

    case_id: str
    number: str
    otherwise: Sequence[Otherwise]


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many cases were replayed, which would have gone otherwise, and how often each kind of difference came.

    `names`: element → its name in the draft; `letters`: letter → its title (Japanese, English).
    """

    count: int
    cases: tuple[CaseOtherwise, ...]
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    letters: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)

    @property
    def kinds(self) -> dict[str, int]:
        """Kind of difference → cases."""
        return dict(Counter(kind for case in self.cases for kind in {one.what for one in case.otherwise}))


def replay_draft(services: Services, caller: Caller, draft_id: str, *, last: int = 100) -> Replayed:
    """Replays the draft on the `last` cases closed last (at most 500).

    Raises `draft_not_found`, `procedure_findings` for a draft that cannot run, rights.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        files = all_files_in(conn, draft)
        try:
            procedure = build_procedure(of_procedure(files), draft.slug)
        except DefinitionError as fault:
            raise Refused("procedure_findings", count=1, first=str(fault)) from fault
        then = ValuesThen(services.values(conn).rows(), draft_rows(files))
        closed = workshop_cases.closed_last(conn, draft.slug, max(0, min(last, MOST)))
        found = []
        for case in closed:
            kept = [one for one in history.steps_of(conn, case.case_id) if one.command.get("command") != MOVE]
            steps = list(recorded(kept, history.history_of(conn, case.case_id)))
            otherwise = rerun(steps, procedure, services.operators, then)
            if otherwise:
                found.append(CaseOtherwise(case.case_id, case.number, otherwise))
        heads = {key: one.latest.head for key, one in services.letters_now(conn).items()}
    names = {one.id: one.name or one.id for one in procedure.elements}
    return Replayed(len(closed), tuple(found), names, {key: (one.title_ja, one.title_en) for key, one in heads.items()})
