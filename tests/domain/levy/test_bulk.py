"""A city's run hands parameters and households to other processes and finds the same levies there."""

from __future__ import annotations

import pickle
from random import Random

from server.domain.levy.assess import assess
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.levy.reading import read_household
from tests.domain.levy.households import generated, parts_of
from tests.shipped_values import shipped_values


def test_parameters_and_households_travel_to_another_process() -> None:
    by = load_parameters(shipped_values(), 2026)
    travelled: Parameters = pickle.loads(pickle.dumps(by))
    random = Random(9)
    for _ in range(20):
        household = read_household(generated(random, 2026))
        there = pickle.loads(pickle.dumps(household))
        assert parts_of(assess(there, travelled)) == parts_of(assess(household, by))
