"""What the gate knows of BPMN (既知の要素と属性): each element with its attributes and what may stand inside it.

An attribute maps to the values under which it changes nothing here; None means that any value is read or harmless.
What is not in these tables is refused, because nobody has shown that it runs rightly.
"""

from __future__ import annotations

from collections.abc import Mapping

Values = frozenset[str] | None
_ANY: Values = None
_FALSE: Values = frozenset({"false"})
_ONE: Values = frozenset({"1"})

_BASE: Mapping[str, Values] = {"id": _ANY, "name": _ANY}
_ACTIVITY: Mapping[str, Values] = {
    **_BASE,
    "startQuantity": _ONE,
    "completionQuantity": _ONE,
    "isForCompensation": _FALSE,
}
_GATEWAY: Mapping[str, Values] = {**_BASE, "gatewayDirection": _ANY}
_EXPRESSION: Mapping[str, Values] = {"id": _ANY, "language": _ANY, "evaluatesToTypeRef": _ANY}

ATTRIBUTES: Mapping[str, Mapping[str, Values]] = {
    "definitions": {
        **_BASE,
        "targetNamespace": _ANY,
        "expressionLanguage": _ANY,
        "typeLanguage": _ANY,
        "exporter": _ANY,
        "exporterVersion": _ANY,
    },
    "process": {
        **_BASE,
        "isExecutable": _ANY,
        "isClosed": _ANY,
        "processType": _ANY,
        "definitionalCollaborationRef": _ANY,
    },
    "startEvent": {**_BASE, "isInterrupting": frozenset({"true"}), "parallelMultiple": _FALSE},
    "endEvent": _BASE,
    "intermediateCatchEvent": {**_BASE, "parallelMultiple": _FALSE},
    "intermediateThrowEvent": _BASE,
    "boundaryEvent": {**_BASE, "attachedToRef": _ANY, "cancelActivity": _ANY, "parallelMultiple": _FALSE},
    "task": _ACTIVITY,
    "userTask": {**_ACTIVITY, "implementation": _ANY},
    "manualTask": _ACTIVITY,
    "serviceTask": {**_ACTIVITY, "implementation": _ANY},
    "businessRuleTask": {**_ACTIVITY, "implementation": _ANY},
    "scriptTask": {**_ACTIVITY, "scriptFormat": _ANY},
    "sendTask": {**_ACTIVITY, "implementation": _ANY, "messageRef": _ANY},
    "receiveTask": {**_ACTIVITY, "implementation": _ANY, "messageRef": _ANY, "instantiate": _FALSE},
    "callActivity": {**_ACTIVITY, "calledElement": _ANY},
    "subProcess": {**_ACTIVITY, "triggeredByEvent": _ANY},
    "transaction": {**_ACTIVITY, "triggeredByEvent": _ANY, "method": _ANY},
    "adHocSubProcess": {**_ACTIVITY, "triggeredByEvent": _ANY, "ordering": _ANY, "cancelRemainingInstances": _ANY},
    "exclusiveGateway": {**_GATEWAY, "default": _ANY},
    "inclusiveGateway": {**_GATEWAY, "default": _ANY},
    "parallelGateway": _GATEWAY,
    "complexGateway": {**_GATEWAY, "default": _ANY},
    "eventBasedGateway": {**_GATEWAY, "instantiate": _FALSE, "eventGatewayType": frozenset({"Exclusive"})},
    "sequenceFlow": {**_BASE, "sourceRef": _ANY, "targetRef": _ANY, "isImmediate": frozenset({"true"})},
    "conditionExpression": _EXPRESSION,
    "incoming": {},
    "outgoing": {},
    "messageEventDefinition": {"id": _ANY, "messageRef": _ANY},
    "timerEventDefinition": {"id": _ANY},
    "errorEventDefinition": {"id": _ANY, "errorRef": _ANY},
    "escalationEventDefinition": {"id": _ANY, "escalationRef": _ANY},
    "terminateEventDefinition": {"id": _ANY},
    "linkEventDefinition": {"id": _ANY, "name": _ANY},
    "signalEventDefinition": {"id": _ANY, "signalRef": _ANY},
    "compensateEventDefinition": {"id": _ANY, "waitForCompletion": _ANY, "activityRef": _ANY},
    "cancelEventDefinition": {"id": _ANY},
    "conditionalEventDefinition": {"id": _ANY},
    "timeDuration": _EXPRESSION,
    "timeDate": _EXPRESSION,
    "timeCycle": _EXPRESSION,
    "message": {**_BASE, "itemRef": _ANY},
    "error": {**_BASE, "errorCode": _ANY, "structureRef": _ANY},
    "escalation": {**_BASE, "escalationCode": _ANY, "structureRef": _ANY},
    "signal": {**_BASE, "structureRef": _ANY},
    "laneSet": _BASE,
    "lane": {**_BASE, "partitionElementRef": _ANY},
    "flowNodeRef": {},
    "collaboration": {**_BASE, "isClosed": _ANY},
    "participant": {**_BASE, "processRef": _ANY},
    "messageFlow": {**_BASE, "sourceRef": _ANY, "targetRef": _ANY, "messageRef": _ANY},
}

# Drawn, noted or administrative: nothing in them, whatever they hold, changes how a case runs.
NOTES = frozenset(
    {
        "documentation",
        "extensionElements",
        "extension",
        "textAnnotation",
        "association",
        "group",
        "category",
        "categoryValueRef",
        "itemDefinition",
        "auditing",
        "monitoring",
        "resource",
        "supports",
        "partnerEntity",
        "partnerRole",
        "relationship",
        "import",
        "interface",
        "endPoint",
        "endPointRef",
        "interfaceRef",
        "operationRef",
        "participantMultiplicity",
        "participantAssociation",
        "messageFlowAssociation",
        "conversation",
        "subConversation",
        "callConversation",
        "conversationLink",
        "conversationAssociation",
    }
)
# Named by rules of their own, which say more than "unknown".
TOLD_ELSEWHERE = frozenset(
    {
        "dataObject",
        "dataObjectReference",
        "dataStore",
        "dataStoreReference",
        "ioSpecification",
        "dataInput",
        "dataOutput",
        "inputSet",
        "outputSet",
        "dataInputAssociation",
        "dataOutputAssociation",
        "property",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "eventDefinitionRef",
        "script",
        "condition",
        "completionCondition",
        "activationCondition",
        "source",
        "target",
        "correlationProperty",
        "correlationKey",
        "correlationSubscription",
        "childLaneSet",
    }
)
# Who may or should do a task: read from lanes only, so it is said that these are passed over.
PERFORMERS = frozenset({"resourceRole", "performer", "humanPerformer", "potentialOwner", "rendering"})
# Extension elements of other engines that would change the data or the course of a case.
ACTIVE_EXTENSIONS = frozenset(
    {
        "calledDecision",
        "calledElement",
        "connector",
        "errorEventDefinition",
        "executionListener",
        "executionListeners",
        "failedJobRetryTimeCycle",
        "field",
        "in",
        "inputOutput",
        "ioMapping",
        "loopCharacteristics",
        "onEntry-script",
        "onExit-script",
        "out",
        "postScript",
        "preScript",
        "script",
        "subscription",
        "taskDefinition",
        "taskListener",
        "taskListeners",
    }
)
# Attributes by which other engines keep the decision, code or expression of a task.
ACTIVE_ATTRIBUTES = frozenset(
    {
        "class",
        "collection",
        "decisionRef",
        "delegateExpression",
        "expression",
        "resource",
        "skipExpression",
        "topic",
        "type",
        "resultVariable",
        "mapDecisionResult",
        "variableName",
        "elementVariable",
    }
)
SPIFF_ELEMENTS = frozenset(
    {"properties", "property", "serviceTaskOperator", "parameters", "parameter", "calledDecisionId"}
)
FEEL_LANGUAGES = frozenset(
    {
        "feel",
        "https://www.omg.org/spec/dmn/20191111/feel/",
        "http://www.omg.org/spec/dmn/20180521/feel/",
        "http://www.omg.org/spec/feel/20140401",
        "https://www.omg.org/spec/dmn/20211108/feel/",
        "https://www.omg.org/spec/dmn/20230324/feel/",
    }
)
# What modellers write at the top of a file whatever its conditions are written in.
CUSTOMARY_LANGUAGES = frozenset({"http://www.w3.org/1999/xpath", ""})
