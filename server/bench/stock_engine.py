"""The reference of `bench engine`: SpiffWorkflow as it is installed, run by itself in a process of its own.

Nothing of this program is imported here, so none of the library's methods are replaced. The diagram and its tables are
the shipped ones with the least change that lets the library read them (`_adapted_*` below): expressions in Python
instead of FEEL, named periods as literal ones, first-match tables as the library's own kind of first match. Parsing is
done once; what is timed per task is what the library's manual does for one: restore, run the task, run the engine
steps, store. To its favour: its loggers are set to warnings, operators answer at once from a record, and the stored
text is not compressed.

Standard input: one JSON line to begin with (see `engine.py`), then a line for each round; standard output: one JSON
line for each.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
from time import perf_counter_ns, process_time_ns, sleep
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
_PARTS = re.compile(
    r'(?P<text>"[^"]*")|(?P<path>[a-z_]\w*(?:\.\w+)*)|(?P<kept>[!<>]=)|(?P<equal>=)|(?P<other>.)', re.DOTALL
)
_WORDS = {"true": "True", "false": "False", "null": "None", "and": "and", "or": "or", "not": "not", "in": "in"}


class Recorded(TaskDataEnvironment):  # type: ignore[misc] # the library is untyped
    """The library's own environment with operators that answer what they answered when the case was recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []

    def call_service(self, *_: Any, **__: Any) -> str:
        return self.answers.pop(0)


class Reference:
    """The case, done again and again by the library."""

    def __init__(self, setup: dict[str, Any]) -> None:
        self.names: set[str] = set()
        self.outputs: set[tuple[str, ...]] = set()
        self.environment = Recorded()
        self.engine = PythonScriptEngine(self.environment)
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        self.steps = setup["steps"]
        self.spec, self.parts = self._parsed(setup)
        self.environment.answers = list(setup.get("computed", ()))
        self.begun = self._begun(setup["start"])

    def round(self) -> dict[str, Any]:
        """Every step once: nanoseconds and stored bytes of each, and where the case stands at the end."""
        text, times, sizes = self.begun, [], []
        for step in self.steps:
            self.environment.answers = list(step["computed"])
            before = perf_counter_ns()
            workflow = self.serializer.deserialize_json(text)
            workflow.script_engine = self.engine
            (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
            task.data[step["element"]] = step["answers"]
            task.run()
            workflow.do_engine_steps()
            text = self.serializer.serialize_json(workflow)
            times.append(perf_counter_ns() - before)
            sizes.append(len(text.encode()))
            if task.task_spec.bpmn_id != step["element"]:
                raise RuntimeError(f"the reference stood at {task.task_spec.bpmn_id}, not at {step['element']}")
        return {"ns": times, "bytes": sizes, "completed": workflow.is_completed()}

    def _parsed(self, setup: dict[str, Any]) -> tuple[Any, Any]:
        parser = SpiffBpmnParser()
        tables: dict[str, Any] = {name: etree.fromstring(text.encode()) for name, text in setup["tables"].items()}
        for root in tables.values():
            for decision in root.iterfind("{*}decision"):
                self.outputs |= {(decision.get("id"), one.get("name")) for one in decision.iterfind(".//{*}output")}
        for name, root in tables.items():
            parser.add_dmn_xml(self._adapted_table(root), filename=name)
        for name, text in setup["diagrams"].items():
            parser.add_bpmn_xml(self._adapted_diagram(etree.fromstring(text.encode()), setup["periods"]), filename=name)
        return parser.get_spec(setup["process"]), parser.get_subprocess_specs(setup["process"])

    def _begun(self, start: dict[str, Any]) -> str:
        workflow = BpmnWorkflow(self.spec, self.parts, script_engine=self.engine)
        (first,) = workflow.get_tasks(state=TaskState.READY)
        unknown: dict[str, Any] = {name: {} for name in sorted(self.names)} | {
            name: None for _, name in sorted(self.outputs)
        }
        first.data.update(unknown | start)
        workflow.do_engine_steps()
        text: str = self.serializer.serialize_json(workflow)
        return text

    def _adapted_diagram(self, root: Any, periods: dict[str, str]) -> Any:
        for condition in root.iter(f"{_BPMN}conditionExpression"):
            condition.text = self._python(condition.text)
        for duration in root.iter(f"{_BPMN}timeDuration"):
            duration.text = f'"{periods[duration.text.strip()]}"'
        for parameter in root.iter(f"{_SPIFF}parameter"):
            parameter.set("value", self._python(parameter.get("value")))
            parameter.set("id", f"given_{parameter.get('id')}")  # the library looks for elements among all ids
        for operator in root.iter(f"{_SPIFF}serviceTaskOperator"):
            element = operator.getparent().getparent().get("id")
            operator.set("resultVariable", element)
        return root

    def _adapted_table(self, root: Any) -> Any:
        space = f"{{{etree.QName(root).namespace}}}"
        for table in root.iter(f"{space}decisionTable"):
            table.set("hitPolicy", "UNIQUE")  # the library's name for the first row that matches
        for tag in ("annotation", "annotationEntry", "inputValues", "outputValues"):
            for node in list(root.iter(space + tag)):
                node.getparent().remove(node)
        for expression in root.iter(f"{space}inputExpression"):
            expression[0].text = self._python(expression[0].text)
        for cell in root.iter(f"{space}inputEntry"):
            cell[0].text = self._cell(cell[0].text)
        return root

    def _cell(self, text: str) -> str:
        if text.strip() == "-":
            return "-"
        if text.strip().startswith("not("):
            return f"? not in [{text.strip()[4:-1]}]"
        return f"? in ({text})" if "," in text else self._python(text)

    def _python(self, text: str) -> str:
        """A FEEL expression of the shipped diagrams as Python: `a.b = true` becomes `a.get("b") == True`."""
        return "".join(self._part(found) for found in _PARTS.finditer(text.strip()))

    def _part(self, found: re.Match[str]) -> str:
        if found["equal"]:
            return "=="
        if not found["path"]:
            return found.group()
        first, *rest = found["path"].split(".")
        if first in _WORDS:
            return _WORDS[first]
        if (first, *rest) in self.outputs:
            return rest[0]  # the library writes a table's outputs beside the others, not under the task's name
        self.names.add(first)
        return first + "".join(f'.get("{name}")' for name in rest)


class NightReference(Reference):
    """A case of the night: its timer has run out, it goes on to its next wait, and every row is a statement.

    `reads` are the statements that read its facts, `rows` those that write what our step writes for one case; one
    transaction a case. The row of the case itself stands there before the clock starts.
    """

    def __init__(self, setup: dict[str, Any]) -> None:
        super().__init__(setup)
        sleep(1.3)  # the clock of the case, set to one second, has run out from here on
        self.case, self.reads, self.rows = setup["case"], setup["reads"], setup["rows"]
        self.store = Store(**setup["store"])
        self.rounds = 0

    def round(self) -> dict[str, Any]:
        """One case woken: nanoseconds, stored bytes, and where it stands."""
        (step,) = self.steps
        self.rounds += 1
        fresh = {"<case>": f"case{self.rounds:028x}", "<letter>": f"letter{self.rounds:026x}"}
        self.store.run(self.case[0], _filled(self.case[1], fresh | {"<state>": self.begun}))
        self.environment.answers = list(step["computed"])
        times = [self.store.now()]
        text = self._read(fresh["<case>"])
        times.append(self.store.now())
        workflow = self._woken(text)
        text = self.serializer.serialize_json(workflow)
        times.append(self.store.now())
        self._write(fresh | {"<state>": text})
        times.append(self.store.now())
        waits = [task.task_spec.bpmn_id for task in workflow.get_tasks(state=TaskState.WAITING)]
        passed = {task.task_spec.bpmn_id for task in workflow.get_tasks(state=TaskState.COMPLETED)}
        if step["element"] not in passed or not waits:
            raise RuntimeError(f"the reference did not pass {step['element']}: it waits at {waits}")
        return self._told(times, text)

    def _read(self, case_id: str) -> str:
        self.store.run("begin")
        text = self.store.state_of(case_id)
        for statement, values in self.reads:
            self.store.read(statement, values)
        return text

    def _woken(self, text: str) -> Any:
        workflow = self.serializer.deserialize_json(text)
        workflow.script_engine = self.engine
        workflow.refresh_waiting_tasks()
        workflow.do_engine_steps()
        return workflow

    def _write(self, fresh: dict[str, str]) -> None:
        for statement, values in self.rows:
            self.store.run(statement, _filled(values, fresh))
        self.store.run("commit")

    def _told(self, times: list[int], text: str) -> dict[str, Any]:
        names = ("read", "library", "write")
        parts = {name: round((end - start) / 1e6, 3) for name, start, end in zip(names, times, times[1:], strict=False)}
        return {
            "ns": [times[-1] - times[0]],
            "bytes": [len(text.encode())],
            "completed": True,
            "parts_ms": parts,
            "statements": len(self.reads) + len(self.rows) + 3,
        }


def _filled(values: list[Any], fresh: dict[str, str]) -> list[Any]:
    """The values of a row with this round's keys; the state goes as bytes, as the column has it."""
    filled: list[Any] = []
    for value in values:
        if value == "<state>":
            filled.append(fresh[value].encode())
        elif isinstance(value, str) and "<" in value:
            filled.append(value.replace("<case>", fresh["<case>"]).replace("<letter>", fresh["<letter>"]))
        else:
            filled.append(value)
    return filled


class Store:
    """The database by its driver: a file, or an address with the schema in which the rows are written.

    Its clock is the processor's for the file, which this process reads and writes by itself, and the wall's where a
    server does part of the work.
    """

    def __init__(self, file: str = "", address: str = "", schema: str = "") -> None:
        self.now = process_time_ns if file else perf_counter_ns
        if file:
            self.conn: Any = sqlite3.connect(file, isolation_level=None)
            for statement in ("pragma journal_mode = wal", "pragma synchronous = off", "pragma cache_size = -32000"):
                self.conn.execute(statement)
            guards = self.conn.execute("select name from sqlite_master where type = 'trigger'").fetchall()
            for (name,) in guards:
                self.conn.execute(f"drop trigger {name}")
        else:
            import psycopg

            options = f"-c search_path={schema},public -c synchronous_commit=off -c timezone=UTC"
            self.conn = psycopg.connect(address, options=options, autocommit=True)
        self.asked = "?" if file else "%s"
        self.locked = "" if file else " for update"
        self.begin = "begin immediate" if file else "begin"

    def run(self, statement: str, values: Any = ()) -> None:
        self.conn.execute(self.begin if statement == "begin" else statement, values)

    def read(self, statement: str, values: Any) -> list[Any]:
        found: list[Any] = self.conn.execute(statement, values).fetchall()
        return found

    def state_of(self, case_id: str) -> str:
        """The stored text of the case, which nobody else may write until the transaction ends."""
        statement = f"select state, rev from cases where case_id = {self.asked}{self.locked}"  # noqa: S608 - a mark
        ((state, _),) = self.read(statement, [case_id])
        return str(bytes(state).decode())


def main() -> None:
    """Reads the case, then does a round for each further line."""
    logging.getLogger("spiff").setLevel(logging.WARNING)
    setup = json.loads(sys.stdin.readline())
    reference = NightReference(setup) if "rows" in setup else Reference(setup)
    print(json.dumps({"version": _version(), "begun": len(reference.begun.encode())}), flush=True)  # noqa: T201
    for _ in sys.stdin:
        print(json.dumps(reference.round()), flush=True)  # noqa: T201 - its caller reads the line


def _version() -> str:
    from importlib.metadata import version

    return version("SpiffWorkflow")


if __name__ == "__main__":
    main()
