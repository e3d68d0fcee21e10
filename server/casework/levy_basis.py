"""What is kept of a levy decision (賦課の根拠): inputs with their records, lines of each part, instalments, trace."""

from __future__ import annotations

from typing import Any

from server.domain.levy.breakdown import Lines, breakdown
from server.domain.levy.decision import Planned, Proposal, Standing, Terms
from server.domain.levy.inputs import PayerInputs, payer_json
from server.domain.levy.trace import Grounds, trace


def basis(
    payer: PayerInputs | None,
    before: tuple[Standing, ...],
    proposal: Proposal,
    terms: Terms,
    grounds: Grounds | None = None,
) -> dict[str, Any]:
    """The basis as JSON: figures in yen, days as ISO text. A run hands in one `grounds` for all its households."""
    levy = proposal.levy
    return {
        "inputs": None if payer is None else payer_json(payer),
        "before": _parts(proposal.before),
        "after": _parts(proposal.after),
        "instalments_before": [_standing(one) for one in before],
        "instalments_after": [_planned(one) for one in proposal.instalments],
        "lines": [] if levy is None else [_line(one) for one in breakdown(levy, terms.parameters)],
        "tenths": 0 if levy is None else levy.judgement.tenths,
        "unknown": [] if levy is None else list(levy.unknown),
        "trace": [] if levy is None else trace(levy, terms.parameters, grounds),
        "last_day": proposal.limit.any_decision.isoformat(),
        "overlap_last_day": proposal.limit.overlap.isoformat(),
        "notice_on": terms.notice_on.isoformat(),
    }


def _parts(parts: Any) -> dict[str, int]:
    return {part.value: yen for part, yen in parts.items()}


def _line(one: Any) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in Lines.__dataclass_fields__}
    return said | {"part": one.part.value, "months": list(one.months)}


def _standing(one: Standing) -> dict[str, Any]:
    return {"no": one.no, "due_on": one.due_on.isoformat(), "ad_hoc": one.ad_hoc, "parts": _parts(one.parts)}


def _planned(one: Planned) -> dict[str, Any]:
    return {"no": one.no, "due_on": one.due_on.isoformat(), "ad_hoc": one.ad_hoc, "parts": _parts(one.parts)}
