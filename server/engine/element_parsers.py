"""How each element of a diagram is read (要素の読取り): a small class per kind, refusing what could not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.task_parsers import SubprocessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from server.engine import repeat, waits
from server.engine.feel import Expression, FeelError, compile_expression
from server.engine.lint_model import Node, bpmn_children, is_true, tag_of
from server.engine.safe_xml import text_in

if TYPE_CHECKING:
    from server.engine.parsing import Reader


class ElementParser(TaskParser):  # type: ignore[misc] # the library is untyped
    """One element of the diagram."""

    STANDARD_LOOP_CLASS = repeat.Loop
    PARALLEL_MI_CLASS = repeat.ParallelInstances
    SEQUENTIAL_MI_CLASS = repeat.SequentialInstances

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """What every spec is given; lanes and data references are read elsewhere, or not at all."""
        name = " ".join((self.node.get("name") or "").split())
        return {"bpmn_name": name, "description": self.kind}

    @property
    def kind(self) -> str:
        return tag_of(self.node)

    @property
    def reader(self) -> Reader:
        reader: Reader = self.process_parser.parser
        return reader

    @property
    def shape(self) -> Node:
        """The element as it stands in the diagram, with its extension properties."""
        return self.reader.shapes[self.filename, self.bpmn_id]

    def fault(self, message: str) -> ValidationException:
        """What is wrong with this element, to be raised."""
        return ValidationException(message, self.node, self.filename)

    def expression(self, text: str) -> Expression:
        """Compiles, or says where the fault is."""
        try:
            return compile_expression(text)
        except FeelError as error:
            raise self.fault(f"expression {text!r}: {error}") from None

    def build(self, **more: Any) -> Any:
        """The spec of this element."""
        return self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes, **more)

    def create_task(self) -> Any:
        return self.build()

    def message_kind(self, holder: etree._Element) -> str:
        """The name of the message that an element or event definition refers to; empty when it refers to none."""
        found = self.reader.messages.get(holder.get("messageRef"))
        return (found or "").strip()


class StartParser(ElementParser):
    def create_task(self) -> Any:
        task = self.build()
        self.spec.start.connect(task)
        return task


class ServiceParser(ElementParser):
    def create_task(self) -> Any:
        operator = self.shape.operator
        if not operator and not self.reader.lone:
            raise self.fault("a service task needs an operator")
        parameters = {
            part.get("id") or "": self.expression(part.get("value") or "null") for part in self.shape.parameters
        }
        return self.build(operator=operator, parameters=parameters)


class RuleParser(ElementParser):
    def create_task(self) -> Any:
        table = self.reader.table_for(self.filename, self.shape.decision)
        if table is None:
            raise self.fault(f"there is no table {self.shape.decision!r}")
        return self.build(table=table)


class GatewayParser(ElementParser):
    def handles_multiple_outgoing(self) -> bool:
        return True


class ChoosingParser(GatewayParser):
    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: etree._Element, is_default: bool) -> None:
        flow = sequence_flow_node.get("id") or ""
        text = text_in(next(bpmn_children(sequence_flow_node, "conditionExpression"), None))
        only = len(self.process_parser.get_outgoing_sequence_flows(self.bpmn_id)) == 1
        if not is_default and not text and not only:
            raise self.fault(f"flow {flow} has no condition and is not the default")
        condition = None if is_default or not text else self.expression(text)
        self.task.add_way(flow, condition, outgoing_task)


class EventGatewayParser(GatewayParser):
    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: etree._Element, is_default: bool) -> None:
        if not isinstance(getattr(outgoing_task, "event_definition", None), waits.TimerWait | waits.MessageWait):
            raise self.fault("only timers and messages may follow an event-based gateway")
        super().connect_outgoing(outgoing_task, sequence_flow_node, is_default)


class CallParser(ElementParser):
    def create_task(self) -> Any:
        return self.build(subworkflow_spec=SubprocessParser.get_call_activity_spec(self))


class SubProcessParser(ElementParser):
    def create_task(self) -> Any:
        if is_true(self.node.get("triggeredByEvent")):
            raise self.fault("an event sub-process cannot run")
        return self.build(subworkflow_spec=SubprocessParser.get_subprocess_spec(self))
