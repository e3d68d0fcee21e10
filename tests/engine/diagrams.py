"""Builds small diagrams as BPMN text, so that a test shows only what it is about."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://example.org/test"'
)


def diagram(
    *parts: str,
    id: str = "p",  # noqa: A002 - the word of the diagram
    around: str = "",
    head: str = "",
    process: str = "",
    before: str = "",
) -> bytes:
    """One executable process `p` of `parts` (see `node` and `flow`); `around` stands beside the process."""
    nodes = [part for part in parts if "<bpmn:sequenceFlow" not in part]
    flows = [part for part in parts if "<bpmn:sequenceFlow" in part]
    executable = "" if "isExecutable" in process else ' isExecutable="true"'
    body = "\n".join((*nodes, *flows))
    return (
        f"{_HEAD}{head}>\n{around}<bpmn:process id={quoteattr(id)}{executable}{process}>\n"
        f"{before}{body}\n</bpmn:process>\n</bpmn:definitions>"
    ).encode()


def node(tag: str, id: str, inside: str = "", **attributes: str) -> str:  # noqa: A002 - the word of the diagram
    """One element with id and name; further attributes by keyword."""
    name = attributes.pop("name", id)
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<bpmn:{tag} id={quoteattr(id)} name={quoteattr(name)}{written}>{inside}</bpmn:{tag}>"


def start(id: str = "s", inside: str = "") -> str:  # noqa: A002
    return node("startEvent", id, inside)


def end(id: str = "e", inside: str = "") -> str:  # noqa: A002
    return node("endEvent", id, inside)


def task(id: str, tag: str = "task", inside: str = "", **attributes: str) -> str:  # noqa: A002
    return node(tag, id, inside, **attributes)


def user(id: str, inside: str = "") -> str:  # noqa: A002
    return node("userTask", id, inside)


def gateway(id: str, kind: str = "exclusive", **attributes: str) -> str:  # noqa: A002
    return node(f"{kind}Gateway", id, **attributes)


def flow(source: str, target: str, condition: str = "", id: str = "", name: str = "way") -> str:  # noqa: A002
    """A flow named `source_target` unless told otherwise."""
    inner = ""
    if condition:
        kind = 'xsi:type="bpmn:tFormalExpression"'
        inner = f"<bpmn:conditionExpression {kind}>{escape(condition)}</bpmn:conditionExpression>"
    return (
        f"<bpmn:sequenceFlow id={quoteattr(id or f'{source}_{target}')} name={quoteattr(name)} "
        f"sourceRef={quoteattr(source)} targetRef={quoteattr(target)}>{inner}</bpmn:sequenceFlow>"
    )


def path(*ids: str) -> str:
    """Flows through the nodes in order."""
    return "".join(flow(one, other) for one, other in pairwise(ids))


def boundary(id: str, host: str, inside: str, **attributes: str) -> str:  # noqa: A002
    return node("boundaryEvent", id, inside, attachedToRef=host, **attributes)


def catch(id: str, inside: str) -> str:  # noqa: A002
    return node("intermediateCatchEvent", id, inside)


def timer(text: str = "P1D", kind: str = "timeDuration") -> str:
    inner = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{escape(text)}</bpmn:{kind}>' if text else ""
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def event(kind: str, **attributes: str) -> str:
    """An event definition: `event("message", messageRef="m")`."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<bpmn:{kind}EventDefinition{written} />"


def message(id: str = "m", name: str = "news") -> str:  # noqa: A002
    return f"<bpmn:message id={quoteattr(id)} name={quoteattr(name)} />\n"


def extension(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


def properties(**values: str) -> str:
    inner = "".join(f"<spiffworkflow:property name={quoteattr(k)} value={quoteattr(v)} />" for k, v in values.items())
    return extension(f"<spiffworkflow:properties>{inner}</spiffworkflow:properties>")


def service(id: str, operator: str, **parameters: str) -> str:  # noqa: A002
    inner = "".join(
        f'<spiffworkflow:parameter id={quoteattr(name)} type="any" value={quoteattr(value)} />'
        for name, value in parameters.items()
    )
    return node(
        "serviceTask",
        id,
        extension(
            f"<spiffworkflow:serviceTaskOperator id={quoteattr(operator)}><spiffworkflow:parameters>{inner}"
            "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        ),
    )


def decide(id: str, table: str) -> str:  # noqa: A002
    return node(
        "businessRuleTask",
        id,
        extension(f"<spiffworkflow:calledDecisionId>{escape(table)}</spiffworkflow:calledDecisionId>"),
    )


def call(id: str, part: str) -> str:  # noqa: A002
    return node("callActivity", id, calledElement=part)


def sub(id: str, *parts: str, tag: str = "subProcess", **attributes: str) -> str:  # noqa: A002
    nodes = [part for part in parts if "<bpmn:sequenceFlow" not in part]
    flows = [part for part in parts if "<bpmn:sequenceFlow" in part]
    return node(tag, id, "".join((*nodes, *flows)), **attributes)


def lanes(**holding: str) -> str:
    """Lanes by role, each with the ids it holds (space between); a role of `none` is a lane without role."""
    written = ""
    for role, ids in holding.items():
        inside = "" if role.startswith("none") else properties(role=role)
        refs = "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in ids.split())
        written += f'<bpmn:lane id="lane_{role}" name="{role}">{inside}{refs}</bpmn:lane>'
    return f'<bpmn:laneSet id="lanes">{written}</bpmn:laneSet>\n'
