"""Draws small diagrams for tests: a line per element, a path per line of arrows."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="urn:test">'
)


class Draw:
    """One process (or, inside `sub`, one sub-process)."""

    def __init__(self, slug: str, name: str = "試験") -> None:
        self.slug = slug
        self.name = name
        self.elements: list[str] = []
        self.flows: list[str] = []
        self.lanes: dict[str, list[str]] = {}
        self.definitions: list[str] = []
        self.defaults: dict[str, str] = {}
        self._tags: dict[str, tuple[str, str, str]] = {}

    def add(self, tag: str, name: str, inside: str = "", **attributes: str) -> Draw:
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self._tags[name] = (tag, written, inside)
        return self

    def start(self, name: str) -> Draw:
        return self.add("startEvent", name)

    def task(self, name: str) -> Draw:
        return self.add("task", name)

    def user(self, name: str, inside: str = "", **properties: str) -> Draw:
        listed = "".join(
            f'<spiffworkflow:property name="{key}" value={quoteattr(value)} />' for key, value in properties.items()
        )
        extension = f"<spiffworkflow:properties>{listed}</spiffworkflow:properties>" if properties else ""
        return self.add("userTask", name, _extensions(extension) + inside)

    def service(self, name: str, operator: str, **parameters: str) -> Draw:
        listed = "".join(
            f'<spiffworkflow:parameter id="{key}" type="any" value={quoteattr(value)} />'
            for key, value in parameters.items()
        )
        inside = (
            f'<spiffworkflow:serviceTaskOperator id="{operator}"><spiffworkflow:parameters>{listed}'
            "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        )
        return self.add("serviceTask", name, _extensions(inside))

    def rule(self, name: str, table: str) -> Draw:
        called = f"<spiffworkflow:calledDecisionId>{table}</spiffworkflow:calledDecisionId>"
        return self.add("businessRuleTask", name, _extensions(called))

    def send(self, name: str, message: str) -> Draw:
        return self.add("sendTask", name, messageRef=self.message(message))

    def throw(self, name: str, message: str) -> Draw:
        return self.add("intermediateThrowEvent", name, self._message(message))

    def receive(self, name: str, message: str) -> Draw:
        return self.add("receiveTask", name, messageRef=self.message(message))

    def call(self, name: str, part: str) -> Draw:
        return self.add("callActivity", name, calledElement=part)

    def sub(self, name: str, inner: Draw) -> Draw:
        self.definitions += inner.definitions
        return self.add("subProcess", name, inner.body())

    def end(self, name: str, *, message: str = "", error: str = "", terminate: bool = False) -> Draw:
        inside = self._message(message) if message else self._error(error) if error else ""
        return self.add("endEvent", name, inside + ("<bpmn:terminateEventDefinition />" if terminate else ""))

    def exclusive(self, name: str) -> Draw:
        return self.add("exclusiveGateway", name)

    def parallel(self, name: str) -> Draw:
        return self.add("parallelGateway", name)

    def inclusive(self, name: str) -> Draw:
        return self.add("inclusiveGateway", name)

    def events(self, name: str) -> Draw:
        return self.add("eventBasedGateway", name)

    def timer(self, name: str, period: str, kind: str = "timeDuration") -> Draw:
        return self.add("intermediateCatchEvent", name, _timer(period, kind))

    def catch(self, name: str, message: str) -> Draw:
        return self.add("intermediateCatchEvent", name, self._message(message))

    def on_timer(self, host: str, name: str, period: str, *, interrupting: bool = True) -> Draw:
        return self._boundary(host, name, _timer(period, "timeDuration"), interrupting)

    def on_message(self, host: str, name: str, message: str, *, interrupting: bool = True) -> Draw:
        return self._boundary(host, name, self._message(message), interrupting)

    def on_error(self, host: str, name: str, error: str = "") -> Draw:
        return self._boundary(host, name, self._error(error) if error else "<bpmn:errorEventDefinition />", True)

    def _boundary(self, host: str, name: str, inside: str, interrupting: bool) -> Draw:
        return self.add(
            "boundaryEvent", name, inside, attachedToRef=host, cancelActivity="true" if interrupting else "false"
        )

    def lane(self, role: str, *names: str) -> Draw:
        self.lanes[role] = list(names)
        return self

    def path(self, *names: str, when: str = "", default: bool = False) -> Draw:
        """Arrows from each to the next; a condition or the default mark belongs to the first arrow."""
        for number, (source, target) in enumerate(pairwise(names)):
            flow = f"{source}_to_{target}"
            condition = ""
            if number == 0 and when:
                condition = f"<bpmn:conditionExpression>{escape(when)}</bpmn:conditionExpression>"
            if number == 0 and default:
                self.defaults[source] = flow
            self.flows.append(
                f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{condition}'
                "</bpmn:sequenceFlow>"
            )
        return self

    def message(self, name: str) -> str:
        found = f'<bpmn:message id="message_{name}" name="{name}" />'
        if found not in self.definitions:
            self.definitions.append(found)
        return f"message_{name}"

    def _message(self, name: str) -> str:
        return f'<bpmn:messageEventDefinition messageRef="{self.message(name)}" />'

    def _error(self, code: str) -> str:
        found = f'<bpmn:error id="error_{code}" name="{code}" errorCode="{code}" />'
        if found not in self.definitions:
            self.definitions.append(found)
        return f'<bpmn:errorEventDefinition errorRef="error_{code}" />'

    def body(self) -> str:
        drawn = []
        for name, (tag, attributes, inside) in self._tags.items():
            default = f' default="{self.defaults[name]}"' if name in self.defaults else ""
            drawn.append(f'<bpmn:{tag} id="{name}" name="{name}さん"{attributes}{default}>{inside}</bpmn:{tag}>')
        return "".join(drawn + self.flows)

    def xml(self) -> bytes:
        lanes = "".join(
            f'<bpmn:lane id="lane_{role}" name="{role}の人">'
            + _extensions(
                f'<spiffworkflow:properties><spiffworkflow:property name="role" value="{role}" />'
                "</spiffworkflow:properties>"
            )
            + "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)
            + "</bpmn:lane>"
            for role, names in self.lanes.items()
        )
        lane_set = f"<bpmn:laneSet>{lanes}</bpmn:laneSet>" if lanes else ""
        return (
            f"{_HEAD}{''.join(dict.fromkeys(self.definitions))}"
            f'<bpmn:process id="{self.slug}" name="{self.name}" isExecutable="true">{lane_set}{self.body()}'
            "</bpmn:process></bpmn:definitions>"
        ).encode()

    def files(self, *parts: Draw, **tables: bytes) -> dict[str, bytes]:
        """The procedure's files with its shared parts and tables."""
        found = {f"workflows/{self.slug}/{self.slug}.bpmn": self.xml()}
        found |= {f"workflows/_shared/{part.slug}/{part.slug}.bpmn": part.xml() for part in parts}
        return found | {f"workflows/{self.slug}/{name}.dmn": data for name, data in tables.items()}


def _extensions(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>" if inside else ""


def _timer(period: str, kind: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(period)}</bpmn:{kind}></bpmn:timerEventDefinition>"
