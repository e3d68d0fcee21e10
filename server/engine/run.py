"""What happens inside one step (歩進の内側): operators compute, tables decide, clocks are armed, everything is told.

A `Run` lives for one step. It sees the case's data, the facts and values handed in and the instant of the step, and
nothing else; it keeps the history, the effects and what was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from server.domain.calendar import Calendar, civil_date, due_instant, period_end
from server.domain.effects import JSON, Effect, JSONObject, Message
from server.domain.facts import FactKey, Facts, FactsMissing
from server.domain.jsonvalue import check_json, is_sound
from server.domain.operating import Context, Done, Operator
from server.domain.refusals import Refused
from server.domain.values import Values
from server.engine.contracts import read_inputs, write_outputs
from server.engine.counters import LOOP_COUNTER
from server.engine.decision import Decided, evaluate
from server.engine.faults import StepFault
from server.engine.feel import FeelError
from server.engine.feel_values import as_json
from server.engine.literal_time import literal_timer
from server.engine.nodes import End, Node, Operation, PartCall, Ruling, SubProcess, UserTask
from server.engine.places import instances_around, path_of
from server.engine.repeat import Instances, Repeated
from server.engine.tokens import CaseTask, CaseWorkflow
from server.engine.types import HistoryEvent
from server.engine.waits import Catching, EventGateway, TimerWait

SYSTEM = "system"
_WITHIN = (list, dict)


@dataclass(frozen=True, slots=True)
class Visited:
    """One element passed: its id, and the call activities around it."""

    element: str
    type: str
    path: tuple[str, ...]


class Run:
    """The surroundings of a case's tokens during one step (see `tokens.Surroundings`)."""

    def __init__(
        self,
        workflow: CaseWorkflow,
        procedure: Any,
        operators: Mapping[str, Operator],
        facts: Facts,
        values: Values,
        at: datetime,
    ) -> None:
        self.workflow = workflow
        self.procedure = procedure
        self.operators = operators
        self.facts = facts
        self.values = values
        self.at = at
        self.today = civil_date(at)
        self.history: list[HistoryEvent] = []
        self.effects: list[Effect] = []
        self.visited: list[Visited] = []
        self.facts_used: set[FactKey] = set()
        self.calendar = Calendar(values)
        workflow.surroundings = self

    # -- what is told ------------------------------------------------------------------------------------------------

    def tell(self, kind: str, token: CaseTask, detail: JSONObject, *, by: str = SYSTEM, spec: Any = None) -> None:
        """Adds one event to the history; `spec` is the element when it is not the token's own."""
        node = spec or token.task_spec
        name = node.bpmn_name or ""
        self.history.append(HistoryEvent(kind, node.bpmn_id, name, node.element_type, path_of(token), by, dict(detail)))

    def opened(self, token: CaseTask) -> None:
        """A person's task has opened; the day by which it is due is fixed now."""
        period = token.task_spec.properties.get("due")
        if period:
            record = self._period(period)
            token.internal_data["due_on"] = record["last_day"]
            self.tell("armed", token, record | {"key": str(token.id)})

    def passed(self, token: CaseTask) -> None:
        """A token has done its element's work."""
        spec = token.task_spec
        if not isinstance(spec, Node) or isinstance(spec, Repeated):
            return
        self.visited.append(Visited(spec.bpmn_id, spec.element_type, path_of(token)))
        if isinstance(spec, End):
            self.tell("ended", token, {})
            if token.workflow is self.workflow:
                self.workflow.outcome = spec.bpmn_id

    def cancelled(self, token: CaseTask) -> None:
        """A token was taken away before its element's work was done."""
        spec = token.task_spec
        if isinstance(spec, UserTask | Catching | EventGateway | PartCall | SubProcess):
            self.tell("interrupted", token, {"key": str(token.id)})

    def chose(self, token: CaseTask, flows: list[str]) -> None:
        """A gateway has taken these ways."""
        self.tell("chosen", token, {"flows": flows})

    # -- what is done ------------------------------------------------------------------------------------------------

    def scope(self, token: CaseTask) -> Mapping[str, Any]:
        """What expressions at this token may look up: the case's data, and the items of the instances around it."""
        items: dict[str, Any] = {}
        for instance in instances_around(token):
            number = instance.internal_data["loop"] + 1
            for name in instance.parent.task_spec.item_names:
                items.setdefault(name, instance.internal_data.get("item"))
            items.setdefault(LOOP_COUNTER, number)
        return self.workflow.case_data | items if items else self.workflow.case_data

    def write(self, token: CaseTask, element: str, value: Any) -> None:
        """Keeps what an element produced under its id; instances of one element side by side in order."""
        if self.procedure.lone:
            self._write_flat(value)
        if not token.triggered or not isinstance(token.parent.task_spec, Instances):
            self.workflow.case_data[element] = value
            return
        number = token.internal_data["loop"]
        first = token.parent.internal_data["done"] == 0
        known = [] if first else self.workflow.case_data[element]["instances"]
        room = known + [None] * (number + 1 - len(known))
        self.workflow.case_data[element] = {"instances": [*room[:number], value, *room[number + 1 :]]}

    def _write_flat(self, value: Any) -> None:
        """In a file from elsewhere, what a step produced is found by its bare name too, unless given at first.

        Raises `StepFault` when a name that is looked up would then stand for two different values.
        """
        data = self.workflow.case_data
        start = data["start"]
        given = start if isinstance(start, Mapping) else {}
        taken = {"case", "start", *given, *self.procedure.element_ids}
        for name, item in value.items() if isinstance(value, Mapping) else ():
            if name not in taken:
                data[name] = item
            elif name in given and name in self.procedure.names_read and given[name] != item:
                raise StepFault(f"{name!r} is start data and an answer with another value; name the step: step.{name}")

    def operate(self, token: CaseTask) -> None:
        """Runs a service task's operator on the facts handed in."""
        spec: Operation = token.task_spec
        if not spec.operator:
            return
        operator = self.operators.get(spec.operator)
        if operator is None and self.procedure.lone:
            return
        if operator is None:
            raise StepFault(f"{spec.bpmn_id}: there is no operator {spec.operator!r}")
        who = f"{spec.bpmn_id} ({operator.id})"
        given = self._given(token, spec)
        inputs = read_inputs(operator.inputs, _copy(given), who)
        tables: list[dict[str, Any]] = []
        try:
            done, used = self._asked(operator, inputs, tables)
        except (FactsMissing, Refused, StepFault):
            raise
        except Exception as error:  # whatever an operator does wrong is told with its place
            raise StepFault(f"{who}: {type(error).__name__}: {error}") from error
        outputs = write_outputs(operator.outputs, done.outputs, who)
        self.facts_used |= used
        self.effects.extend(done.effects)
        self.write(token, spec.bpmn_id, outputs)
        detail = {
            "operator": operator.id,
            "inputs": given,
            "outputs": outputs,
            "facts": sorted(map(str, used)),
            "tables": tables,
            "effects": [type(effect).__name__ for effect in done.effects],
        }
        self.tell("computed", token, detail)

    def _asked(self, operator: Operator, inputs: Any, tables: list[dict[str, Any]]) -> tuple[Done, frozenset[FactKey]]:
        """An operator's answer with the facts it named or read; raises `FactsMissing` with all that it named."""
        facts = self.facts.fresh()
        needed = frozenset(operator.needs(inputs))
        facts.require(needed)
        decide = _Decider(self.procedure, operator, tables)
        done = operator.run(inputs, Context(self.today, self._header(), self.values, facts, decide))
        return done, needed | facts.used

    def rule(self, token: CaseTask) -> None:
        """Asks a business rule task's table."""
        spec: Ruling = token.task_spec
        data = self.scope(token)
        decided = evaluate(spec.table, data)
        outputs = _json(dict(decided.outputs), spec.bpmn_id)
        self.write(token, spec.bpmn_id, outputs)
        inputs = _json(dict(decided.inputs), spec.bpmn_id)
        self.tell("decided", token, _decision(spec.table.id, inputs, decided) | {"outputs": outputs})

    def send(self, token: CaseTask, kind: str) -> None:
        """Lets a message leave with the case's own keys; what it is about stands in the registers."""
        header = self._header()
        keys = {"case_id": header.get("id"), "household_key": header.get("household_key")}
        source_id = f"{header.get('id', '')}:{token.id}"
        self.effects.append(Message(kind, source_id, keys))
        self.tell("computed", token, {"message": kind, "source_id": source_id, "keys": keys})

    def arm(self, token: CaseTask, spec: Any, wait: TimerWait) -> dict[str, Any]:
        """The record of a timer that begins to run now."""
        literal = literal_timer(wait.text, self.at) if wait.literal else None
        record = self._period(wait.text) if literal is None else literal
        self.tell("armed", token, record, spec=spec)
        return record

    # -- inside ------------------------------------------------------------------------------------------------------

    def _header(self) -> Mapping[str, Any]:
        header: Mapping[str, Any] = self.workflow.case_data.get("case", {})
        return header

    def _given(self, token: CaseTask, spec: Operation) -> dict[str, Any]:
        data = self.scope(token)
        try:
            given = {name: expression.evaluate(data) for name, expression in spec.parameters.items()}
        except FeelError as error:
            raise StepFault(f"{spec.bpmn_id}: {error}") from None
        checked: dict[str, Any] = _json(given, spec.bpmn_id)
        return checked

    def _period(self, name: str) -> dict[str, Any]:
        """A named period from today: start date, value, unit, article, last day and the instant it has run out."""
        return period_record(name, self.today, self.today, self.values, self.calendar)


def period_record(name: str, began: date, on: date, values: Values, calendar: Calendar) -> dict[str, Any]:
    """A period that began on a day, as long as its value in force on the day `on` says."""
    row = values.row(f"period.{name}", on)
    last = period_end(began, values.period(name, on), calendar)
    return {
        "period": name,
        "from": began.isoformat(),
        "value": row.value,
        "unit": row.unit,
        "rule": row.article,
        "last_day": last.isoformat(),
        "due": due_instant(last).isoformat(),
    }


@dataclass(frozen=True, slots=True)
class _Decider:
    """Asks the tables an operator declared, and tells which rows answered."""

    procedure: Any
    operator: Operator
    told: list[dict[str, Any]]

    def __call__(self, table: str, inputs: JSONObject) -> JSON:
        found = self.procedure.table(table) if table in self.operator.tables else None
        if found is None:
            raise StepFault(f"{self.operator.id}: the table {table!r} is not declared or not there")
        decided = evaluate(found, inputs)
        self.told.append(_decision(table, _json(_own(inputs), table), decided) | {"result": _json(decided.result)})
        return decided.result


def _decision(table: str, inputs: dict[str, Any], decided: Decided) -> dict[str, Any]:
    return {"table": table, "inputs": inputs, "rows": list(decided.rows)}


def _own(inputs: JSONObject) -> dict[str, Any]:
    """What an operator asked, so that nothing that it does with it later changes what is told."""
    return {name: as_json(value) if type(value) in _WITHIN else value for name, value in inputs.items()}


def _copy(value: Any) -> Any:
    """A copy that an operator may do with as it likes."""
    return orjson.loads(orjson.dumps(value))


def _json(value: Any, who: str = "") -> Any:
    """`value` when it is JSON; a whole `Decimal` becomes a number, any other text, for case data has no floats."""
    if is_sound(value):
        return value
    plain = _without_decimals(value)
    try:
        check_json(plain)
    except Refused as refused:
        raise StepFault(f"{who}: {refused.message_en}") from None
    return plain


def _without_decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_decimals(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_decimals(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value.isoformat() if isinstance(value, date) else value
