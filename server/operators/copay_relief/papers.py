"""The papers of an application (必要書類): by the city's list of each ground (`copay_relief.<ground>.papers`)."""

from __future__ import annotations

from server.domain.copay_relief.rules import papers_of
from server.domain.copay_relief.words import GROUNDS, PAPERS, paper
from server.domain.operating import Context, Done
from server.operators import application_papers as papers
from server.operators.copay_relief.known import APPLICATION
from server.operators.registry import operator


@operator("copay_relief/precheck", inputs=papers.PrecheckInputs, outputs=papers.PrecheckOutputs)
def precheck(inputs: papers.PrecheckInputs, context: Context) -> Done:
    """Each ground's papers; `copay_relief.document_requests` is how often they are asked for."""
    values, today, start = context.values, context.today, inputs.start
    wanted = papers_of(values, start["ground"], today) if start["matter"] == APPLICATION else None
    most = values.integer("copay_relief.document_requests", today)
    return papers.looked_through(inputs, wanted, most, papers.Words(PAPERS, paper))


@operator("copay_relief/request_documents", inputs=papers.RequestInputs, outputs=papers.RequestOutputs)
def request_documents(inputs: papers.RequestInputs, context: Context) -> Done:
    """Asks for what is missing."""
    return papers.asked_for(inputs, context, "copay_relief/document_request", GROUNDS[inputs.ground][0])
