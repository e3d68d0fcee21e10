"""Walking a diagram through without registers (図の試行): people answer from a file, clocks run on a virtual time.

What would be written is only told. The registers are empty unless facts are given: each fact asked for and not given
answers that nothing is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from server.domain.calendar import JAPAN
from server.domain.effects import JSONObject, LetterRequest
from server.domain.facts import Facts
from server.engine.definition import SHARED, Procedure, build_procedure, read_procedure_files
from server.engine.faults import DefinitionError
from server.engine.findings import Finding, errors_in
from server.engine.lint_lone import check_file
from server.engine.lint_tree import Surroundings, check_tree
from server.engine.lone import build_lone, read_folder
from server.engine.run import Visited
from server.engine.session import BY, MAX_ROUNDS_OF_FACTS, Stage, letter, report, standing
from server.engine.step import Surround, advance
from server.engine.types import Command, CompleteTask, Deliver, Start, StepResult, Wake

MAX_STEPS = 5_000


def try_procedure(
    path: Path, data: JSONObject, answers: Mapping[str, Any], until: datetime | None, stage: Stage
) -> dict[str, Any]:
    """Walks the diagram at `path` from start data to its end, as far as it goes or until the instant `until`.

    `answers` maps an element to its answers or payload, a list when it comes more than once; a person's task without
    any gets empty ones, with null nobody does it; a message without any does not come. The report holds `status`
    (`completed`, `waiting`, `failed`, `refused`), `visited`, `open`, `letters`, `error` and the gate's `findings`; a
    diagram with errors among these is not walked.
    """
    findings = findings_of(path, stage.surroundings)
    shown = [finding.as_json() for finding in findings]
    errors = errors_in(findings)
    if errors:
        return report("refused", error=errors[0].message_en) | {"findings": shown}
    try:
        procedure = open_procedure(path)
    except DefinitionError as error:
        return report("refused", error=str(error)) | {"findings": shown}
    return _Trial(procedure, stage, answers).walk(data, until) | {"findings": shown}


def walk_procedure(
    procedure: Procedure, data: JSONObject, answers: Mapping[str, Any], until: datetime | None, stage: Stage
) -> dict[str, Any]:
    """As `try_procedure`, for a procedure built in memory; the gate is not asked."""
    return _Trial(procedure, stage, answers).walk(data, until)


def tree_of(path: Path) -> tuple[Path, str] | None:
    """The root of the tree a diagram stands in with its folder below `workflows`, None for a file by itself."""
    folder = path.absolute().parent
    if folder.parent.name == "workflows":
        return folder.parent.parent, folder.name
    if folder.parent.name == SHARED and folder.parent.parent.name == "workflows":
        return folder.parent.parent.parent, f"{SHARED}/{folder.name}"
    return None


def findings_of(path: Path, surroundings: Surroundings) -> list[Finding]:
    """What the gate says of the diagram, by the rules of the tree when it stands in one."""
    place = tree_of(path)
    return check_file(path, surroundings) if place is None else check_tree(place[0], surroundings, [place[1]])


def open_procedure(path: Path) -> Procedure:
    """The procedure of a diagram in the tree, else the file with what stands beside it. Raises `DefinitionError`."""
    place = tree_of(path)
    if place is not None and not place[1].startswith(SHARED):
        return build_procedure(read_procedure_files(*place), place[1])
    folder = path.absolute().parent
    neighbours: dict[str, bytes] = {}
    for one in [] if place is None else sorted(folder.parent.iterdir()):  # a part may call its sisters
        neighbours |= read_folder(one)
    return build_lone(path.name, path.read_bytes(), neighbours | read_folder(folder))


class _Trial:
    """One walk."""

    def __init__(self, procedure: Procedure, stage: Stage, answers: Mapping[str, Any]) -> None:
        self.procedure = procedure
        self.stage = stage
        self.answers = {name: list(a) if isinstance(a, list) else [a] for name, a in answers.items()}
        self.repeated = {name for name, answer in answers.items() if isinstance(answer, list)}
        self.facts = dict(stage.facts)
        self.at = stage.start
        self.left_alone: set[str] = set()
        self.visited: list[dict[str, str]] = []
        self.letters: list[dict[str, Any]] = []

    def walk(self, data: JSONObject, until: datetime | None) -> dict[str, Any]:
        """The report."""
        header = {"id": BY, "number": "", "procedure": self.procedure.slug, "office": "hq", "household_key": None}
        header |= {"channel": "COUNTER", "received_on": self.at.astimezone(JAPAN).date().isoformat(), "started_by": BY}
        given = {name: value for name, value in data.items() if name != "case" or self.procedure.lone}
        header |= {} if self.procedure.lone else data.get("case", {})
        result = self._step(None, Start(given, header, BY))
        for _ in range(MAX_STEPS):
            command = self._next(result, until) if result.status == "active" else None
            if command is None:
                return self._end(result)
            result = self._step(result.state, command)
        return self._end(StepResult("failed", error=f"the walk does not come to an end within {MAX_STEPS} steps"))

    def _step(self, state: bytes | None, command: Command) -> StepResult:
        stage = self.stage
        result, visited = StepResult("failed"), tuple[Visited, ...]()
        for _ in range(MAX_ROUNDS_OF_FACTS):
            around = Surround(self.at, self.procedure, stage.operators, Facts(self.facts), stage.values)
            result, visited = advance(state, command, around)
            if result.status != "needs_facts":
                break
            self.facts |= dict.fromkeys(result.needs)
        at = self.at.astimezone(JAPAN).isoformat()
        self.visited += [{"element": one.element, "at": at} for one in visited]
        self.letters += [letter(effect) for effect in result.effects if isinstance(effect, LetterRequest)]
        return result

    def _next(self, result: StepResult, until: datetime | None) -> Command | None:
        """What happens next: people first, then messages that the file answers, then the clock."""
        for task in result.open_tasks:
            if task.key not in self.left_alone:
                answer = self._answer(task.element, {})
                if answer is not None:
                    return CompleteTask(task.key, answer, BY)
                self.left_alone.add(task.key)
        for one in result.subscriptions:
            if self.answers.get(one.element):
                return Deliver(one.key, one.kind, self._answer(one.element, {}) or {}, BY)
        if result.next_due is None or (until is not None and result.next_due > until):
            return None
        self.at = max(self.at, result.next_due)
        return Wake(BY)

    def _answer(self, element: str, without: Any) -> Any:
        """The element's next answer; one that is not a list is given every time to a person, once to a message."""
        left = self.answers.get(element, [])
        if not left:
            return without
        return left.pop(0) if element in self.repeated or self._is_message(element) else left[0]

    def _is_message(self, element: str) -> bool:
        return element not in self.procedure.tasks

    def _end(self, result: StepResult) -> dict[str, Any]:
        waiting = result.status == "active"
        error: Any = result.refusal if result.status == "refused" else result.error
        status = "waiting" if waiting else result.status
        return report(status, self.visited, standing(result) if waiting else [], self.letters, error)


def last_instant(day: datetime) -> datetime:
    """The last instant of a civil day, for an `until` that names a day only."""
    return day + timedelta(days=1) - timedelta(microseconds=1)
