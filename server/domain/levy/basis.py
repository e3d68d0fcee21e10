"""What is kept of a levy decision (賦課の根拠): inputs with their records, lines of each part, instalments, trace.

One household's is kept whole. A run keeps each household's figures alone, with the hash of the words that it shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from server.domain.levy.breakdown import Lines, breakdown
from server.domain.levy.decision import Parts, Planned, Proposal, Standing, Terms
from server.domain.levy.inputs import PayerInputs, payer_flat
from server.domain.levy.trace import flat_trace
from server.domain.levy.vocabulary import Flat, Form, Vocabulary, told

_LINES = tuple(name for name in Lines.__dataclass_fields__ if name not in ("part", "months", "relieved"))
_line = attrgetter(*_LINES)
_ROWS = ("instalments_before", "instalments_after", "lines", "trace")


def basis(payer: PayerInputs | None, before: Sequence[Standing], proposal: Proposal, terms: Terms) -> dict[str, Any]:
    """The basis as JSON: figures in yen, days as ISO text."""
    vocabulary = Vocabulary(terms.parameters)
    return whole(flat_basis(payer, before, proposal, terms, vocabulary), vocabulary.forms)


def flat_basis(
    payer: PayerInputs | None,
    before: Sequence[Standing],
    proposal: Proposal,
    terms: Terms,
    vocabulary: Vocabulary,
) -> dict[str, Any]:
    """The same told short, with the vocabulary of a run; `whole` makes the basis of it again."""
    levy = proposal.levy
    return {
        "inputs": None if payer is None else payer_flat(payer, vocabulary),
        "before": _parts(proposal.before, vocabulary),
        "after": _parts(proposal.after, vocabulary),
        "instalments_before": _instalments(before, vocabulary),
        "instalments_after": _instalments(proposal.instalments, vocabulary),
        "lines": [] if levy is None else _lines(breakdown(levy, terms.parameters), vocabulary),
        "tenths": 0 if levy is None else levy.judgement.tenths,
        "unknown": [] if levy is None else list(levy.unknown),
        "trace": [] if levy is None else flat_trace(levy, terms.parameters, vocabulary),
        "last_day": proposal.limit.any_decision.isoformat(),
        "overlap_last_day": proposal.limit.overlap.isoformat(),
        "notice_on": terms.notice_on.isoformat(),
    }


def whole(flat: Mapping[str, Any], forms: Sequence[Form]) -> dict[str, Any]:
    """The basis as JSON again. Raises `IndexError` or `ValueError` where it was told with other forms."""
    found = dict(flat)
    for name in _ROWS:
        found[name] = told(found[name], forms)
    for name in ("before", "after"):
        (found[name],) = told(found[name], forms)
    if found["inputs"] is not None:
        rows = {name: told(found["inputs"][name], forms) for name in ("members", "seniors", "sources")}
        found["inputs"] = {**found["inputs"], **rows}
    return found


def _parts(parts: Parts, vocabulary: Vocabulary) -> Flat:
    names = tuple(parts)
    number = vocabulary.numbers.get(("parts", names))
    if number is None:
        number = vocabulary.add(("parts", names), Form({}, names))
    return [number, *parts.values()]


def _instalments(many: Iterable[Standing | Planned], vocabulary: Vocabulary) -> Flat:
    found: Flat = []
    for one in many:
        names = tuple(one.parts)
        key = ("instalment", one.no, one.due_on, one.ad_hoc, names)
        number = vocabulary.numbers.get(key)
        if number is None:
            before = {"no": one.no, "due_on": one.due_on.isoformat(), "ad_hoc": one.ad_hoc}
            number = vocabulary.add(key, Form(before, (), inner="parts", inner_names=names))
        found += (number, *one.parts.values())
    return found


def _lines(many: Iterable[Lines], vocabulary: Vocabulary) -> Flat:
    found: Flat = []
    for one in many:
        more = ("relieved",) if one.relieved else ()
        number = vocabulary.numbers.get(("lines", one.part, *more))
        if number is None:
            form = Form({"part": one.part.value}, (*_LINES, "months", *more))
            number = vocabulary.add(("lines", one.part, *more), form)
        found += (number, *_line(one), list(one.months), *((one.relieved,) if more else ()))
    return found
