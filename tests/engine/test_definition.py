"""Procedures from files: identity by content, forms and lanes found, the cache, and what is no procedure."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from server.engine.definition import (
    ProcedureCache,
    build_procedure,
    hash_of,
    manifest_of,
    read_procedure_files,
)
from server.engine.faults import DefinitionError
from tests.engine.draw import Draw

ROOT = Path(__file__).parents[2]


def _draw(name: str = "手続") -> Draw:
    return Draw("demo", name).start("s").user("a", form="other", act="進む").user("b").end("e").path("s", "a", "b", "e")


def test_the_hash_is_that_of_the_contents_whatever_their_order() -> None:
    files = _draw().files() | {"forms/demo/b.yaml": b"form: demo/b"}
    backwards = dict(reversed(files.items()))
    assert build_procedure(files, "demo").hash == build_procedure(backwards, "demo").hash
    assert build_procedure(files, "demo").hash == hash_of(manifest_of(files))


@pytest.mark.parametrize("path", ["workflows/demo/demo.bpmn", "forms/demo/b.yaml"])
def test_any_change_of_any_file_is_another_version(path: str) -> None:
    files = _draw().files() | {"forms/demo/b.yaml": b"form: demo/b"}
    changed = files | {path: files[path] + b"\n"}
    assert build_procedure(files, "demo").hash != build_procedure(changed, "demo").hash


def test_tasks_know_their_form_role_and_properties() -> None:
    draw = _draw().lane("counter", "s", "a").lane("approver", "b")
    files = draw.files() | {"forms/demo/other.yaml": b"x", "forms/_shared/b.yaml": b"y"}
    procedure = build_procedure(files, "demo")
    a, b = procedure.tasks["a"], procedure.tasks["b"]
    assert (a.form, a.role, a.name, dict(a.properties)) == (
        "demo/other",
        "counter",
        "aさん",
        {"form": "other", "act": "進む"},
    )
    assert (b.form, b.role) == ("_shared/b", "approver")
    assert procedure.forms == {"demo/other": b"x", "_shared/b": b"y"}
    assert procedure.diagram == files["workflows/demo/demo.bpmn"]


def test_the_list_of_steps_is_in_the_order_of_the_text_with_parts_after_their_call() -> None:
    part = Draw("part").start("ps").user("pt").end("pe").path("ps", "pt", "pe").lane("checker", "pt")
    draw = Draw("demo").start("s").call("c", "part").end("e").path("s", "c", "e").lane("counter", "c")
    steps = build_procedure(draw.files(part), "demo").elements
    assert [(one.id, one.type, one.role, one.path) for one in steps] == [
        ("s", "startEvent", "", ()),
        ("c", "callActivity", "counter", ()),
        ("ps", "startEvent", "counter", ("c",)),
        ("pt", "userTask", "checker", ("c",)),
        ("pe", "endEvent", "counter", ("c",)),
        ("e", "endEvent", "", ()),
    ]


def test_an_inner_lane_gives_the_role_and_one_without_takes_that_around_it() -> None:
    lanes = (
        b'<bpmn:laneSet><bpmn:lane id="l"><bpmn:extensionElements><spiffworkflow:properties>'
        b'<spiffworkflow:property name="role" value="counter" /></spiffworkflow:properties></bpmn:extensionElements>'
        b'<bpmn:childLaneSet><bpmn:lane id="l1"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
        b"</bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    files = _draw().files()
    path = "workflows/demo/demo.bpmn"
    files[path] = files[path].replace(b'isExecutable="true">', b'isExecutable="true">' + lanes)
    assert build_procedure(files, "demo").tasks["a"].role == "counter"


def test_extension_ids_that_equal_an_elements_id_do_not_hide_it() -> None:
    draw = Draw("demo").start("s").user("who").service("x", "demo/x", who="who.n").end("e").path("s", "x", "who", "e")
    assert set(build_procedure(draw.files(), "demo").tasks) == {"who"}


@pytest.mark.parametrize(
    ("draw", "fault"),
    [
        (Draw("demo").start("s").add("serviceTask", "x").end("e").path("s", "x", "e"), "operator"),
        (Draw("demo").start("s").rule("x", "nowhere").end("e").path("s", "x", "e"), "no table 'nowhere'"),
        (Draw("demo").start("s").add("complexGateway", "x").end("e").path("s", "x", "e"), "support"),
        (Draw("demo").start("s").add("adHocSubProcess", "x").end("e").path("s", "x", "e"), "support"),
        (Draw("demo").start("s").add("transaction", "x").end("e").path("s", "x", "e"), "support"),
        (Draw("demo").start("s").user("x").end("e").end("f").path("s", "x", "e").path("x", "f"), "Multiple outgoing"),
        (Draw("demo").start("s").add("endEvent", "e", "<bpmn:signalEventDefinition />").path("s", "e"), "signal"),
        (
            Draw("demo").start("s").add("intermediateThrowEvent", "x", "<bpmn:linkEventDefinition />").path("s", "x"),
            "link",
        ),
        (Draw("demo").start("s").add("intermediateCatchEvent", "x").path("s", "x"), "waits for nothing"),
        (Draw("demo").start("s").timer("x", "R3/P1D", "timeCycle").path("s", "x"), "dates and cycles"),
        (Draw("demo").start("s").timer("x", "2026-04-01", "timeDate").path("s", "x"), "dates and cycles"),
        (
            Draw("demo").start("s").add("subProcess", "x", triggeredByEvent="true").end("e").path("s", "e"),
            "event sub-process",
        ),
        (Draw("demo").start("s").add("receiveTask", "x").path("s", "x"), "no name"),
        (Draw("other").start("s").end("e").path("s", "e"), "id 'demo'"),
    ],
)
def test_what_could_not_run_rightly_is_no_procedure(draw: Draw, fault: str) -> None:
    files = {"workflows/demo/demo.bpmn": draw.xml()}
    with pytest.raises(DefinitionError, match=fault):
        build_procedure(files, "demo")


def test_a_missing_or_broken_diagram_is_told_by_its_path() -> None:
    with pytest.raises(DefinitionError, match=r"workflows/demo/demo\.bpmn"):
        build_procedure({}, "demo")
    with pytest.raises(DefinitionError, match=r"workflows/demo/demo\.bpmn"):
        build_procedure({"workflows/demo/demo.bpmn": b"<bpmn"}, "demo")


def test_enrolment_is_read_with_everything_it_calls() -> None:
    files = read_procedure_files(ROOT, "enrolment")
    procedure = build_procedure(files, "enrolment")
    assert set(procedure.parts) == {"identity_check", "examination", "second_check", "decision"}
    assert {"enrolment/enter", "_shared/check"} <= set(procedure.forms)
    assert all(task.form in procedure.forms and task.role for task in procedure.tasks.values())
    assert procedure.table("authority") is procedure.table("enrolment/authority")


def test_the_cache_builds_a_version_once_even_when_many_ask_at_once() -> None:
    files, asked = _draw().files(), []
    version, cache = hash_of(manifest_of(files)), ProcedureCache()

    def load() -> tuple[str, dict[str, bytes]]:
        asked.append(1)
        time.sleep(0.05)
        return "demo", files

    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(cache.get(version, load))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(asked), len({id(one) for one in found}), len(found)) == (1, 1, 8)


def test_the_cache_keeps_what_was_used_last() -> None:
    cache = ProcedureCache(size=2)
    versions = {hash_of(manifest_of(_draw(name).files())): _draw(name).files() for name in ("一", "二", "三")}
    asked: list[str] = []
    for version in (first := list(versions)) + [first[0]]:

        def load(version: str = version) -> tuple[str, dict[str, bytes]]:
            asked.append(version)
            return "demo", versions[version]

        cache.get(version, load)
    assert (asked, len(cache)) == ([*first, first[0]], 2)


def test_contents_of_another_hash_are_refused_and_not_kept() -> None:
    cache = ProcedureCache()
    with pytest.raises(DefinitionError, match="have the hash"):
        cache.get("0" * 64, lambda: ("demo", _draw().files()))
    assert len(cache) == 0
