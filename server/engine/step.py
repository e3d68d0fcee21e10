"""The one way in which a case moves (歩進): a pure function from state and command to the next state.

No database, no clock, no file: the same call gives the same bytes, so a step can be tried, repeated, batched and
replayed. A step that is not `active` or `completed` has changed nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.domain.facts import Facts, FactsMissing
from server.domain.jsonvalue import check_json
from server.domain.operating import Operator
from server.domain.refusals import Refused
from server.domain.values import Values
from server.engine.codec import dump, load
from server.engine.definition import Procedure
from server.engine.faults import StepFault
from server.engine.places import path_of, role_of
from server.engine.run import Run, Visited
from server.engine.squash import squash
from server.engine.tokens import READY, CaseTask, CaseWorkflow
from server.engine.types import Command, CompleteTask, Correct, Deliver, OpenTask, Start, StepResult, Subscription, Wake
from server.engine.waits import Wait, waits_of

# A step runs until people, messages or clocks are needed; one that runs longer than this goes round in circles.
MAX_MOVES = 20_000
TIDY_EVERY = 100


@dataclass(frozen=True, slots=True)
class Surround:
    """What a step is given besides state and command."""

    at: datetime
    procedure: Procedure
    operators: Mapping[str, Operator]
    facts: Facts
    values: Values


def step(
    state: bytes | None,
    command: Command,
    at: datetime,
    procedure: Procedure,
    operators: Mapping[str, Operator],
    facts: Facts,
    values: Values,
) -> StepResult:
    """Carries `command` out at the instant `at` (aware) and everything that follows by itself.

    `state` is None for `Start` and only then. The result's status: `active` or `completed` with the new state;
    `needs_facts` with the keys an operator asks for; `refused` with the refusal as data; `failed` with what is wrong in
    the procedure, an operator or the state. Raises ValueError for a naive `at` and for a state that does not fit.
    """
    result, _ = advance(state, command, Surround(at, procedure, operators, facts, values))
    return result


def advance(state: bytes | None, command: Command, around: Surround) -> tuple[StepResult, tuple[Visited, ...]]:
    """`step`, with the elements that were passed, in order."""
    if around.at.tzinfo is None:
        raise ValueError("a step happens at an aware instant")
    if (state is None) != isinstance(command, Start):
        raise ValueError("a case has a state unless it is being started")
    workflow: CaseWorkflow | None = None
    try:
        workflow, run = _opened(state, around)
        move(workflow, run, command)
        settle(workflow)
        return _result(workflow, run, around), tuple(run.visited)
    except FactsMissing as missing:
        return StepResult("needs_facts", needs=missing.keys), ()
    except Refused as refused:
        return StepResult("refused", refusal=refused.as_json()), ()
    except StepFault as fault:
        return StepResult("failed", error=str(fault)), ()
    except Exception as error:  # noqa: BLE001 - whatever an operator or the library raises, the case stays as it was
        return StepResult("failed", error=f"{type(error).__name__}: {error}"), ()
    finally:
        if workflow is not None:
            workflow.fall_apart()


def _opened(state: bytes | None, around: Surround) -> tuple[CaseWorkflow, Run]:
    procedure = around.procedure
    workflow = CaseWorkflow(procedure.spec, procedure.subspecs) if state is None else load(state, procedure)
    run = Run(workflow, procedure, around.operators, around.facts.fresh(), around.values.fresh(), around.at)
    return workflow, run


# -- commands ----------------------------------------------------------------------------------------------------------


def move(workflow: CaseWorkflow, run: Run, command: Command) -> None:
    """Does what the command says and runs what follows by itself. Raises what the operators raise."""
    if isinstance(command, Start):
        _start(workflow, run, command)
    elif isinstance(command, CompleteTask):
        _complete(workflow, run, command)
    elif isinstance(command, Deliver):
        _deliver(workflow, run, command)
    elif isinstance(command, Correct):
        _correct(workflow, run, command)
    else:
        _wake(workflow, run, command)
    run_ready(workflow)


def _start(workflow: CaseWorkflow, run: Run, command: Start) -> None:
    check_json(command.data)
    check_json(command.case)
    given = command.data if run.procedure.lone else {}
    workflow.case_data = {**given, "case": command.case, "start": command.data}
    workflow.begin()
    root = workflow.task_tree
    first = workflow.spec.task_specs[root.task_spec._outputs[0]]
    run.tell("started", root, {"data": command.data, "case": command.case}, by=command.by, spec=first)


def _complete(workflow: CaseWorkflow, run: Run, command: CompleteTask) -> None:
    token = next((token for token in open_tokens(workflow) if str(token.id) == command.task_key), None)
    if token is None:
        raise Refused("task_not_open")
    check_json(command.answers)
    run.write(token, token.task_spec.bpmn_id, command.answers)
    run.tell("completed", token, {"key": command.task_key, "answers": command.answers}, by=command.by)
    token.run()


def _deliver(workflow: CaseWorkflow, run: Run, command: Deliver) -> None:
    wait = next((wait for wait in waits_of(workflow) if wait.kind and wait.key == command.subscription_key), None)
    if wait is None or wait.kind != command.kind:
        raise Refused("message_not_awaited", kind=command.kind)
    check_json(command.payload)
    run.write(wait.token, wait.spec.bpmn_id, command.payload)
    detail = {"key": wait.key, "message": command.kind, "payload": command.payload}
    run.tell("received", wait.token, detail, by=command.by, spec=wait.spec)
    wait.fire()


def _correct(workflow: CaseWorkflow, run: Run, command: Correct) -> None:
    """Told as an answer of the element, so that whoever reads the case's answers, or may not check them, counts it."""
    specs = [spec for tree in (workflow.spec, *workflow.subprocess_specs.values()) for spec in tree.task_specs.values()]
    element = next((spec for spec in specs if getattr(spec, "bpmn_id", None) == command.element and spec.manual), None)
    given = workflow.case_data.get(command.element)
    if element is None or given is None or "instances" in given:
        raise Refused("not_an_option", at_field=command.element)
    check_json(command.answers)
    workflow.case_data[command.element] = command.answers
    detail = {"answers": command.answers, "correction": command.reason}
    run.tell("completed", workflow.task_tree, detail, by=command.by, spec=element)


def _wake(workflow: CaseWorkflow, run: Run, command: Wake) -> None:
    """What had fallen due, in the order in which it fell due, each once; what is armed now waits its turn."""
    for wait in sorted(_clocks(workflow), key=lambda wait: (wait.due or run.at, wait.token.id)):
        standing = any(now.key == wait.key for now in _clocks(workflow))
        if wait.due is not None and wait.due <= run.at and standing:
            run.tell("fired", wait.token, wait.timer or {}, by=command.by, spec=wait.spec)
            wait.fire()
            run_ready(workflow)


# -- running -----------------------------------------------------------------------------------------------------------


def run_ready(workflow: CaseWorkflow) -> None:
    """Runs everything that runs by itself. Raises `StepFault` when that does not come to an end."""
    moves = 0
    while True:
        token = workflow.next_ready()
        if token is None and not _ended_parts(workflow):
            return
        if token is not None:
            moves += 1
            _run_one(token, moves)
            if moves % TIDY_EVERY == 0:
                squash(workflow)


def _run_one(token: CaseTask, moves: int) -> None:
    if moves > MAX_MOVES:
        raise StepFault(f"{token.task_spec.bpmn_id or token.task_spec.name}: the case goes round in circles")
    token.run()


def _ended_parts(workflow: CaseWorkflow) -> bool:
    """Ends parts in which nothing stands any more though no end event was reached; whether there were any."""
    ended = [part for part in workflow.subprocesses.values() if not part.completed and not part.unfinished()]
    for part in ended:
        part.completed = True
        host = workflow.find(part.parent_task_id)
        if host is not None:
            host.task_spec._on_subworkflow_completed(part, host)
    return bool(ended)


def settle(workflow: CaseWorkflow) -> None:
    """Clears the past away and sees whether the case has ended, or stands still for ever."""
    squash(workflow)
    if not workflow.is_completed() and not open_tokens(workflow) and not waits_of(workflow):
        stuck = [token.task_spec.bpmn_id or token.task_spec.name for token in workflow.tokens() if token._state == 8]
        raise StepFault(f"the case would stand still for ever at {', '.join(stuck)}")


def open_tokens(workflow: CaseWorkflow) -> list[CaseTask]:
    """The tokens at people's tasks, oldest first."""
    found = [token for token in workflow.tokens() if token._state == READY and token.task_spec.manual]
    return sorted(found, key=lambda token: token.id)


def _clocks(workflow: CaseWorkflow) -> list[Wait]:
    return [wait for wait in waits_of(workflow) if wait.timer is not None]


# -- the answer --------------------------------------------------------------------------------------------------------


def _result(workflow: CaseWorkflow, run: Run, around: Surround) -> StepResult:
    waits = waits_of(workflow)
    return StepResult(
        status="completed" if workflow.completed else "active",
        state=dump(workflow, around.procedure.hash),
        open_tasks=tuple(open_task(token) for token in open_tokens(workflow)),
        subscriptions=tuple(Subscription(w.key, w.kind, w.spec.bpmn_id) for w in waits if w.kind is not None),
        next_due=min((wait.due for wait in waits if wait.due is not None), default=None),
        history=tuple(run.history),
        effects=tuple(run.effects),
        facts_used=around.facts.as_json(sorted(run.facts_used)),
        values_used=dict(run.values.used),
        data=dict(workflow.case_data),
        outcome=workflow.outcome if workflow.completed else None,
    )


def open_task(token: CaseTask) -> OpenTask:
    """A token at a person's task, as it is told."""
    spec = token.task_spec
    return OpenTask(
        key=str(token.id),
        element=spec.bpmn_id,
        name=spec.bpmn_name,
        role=role_of(token),
        form=spec.form,
        path=path_of(token),
        due_on=token.internal_data.get("due_on"),
        properties=spec.properties,
    )
