"""Reading events (イベントの読取り): what each waits for or sends; all other kinds are refused."""

from __future__ import annotations

from typing import Any

from lxml import etree

from server.engine import waits
from server.engine.element_parsers import ElementParser
from server.engine.lint_model import bpmn_children, is_true, tag_of
from server.engine.safe_xml import text_in


class EventParser(ElementParser):
    """An element with event definitions."""

    def definition(self) -> etree._Element | None:
        """The one event definition; None for a plain event."""
        found = [child for child in bpmn_children(self.node) if tag_of(child).endswith("EventDefinition")]
        if len(found) > 1:
            raise self.fault("an event with several definitions cannot run")
        return found[0] if found else None

    def timer(self, definition: etree._Element) -> waits.TimerWait:
        part = next(bpmn_children(definition, "timeDuration", "timeDate", "timeCycle"), None)
        text = text_in(part)
        if part is None or not text:
            raise self.fault("the timer names no period")
        if tag_of(part) != "timeDuration" and not self.reader.lone:
            raise self.fault("a timer names a period; dates and cycles cannot run")
        if tag_of(part) == "timeCycle":
            raise self.fault("a cycle timer cannot run")
        return waits.TimerWait(text, literal=self.reader.lone)

    def awaited(self, holder: etree._Element) -> waits.MessageWait:
        kind = self.message_kind(holder)
        if not kind and not self.reader.lone:
            raise self.fault("the message has no name")
        return waits.MessageWait(kind or self.bpmn_id)

    def error_code(self, definition: etree._Element) -> str | None:
        known = self.reader.errors.get(definition.get("errorRef"))
        return None if known is None else known["error_code"] or known["name"]


class EndParser(EventParser):
    def create_task(self) -> Any:
        task = self.build(**self._does())
        task.connect(self.spec.end)
        return task

    def _does(self) -> dict[str, Any]:
        definition = self.definition()
        kind = "" if definition is None else tag_of(definition)
        if definition is None:
            return {}
        if kind == "messageEventDefinition":
            return {"message": self.message_kind(definition) or None}
        if kind == "errorEventDefinition":
            return {"error": self.error_code(definition) or ""}
        if kind == "terminateEventDefinition":
            return {"terminates": True}
        raise self.fault(f"an end event with {kind} cannot run")


class ThrowParser(EventParser):
    def create_task(self) -> Any:
        definition = self.definition()
        if definition is not None and tag_of(definition) != "messageEventDefinition":
            raise self.fault(f"a throwing event with {tag_of(definition)} cannot run")
        message = None if definition is None else self.message_kind(definition) or None
        return self.build(message=message)


class SendParser(EventParser):
    def create_task(self) -> Any:
        message = self.message_kind(self.node)
        if not message and not self.reader.lone:
            raise self.fault("a send task needs a message")
        return self.build(message=message or None)


class CatchParser(EventParser):
    def create_task(self) -> Any:
        return self.build(event_definition=self.awaits())

    def awaits(self) -> waits.Definition:
        """What the event waits for."""
        definition = self.definition()
        kind = "" if definition is None else tag_of(definition)
        if definition is None:
            raise self.fault("the event waits for nothing")
        if kind == "timerEventDefinition":
            return self.timer(definition)
        if kind == "messageEventDefinition":
            return self.awaited(definition)
        raise self.fault(f"an event that waits for {kind} cannot run")


class ReceiveParser(CatchParser):
    def awaits(self) -> waits.Definition:
        """Its message."""
        return self.awaited(self.node)


class BoundaryParser(CatchParser):
    def create_task(self) -> Any:
        interrupting = is_true(self.node.get("cancelActivity", "true"))
        return self.build(event_definition=self.awaits(), cancel_activity=interrupting)

    def awaits(self) -> waits.Definition:
        """Errors too."""
        definition = self.definition()
        if definition is not None and tag_of(definition) == "errorEventDefinition":
            return waits.ErrorWait(self.error_code(definition))
        return super().awaits()
