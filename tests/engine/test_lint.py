"""The gate for diagrams: one small faulty diagram for each rule, and sound ones that pass."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from server.engine.decision import read_table
from server.engine.findings import Finding
from server.engine.lint import RULES, Neighbours, OperatorShape, PartShape, lint_diagram
from tests.engine.diagrams import (
    boundary,
    call,
    catch,
    decide,
    diagram,
    end,
    event,
    extension,
    flow,
    gateway,
    lanes,
    message,
    node,
    path,
    properties,
    service,
    start,
    sub,
    task,
    timer,
    user,
)
from tests.engine.tables import Column, table_xml

TABLE = read_table(table_xml([Column("enter.reason")], [Column("kind")], [["-", '"a"']]), "choice.dmn")
LONE = Neighbours(
    tables={"choice": TABLE, "broken": None}, parts={"part": PartShape(frozenset({"enter"}), frozenset({"x"}))}
)
TREE = replace(
    LONE,
    in_tree=True,
    slug="p",
    forms={"p/enter": frozenset({"reason"}), "p/start": frozenset({"ground"})},
    operators={"p/check": OperatorShape(frozenset({"a", "b"}), frozenset({"a"}), frozenset({"ok"}), ("other",))},
    letters=frozenset({"p/notice"}),
    periods=frozenset({"wait"}),
)


def simple(*middle: str, **more: str) -> bytes:
    """start → x → end, where `middle` holds x and whatever stands beside."""
    return diagram(start(), *middle, end(), path("s", "x", "e"), **more)


def split(kind: str, join: str, *conditions: str, **attributes: str) -> bytes:
    """start → split → two tasks → join → end."""
    first, second = (*conditions, "", "")[:2]
    return diagram(
        start(),
        gateway("g", kind, **attributes),
        task("a"),
        task("b"),
        gateway("j", join),
        end(),
        path("s", "g"),
        flow("g", "a", first),
        flow("g", "b", second),
        path("a", "j", "e"),
        path("b", "j"),
    )


def waits(*targets: str, definitions: str = "") -> bytes:
    """start → event gateway → the targets (ids `t1` …) → end."""
    ids = [f"t{number}" for number in range(1, len(targets) + 1)]
    return diagram(
        start(),
        gateway("g", "eventBased"),
        *targets,
        end(),
        path("s", "g"),
        *(path("g", one, "e") for one in ids),
        around=definitions,
    )


def thrower(code_inside: str = "E1", code_at_border: str = "E1", *, caught: bool = True, **border: str) -> bytes:
    """A sub-process that ends in an error, with a border that catches one."""
    inner = sub("x", start("is"), end("ie", event("error", errorRef=f"err{code_inside}")), path("is", "ie"))
    catching = boundary("b", "x", event("error", errorRef=f"err{code_at_border}"), **border) if caught else ""
    definitions = "".join(f'<bpmn:error id="err{c}" name="{c}" errorCode="{c}" />' for c in ("E1", "E2"))
    definitions += '<bpmn:error id="err" name="none" />'
    more = [catching, end("e2"), path("b", "e2")] if caught else []
    return diagram(start(), inner, *more, end(), path("s", "x", "e"), around=definitions)


def findings(data: bytes, around: Neighbours = LONE) -> list[Finding]:
    return lint_diagram("p.bpmn", data, around)


def rules(data: bytes, around: Neighbours = LONE, severity: str = "error") -> set[str]:
    return {finding.rule for finding in findings(data, around) if finding.severity == severity}


MULTI = '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>'  # noqa: E501
LINKS = diagram(
    start(), node("intermediateThrowEvent", "x", event("link", name="A")), catch("y", event("link", name="A")), end(),
    path("s", "x"), path("y", "e"),
)  # fmt: skip
TWO_PROCESSES = simple(task("x")).replace(
    b"</bpmn:definitions>",
    b'<bpmn:process id="q" isExecutable="true"><bpmn:startEvent id="qs" /><bpmn:endEvent id="qe" />'
    b'<bpmn:sequenceFlow id="qf" sourceRef="qs" targetRef="qe" /></bpmn:process></bpmn:definitions>',
)
LOOP = [gateway("m"), gateway("x", default="x_e"), path("m", "x", "e"), flow("x", "m", "a = 1", id="back")]

FAULTY_ANYWHERE: dict[str, bytes] = {
    "tokens-multiply": diagram(
        start(), gateway("m"), gateway("g", "parallel"), task("a"), task("b"), end(),
        path("s", "m", "g", "a", "m"), path("g", "b", "e"),
    ),
    "not-bpmn": b"<definitions/>",
    "no-process": diagram().replace(b"process", b"category"),
    "not-executable": simple(task("x"), process=' isExecutable="false"'),
    "several-processes": TWO_PROCESSES,
    "process-id": diagram(start(), task("x"), end(), path("s", "x", "e"), id=""),
    "unknown-element": simple(node("callChoreography", "y"), task("x")),
    "unknown-attribute": simple(task("x", startQuantity="2")),
    "vendor-extension": simple(task("x", "serviceTask", extension('<camunda:inputOutput/>'))),
    "expression-language": simple(task("x"), head=' expressionLanguage="http://groovy.org"').replace(
        b"</bpmn:process>", flow("s", "x", "a", id="z").encode() + b"</bpmn:process>"
    ),
    "missing-id": simple(task("x")).replace(b'id="s_x"', b""),
    "duplicate-id": simple(task("x"), task("x")),
    "reserved-id": diagram(start(), task("End"), end(), path("s", "End", "e")),
    "dangling-flow": simple(task("x"), flow("x", "nowhere")),
    "flow-references": simple(task("x", inside="<bpmn:incoming>nothing</bpmn:incoming>")),
    "flow-twice": simple(task("x"), flow("s", "x", id="again")),
    "missing-start": diagram(task("x"), end(), path("x", "e")),
    "missing-end": diagram(start(), task("x"), path("s", "x")),
    "start-entered": diagram(start(), task("x"), end(), path("s", "x", "e"), flow("x", "s")),
    "dead-end": simple(task("x"), task("y"), flow("x", "y")),
    "unreachable": simple(task("x"), task("y"), path("y", "e")),
    "too-many-nodes": diagram(
        start(), *(task(f"t{n}") for n in range(400)), end(), path("s", *(f"t{n}" for n in range(400)), "e")
    ),
    "correlation": simple(task("x"), around='<bpmn:correlationProperty id="c" name="c" />'),
    "complex-gateway": simple(gateway("x", "complex")),
    "several-flows-leaving": simple(task("x"), end("e2"), flow("x", "e2")),
    "condition-misplaced": diagram(start(), task("x"), end(), path("s", "x"), flow("x", "e", "a = 1")),
    "condition-missing": split("exclusive", "exclusive", "a = 1"),
    "condition-on-only-way": diagram(start(), gateway("x"), end(), path("s", "x"), flow("x", "e", "a = 1")),
    "way-order": diagram(
        start(),
        node("exclusiveGateway", "g", "<bpmn:outgoing>g_b</bpmn:outgoing><bpmn:outgoing>g_a</bpmn:outgoing>"),
        end("a"), end("b"), path("s", "g"), flow("g", "a", "x > 1"), flow("g", "b", "x > 2"),
    ),
    "default-not-own": split("exclusive", "exclusive", "a = 1", "a = 2", default="g_b"),
    "link-event": LINKS,
    "signal-event": simple(task("x")).replace(b'name="e">', b'name="e"><bpmn:signalEventDefinition />'),
    "compensation": simple(node("intermediateThrowEvent", "x", event("compensate"))),
    "cancel-event": simple(task("x")).replace(b'name="e">', b'name="e"><bpmn:cancelEventDefinition />'),
    "conditional-event": simple(catch("x", "<bpmn:conditionalEventDefinition><bpmn:condition xsi:type='bpmn:tFormalExpression'>a</bpmn:condition></bpmn:conditionalEventDefinition>")),  # noqa: E501
    "event-kind": simple(node("intermediateThrowEvent", "x", timer())),
    "several-triggers": simple(catch("x", timer() + event("message", messageRef="m")), around=message()),
    "message-unknown": simple(task("x", "receiveTask", messageRef="nothing")),
    "boundary-host": simple(task("x"), boundary("b", "x", timer()), end("e2"), path("b", "e2")),
    "boundary-message": simple(
        user("x"), boundary("b", "x", event("message", messageRef="m"), cancelActivity="false"), end("e2"),
        path("b", "e2"), around=message(),
    ),
    "boundary-not-interrupting": thrower(cancelActivity="false"),
    "error-without-code": thrower().replace(b'errorEventDefinition errorRef="errE1"', b"errorEventDefinition"),
    "escalation": simple(task("x")).replace(b'name="e">', b'name="e"><bpmn:escalationEventDefinition />'),
    "error-uncaught": thrower(caught=False),
    "error-never-thrown": thrower("E1", "E2"),
    "timer-missing": simple(catch("x", timer(""))),
    "timer-cycle": simple(catch("x", timer("R3/P1M", "timeCycle"))),
    "unknown-period": simple(catch("x", timer("nowhere"))),
    "script-task": simple(task("x", "scriptTask", "<bpmn:script>x = 1</bpmn:script>")),
    "sub-process-kind": simple(sub("x", start("is"), end("ie"), path("is", "ie"), tag="transaction")),
    "loop-marker": simple(task("x", inside=MULTI.replace("Characteristics>", 'Characteristics behavior="None">', 1))),
    "unknown-operator": simple(service("x", "p/none")),
    "unknown-table": simple(decide("x", "none")),
    "unknown-part": simple(call("x", "none")),
    "recursive-call": simple(call("x", "p")),
    "differs-from": simple(task("x", "userTask", properties(differs_from="nobody"))),
    "expression-unreadable": split("exclusive", "exclusive", "a +", "a = 2"),
    "not-a-condition": split("exclusive", "exclusive", "5", "a = 2"),
    "lane-reference": simple(task("x"), before=lanes(counter="s x e nothing")),
    "schema": simple(task("x")).replace(b"<bpmn:task ", b"<bpmn:text>no</bpmn:text><bpmn:task "),
    "xml-doctype": b"<!DOCTYPE x>" + simple(task("x")),
}  # fmt: skip

FAULTY_IN_TREE: dict[str, bytes] = {
    "inclusive-in-loop": diagram(start(), gateway("m", "inclusive"), *LOOP[1:], end(), path("s", "m")),
    "event-gateway": waits(catch("t1", timer("P1D")), catch("t2", timer("P2D"))),
    "soundness": split("exclusive", "parallel", "a = 1", "a = 2"),
    "loop-marker": simple(task("x", inside=MULTI)),
    "message-missing": simple(task("x", "receiveTask")),
    "start-trigger": diagram(start("s", timer()), task("x"), end(), path("s", "x", "e")),
    "data-object": simple(task("x"), '<bpmn:dataObject id="data" />'),
    "loop-in-subprocess": simple(sub("x", start("is"), *LOOP, end("ie"), path("is", "m")).replace('"e"', '"ie"')),
    "process-id": diagram(start(), task("x"), end(), path("s", "x", "e"), id="other"),
    "several-processes": TWO_PROCESSES,
    "reserved-id": diagram(start("s"), user("case"), end(), path("s", "case", "e")),
    "id-not-a-name": diagram(start(), user("a-b"), end(), path("s", "a-b", "e")),
    "vendor-extension": simple(task("x", "userTask", extension("<camunda:formData/>"))),
    "performer-ignored": simple(task("x", "userTask", '<bpmn:potentialOwner id="po" />')),
    "gateway-no-default": split("exclusive", "exclusive", "start.ground = 1", "start.ground = 2"),
    "unlabelled-node": simple(task("x", "userTask", name="")),
    "literal-period": simple(catch("x", timer("P14D"))),
    "unknown-due": simple(task("x", "userTask", properties(due="nowhere"))),
    "plain-task": simple(task("x")),
    "missing-form": simple(user("x")),
    "unknown-property": simple(task("x", "userTask", properties(colour="red"))),
    "operator-parameters": simple(service("x", "p/check", b="1")),
    "unknown-letter": simple(service("x", "p/check", a="1", letter='"p/none"')),
    "unknown-name": split("exclusive", "exclusive", "later.x = 1", "later.x = 2"),
    "unknown-field": simple(service("x", "p/check", a="start.nothing")),
    "lane-role": simple(user("x"), before=lanes(none="x")),
    "task-without-lane": simple(user("x"), before=lanes(counter="s")),
    "nested-lanes": simple(user("x"), before='<bpmn:laneSet id="l"><bpmn:lane id="o"><bpmn:childLaneSet id="c" /></bpmn:lane></bpmn:laneSet>'),  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(FAULTY_ANYWHERE))
def test_a_faulty_diagram_is_refused_by_its_rule(rule: str) -> None:
    assert rule in rules(FAULTY_ANYWHERE[rule])


@pytest.mark.parametrize("rule", sorted(FAULTY_IN_TREE))
def test_a_diagram_that_breaks_a_rule_of_the_tree_is_refused_in_the_tree(rule: str) -> None:
    assert rule in rules(FAULTY_IN_TREE[rule], TREE)


def test_a_shared_part_that_waits_for_a_date_is_refused() -> None:
    waiting = simple(catch("x", timer("wait")))
    assert "part-waits" in rules(waiting, replace(TREE, is_part=True))
    assert "part-waits" not in rules(waiting, TREE)


def test_a_gateway_that_does_nothing_and_missing_labels_are_warned_of() -> None:
    assert "gateway-without-ways" in rules(simple(gateway("x")), severity="warning")
    assert "unlabelled-way" in rules(split("exclusive", "exclusive", "a", "b", name=""), TREE, "warning")


SOUND: dict[str, bytes] = {
    "a straight line": simple(task("x")),
    "a choice with a default": split("exclusive", "exclusive", "a = 1", default="g_b"),
    "a choice and its opposite": split("exclusive", "exclusive", "a = 1", "a != 1"),
    "parallel work that is joined": split("parallel", "parallel"),
    "an inclusive split with its join": split("inclusive", "inclusive", "a = 1", default="g_b"),
    "a loop": diagram(start(), *LOOP, end(), path("s", "m")),
    "parallel paths to one end": diagram(
        start(), gateway("g", "parallel"), task("a"), task("b"), end(), path("s", "g", "a", "e"), path("g", "b", "e")
    ),
    "news or a date": waits(
        catch("t1", event("message", messageRef="m")), catch("t2", timer("P14D")), definitions=message()
    ),
    "a date at the border of a task": simple(user("x"), boundary("b", "x", timer("PT1H")), end("e2"), path("b", "e2")),
    "a reminder beside a task": simple(
        user("x"), boundary("b", "x", timer(), cancelActivity="false"), task("y"), end("e2"), path("b", "y", "e2")
    ),
    "an error caught at the border": thrower(),
    "a sub-process": simple(sub("x", start("is"), task("y"), end("ie"), path("is", "y", "ie"))),
    "a table": simple(decide("x", "choice")),
    "a called part": simple(call("x", "part")),
    "a terminating end": split("parallel", "parallel").replace(
        b'name="e">', b'name="e"><bpmn:terminateEventDefinition />'
    ),
    "repetition in a lone file": simple(task("x", inside=MULTI)),
    "news sent and awaited": diagram(
        start(), task("x", "sendTask", messageRef="m"), task("y", "receiveTask", messageRef="m"), end(),
        path("s", "x", "y", "e"), around=message(),
    ),
    "a black-box partner": simple(
        task("x"),
        around='<bpmn:collaboration id="c"><bpmn:participant id="me" processRef="p" />'
        '<bpmn:participant id="them" name="they" /><bpmn:messageFlow id="mf" sourceRef="x" targetRef="them" />'
        "</bpmn:collaboration>",
    ),
    "notes": simple(task("x", inside="<bpmn:documentation>why</bpmn:documentation>")),
    "harmless marks of another product": simple(task("x", "userTask", extension("<camunda:formData/>"))),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_sound_diagram_passes(name: str) -> None:
    assert [f for f in findings(SOUND[name]) if f.severity == "error"] == []


PROCEDURE = diagram(
    start(),
    task("enter", "userTask", properties(due="wait", act="登録")),
    service("check", "p/check", a="enter.reason", letter='"p/notice"'),
    decide("choice", "choice"),
    gateway("g", default="g_e"),
    catch("later", timer("wait")),
    end(),
    path("s", "enter", "check", "choice", "g", "e"),
    flow("g", "later", 'choice.kind = "a" and check.ok = true and start.ground = "x" and case.office = "chuo"'),
    path("later", "enter"),
    before=lanes(counter="s enter check choice g later e"),
)


def test_a_sound_procedure_of_the_tree_passes() -> None:
    shape = replace(TREE.operators["p/check"], inputs=frozenset({"a", "letter"}))
    around = replace(TREE, operators={"p/check": shape}, table_ids=frozenset({"other"}))
    assert findings(PROCEDURE, around) == []


def test_findings_name_element_line_and_rule_in_both_languages() -> None:
    found = next(f for f in findings(FAULTY_ANYWHERE["script-task"]) if f.rule == "script-task")
    assert (found.path, found.element, found.name, found.line) == ("p.bpmn", "x", "x", 5)
    assert "スクリプト" in found.message_ja
    assert "script" in found.message_en


def test_all_findings_come_at_once_and_each_once() -> None:
    both = simple(task("x", "scriptTask", "<bpmn:script>1</bpmn:script>"), task("y"), flow("y", "nowhere"))
    found = findings(both)
    assert {"script-task", "dangling-flow", "unreachable"} <= {one.rule for one in found}
    assert len(found) == len(set(found))


def test_a_condition_is_shown_at_its_flow() -> None:
    found = next(f for f in findings(FAULTY_ANYWHERE["expression-unreadable"]) if f.rule == "expression-unreadable")
    assert found.element == "g_a"


def test_names_nobody_sets_are_start_data_in_a_lone_file() -> None:
    lone = split("exclusive", "exclusive", "amount > 1000", default="g_b")
    assert ("unknown-name", "warning") in {(f.rule, f.severity) for f in findings(lone)}
    assert "unknown-name" in rules(lone, TREE)


def test_the_answers_of_several_instances_stand_in_a_list_of_their_own() -> None:
    after = diagram(
        start(), task("x", "userTask", MULTI), gateway("g", default="g_e"), end(), end("e2"),
        path("s", "x", "g", "e"), flow("g", "e2", "x.done = true"),
    )  # fmt: skip
    assert rules(after) == {"unknown-field"}
    assert rules(after.replace(b"x.done", b"x.instances.done")) == set()


def test_a_name_set_only_later_is_unknown_before() -> None:
    early = diagram(
        start(), gateway("g", default="g_b"), task("a", "userTask"), task("b", "userTask"), end(),
        path("s", "g"), flow("g", "a", "b.done = true"), path("g", "b", "e"), path("a", "e"),
    )  # fmt: skip
    assert ("unknown-name", "warning") in {(f.rule, f.severity) for f in findings(early)}


def test_a_name_set_in_an_earlier_round_is_known() -> None:
    rounds = diagram(
        start(), gateway("m"), user("a"), gateway("x", default="x_e"), end(),
        path("s", "m", "a", "x", "e"), flow("x", "m", "a.again = true"),
    )  # fmt: skip
    assert findings(rounds) == []


def test_a_called_part_is_given_what_it_reads() -> None:
    assert "unknown-name" in rules(simple(call("x", "part")), TREE)


def test_two_branches_must_not_call_the_same_part() -> None:
    both = diagram(
        start(), gateway("g", "parallel"), call("a", "part"), call("b", "part"), gateway("j", "parallel"), end(),
        path("s", "g", "a", "j", "e"), path("g", "b", "j"),
    )  # fmt: skip
    assert "soundness" in rules(both, TREE)


def test_parallel_paths_that_meet_without_a_join_are_refused() -> None:
    assert "soundness" in rules(split("parallel", "exclusive"), TREE)


def test_an_inclusive_split_needs_an_inclusive_join() -> None:
    assert "soundness" in rules(split("inclusive", "parallel", "a = 1", default="g_b"), TREE)


def test_an_error_beside_running_work_is_refused() -> None:
    inner = sub(
        "x", start("is"), gateway("g", "parallel"), user("u"), end("ie"), end("ee", event("error", errorRef="err")),
        path("is", "g", "u", "ie"), path("g", "ee"),
    )  # fmt: skip
    data = diagram(
        start(), inner, boundary("b", "x", event("error", errorRef="err")), end("e2"), end(),
        path("b", "e2"), path("s", "x", "e"), around='<bpmn:error id="err" name="E" errorCode="E" />',
    )  # fmt: skip
    assert "soundness" in rules(data, TREE)


def test_too_much_in_parallel_is_refused_fast() -> None:
    ways = [f"t{number}" for number in range(16)]
    wide = diagram(
        start(), gateway("g", "parallel"), *map(user, ways), gateway("j", "parallel"), end(),
        path("s", "g"), path("j", "e"), *(path("g", one, "j") for one in ways),
    )  # fmt: skip
    assert "soundness" in rules(wide, TREE)


def test_every_rule_stands_in_the_page_of_the_gate() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "gate.md").read_text(encoding="utf-8")
    assert [name for name in RULES if f"`{name}`" not in page] == []
