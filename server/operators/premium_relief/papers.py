"""The papers of an application (必要書類): by the city's list of each ground (`relief.<ground>.papers`)."""

from __future__ import annotations

from server.domain.operating import Context, Done
from server.domain.relief.rules import papers_of
from server.operators import application_papers as papers
from server.operators.premium_relief.look import REVOCATION
from server.operators.premium_relief.words import GROUNDS, PAPERS, paper
from server.operators.registry import operator


@operator("premium_relief/precheck", inputs=papers.PrecheckInputs, outputs=papers.PrecheckOutputs)
def precheck(inputs: papers.PrecheckInputs, context: Context) -> Done:
    """Each ground's papers; `relief.document_requests` is how often they are asked for."""
    values, today, start = context.values, context.today, inputs.start
    wanted = None if start["matter"] == REVOCATION else papers_of(values, start["ground"], today)
    most = values.integer("relief.document_requests", today)
    return papers.looked_through(inputs, wanted, most, papers.Words(PAPERS, paper))


@operator("premium_relief/request_documents", inputs=papers.RequestInputs, outputs=papers.RequestOutputs)
def request_documents(inputs: papers.RequestInputs, context: Context) -> Done:
    """Asks for what is missing."""
    return papers.asked_for(inputs, context, "premium_relief/document_request", GROUNDS[inputs.ground][0])
