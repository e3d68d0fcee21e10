"""Text of a diagram never runs as a program: wherever it stands, nothing happens but a refusal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator

import server.engine
from server.engine.codec import load
from server.engine.definition import build_procedure
from server.engine.faults import DefinitionError
from server.engine.library import ScriptRefused
from server.engine.lone import build_lone
from server.engine.types import Start, Wake
from tests.engine.draw import Draw
from tests.engine.tables import Column, table_xml
from tests.engine.walker import Walk, built

EVIL = "__import__('os').environ.setdefault('ENGINE_WAS_HERE', '1')"


@pytest.fixture(autouse=True)
def untouched() -> object:
    os.environ.pop("ENGINE_WAS_HERE", None)
    yield
    assert "ENGINE_WAS_HERE" not in os.environ


def _flow() -> Draw:
    return Draw("demo").start("s").user("a").exclusive("g").end("e").end("f").path("s", "a", "g")


def test_nothing_runs_from_a_condition() -> None:
    with pytest.raises(DefinitionError):
        built(_flow().path("g", "e", when=EVIL).path("g", "f", default=True))


def test_nothing_runs_from_a_timer() -> None:
    draw = Draw("demo").start("s").timer("t", EVIL).end("e").path("s", "t", "e")
    for case in (Walk(built(draw)), Walk(build_lone("demo.bpmn", draw.xml(), {}))):
        assert case.do(Start({}, {}, "clerk")).status == "refused"


def test_nothing_runs_from_a_script() -> None:
    draw = Draw("demo").start("s").add("scriptTask", "x", f"<bpmn:script>{EVIL}</bpmn:script>").end("e")
    with pytest.raises(DefinitionError):
        built(draw.path("s", "x", "e"))


@pytest.mark.parametrize("kind", ["preScript", "postScript"])
def test_nothing_runs_before_or_after_a_task(kind: str) -> None:
    inside = f"<bpmn:extensionElements><spiffworkflow:{kind}>{EVIL}</spiffworkflow:{kind}></bpmn:extensionElements>"
    case = Walk(built(Draw("demo").start("s").user("a", inside).end("e").path("s", "a", "e")))
    case.start()
    assert case.complete("a").status == "completed"


def test_nothing_runs_from_a_parameter() -> None:
    with pytest.raises(DefinitionError):
        built(Draw("demo").start("s").service("x", "demo/x", n=EVIL).end("e").path("s", "x", "e"))


def test_nothing_runs_from_a_table() -> None:
    draw = Draw("demo").start("s").rule("r", "choice").end("e").path("s", "r", "e")
    for inputs, rows in (([Column(EVIL, "any")], [["-", "1"]]), ([Column("n", "any")], [[EVIL, "1"]])):
        with pytest.raises(DefinitionError):
            built(draw, choice=table_xml(inputs, [Column("o", "any")], rows))


@pytest.mark.parametrize("part", ["loopCardinality", "completionCondition"])
def test_nothing_runs_from_a_multi_instance(part: str) -> None:
    other = "<bpmn:loopCardinality>2</bpmn:loopCardinality>" if part == "completionCondition" else ""
    inside = (
        f"<bpmn:multiInstanceLoopCharacteristics>{other}<bpmn:{part}>{EVIL}</bpmn:{part}>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    draw = Draw("demo").start("s").user("a", inside).end("e").path("s", "a", "e")
    with pytest.raises(DefinitionError):
        build_lone("demo.bpmn", draw.xml(), {})


def test_the_librarys_engines_refuse_in_a_restored_case_too() -> None:
    case = Walk(built(_flow().path("g", "e", when="a.n = 1").path("g", "f", default=True)))
    case.start()
    assert case.state is not None
    restored = load(case.state, case.procedure)
    stock = BpmnWorkflow(case.procedure.spec, dict(case.procedure.subspecs), deserializing=True)
    token = next(iter(restored.tasks.values()))
    for engine in (restored.script_engine, stock.script_engine, PythonScriptEngine()):
        for ask in (engine.evaluate, engine.execute):
            with pytest.raises(ScriptRefused):
                ask(token, EVIL)
        for ask in (engine.environment.evaluate, engine.environment.execute):
            with pytest.raises(ScriptRefused):
                ask(EVIL, {})
        with pytest.raises(ScriptRefused):
            engine.call_service(token, operation_name="x")


def test_iteration_over_tokens_has_no_depth_limit() -> None:
    """The library's own limit of 1,000 hides a waiting task and calls the case complete."""
    case = Walk(built(_flow().path("g", "e", default=True)))
    case.start()
    assert case.state is not None
    workflow = load(case.state, case.procedure)
    tip: Task = workflow.task_tree
    for _ in range(3000):
        tip = tip._add_child(workflow.spec.task_specs["a"])
    for iterator in (TaskIterator, BpmnTaskIterator):
        assert any(token is tip for token in iterator(workflow.task_tree))


def test_no_module_of_the_engine_brings_in_the_library_unguarded() -> None:
    """Each module, imported alone, leaves the library's script engine refusing."""
    folder = Path(server.engine.__file__).parent
    users = [file.stem for file in sorted(folder.glob("*.py")) if "SpiffWorkflow" in file.read_text(encoding="utf-8")]
    assert "library" in users
    check = (
        "import sys, importlib as i; i.import_module(sys.argv[1]); sys.exit('server.engine.library' not in sys.modules)"
    )
    for name in users:
        module = f"server.engine.{name}"
        assert subprocess.run([sys.executable, "-c", check, module], check=False).returncode == 0, module


def test_only_the_engine_room_knows_the_library() -> None:
    root = Path(server.engine.__file__).parent.parent
    reference = root / "bench" / "stock_engine.py"  # run by itself in a process of its own, imported by nobody
    others = [file for file in root.rglob("*.py") if file.parent != Path(server.engine.__file__).parent]
    others.remove(reference)
    assert not [
        file for file in others if re.search(r"^\s*(import|from) .*stock_engine", file.read_text(), re.MULTILINE)
    ]
    assert [
        file for file in others if re.search(r"^\s*(import|from) SpiffWorkflow", file.read_text(), re.MULTILINE)
    ] == []


def test_a_hostile_state_or_diagram_is_refused_before_it_is_read() -> None:
    case = Walk(built(_flow().path("g", "e", default=True)))
    for state in (b"", b"\x00junk", b"\x01junk", b"\x07" + b"x" * 20):
        case.state = state
        assert case.do(Wake()).status == "failed"
    doctype = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(DefinitionError):
        build_procedure({"workflows/demo/demo.bpmn": doctype + case.procedure.diagram}, "demo")
