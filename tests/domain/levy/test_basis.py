"""A levy's basis told short with a run's vocabulary says exactly what the whole one says."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest

from server.domain.levy.basis import basis, flat_basis, whole
from server.domain.levy.breakdown import breakdown
from server.domain.levy.decision import Standing, load_terms, propose
from server.domain.levy.inputs import PayerInputs, Source, payer_json
from server.domain.levy.model import WHOLE_YEAR, Household, Member, Part
from server.domain.levy.reading import read_household
from server.domain.levy.trace import flat_trace, trace
from server.domain.levy.vocabulary import Vocabulary, forms_json, read_forms
from tests.domain.levy.households import generated, levy_of, parameters
from tests.shipped_values import shipped_values

YEAR = 2026
TERMS = load_terms(shipped_values(), YEAR, date(YEAR, 6, 8))


def _payer(household: Household) -> PayerInputs:
    sources = tuple(Source("income", one.id, 7, "file:I02/1", "2026-06-01") for one in household.members)
    return PayerInputs(household.members[0].id, WHOLE_YEAR, household, sources)


def test_a_city_told_short_with_one_vocabulary_is_told_again_word_for_word() -> None:
    vocabulary, random, told = Vocabulary(TERMS.parameters), Random(3), []
    for number in range(150):
        payer = _payer(read_household(generated(random, YEAR)))
        before = (Standing(1, date(2026, 6, 30), False, dict.fromkeys(Part, number)),) if number % 3 == 0 else ()
        proposal = propose(payer, before, TERMS, decided_before=bool(before))
        flat = json.loads(json.dumps(flat_basis(payer, before, proposal, TERMS, vocabulary)))
        told.append((flat, basis(payer, before, proposal, TERMS), payer, proposal))
    forms = read_forms(json.loads(json.dumps(forms_json(vocabulary.forms))))
    for flat, plain, payer, proposal in told:
        assert whole(flat, forms) == plain
        assert plain["inputs"] == payer_json(payer)
        assert plain["after"] == {str(part): yen for part, yen in proposal.after.items()}
        assert [one["due_on"] for one in plain["instalments_after"]] == [
            one.due_on.isoformat() for one in proposal.instalments
        ]
        assert proposal.levy is not None
        assert plain["trace"] == trace(proposal.levy, TERMS.parameters)
        assert [one["amount"] for one in plain["lines"]] == [
            one.amount for one in breakdown(proposal.levy, TERMS.parameters)
        ]
    assert len(forms) < 150 * len(told[0][1]["trace"]) / 10  # said once, not once for each household


def test_who_owes_nothing_any_more_has_a_basis_without_a_levy() -> None:
    standing = (Standing(1, date(2026, 6, 30), False, dict.fromkeys(Part, 100)),)
    proposal = propose(None, standing, TERMS, decided_before=True)
    found = basis(None, standing, proposal, TERMS)
    assert (found["inputs"], found["lines"], found["trace"]) == (None, [], [])
    assert found["instalments_before"][0]["parts"] == dict.fromkeys(map(str, Part), 100)


def test_a_vocabulary_of_other_parameters_is_refused() -> None:
    levy = levy_of(generated(Random(1), YEAR))
    with pytest.raises(ValueError, match="other parameters"):
        flat_trace(levy, parameters(YEAR), Vocabulary(parameters(2025)))


def test_figures_that_do_not_fit_their_forms_are_no_lines() -> None:
    vocabulary = Vocabulary(TERMS.parameters)
    payer = _payer(Household(YEAR, date(YEAR, 4, 1), (Member(id="1", birth=date(1980, 1, 1), head=True),)))
    flat = flat_basis(payer, (), propose(payer, (), TERMS, decided_before=False), TERMS, vocabulary)
    with pytest.raises(IndexError):
        whole(flat, vocabulary.forms[:1])
    with pytest.raises(ValueError, match=r"zip\(\)"):
        whole({**flat, "instalments_after": flat["instalments_after"][:-1]}, vocabulary.forms)
