"""Fixtures of the money side's tests: the small working city with the rights that money needs."""

import pytest

from tests.money.purse import Purse
from tests.world import World


def with_rights(world: World) -> World:
    """One clerk takes receipts in and corrects them, another decides assessments."""
    world.grant("saeki", "receipt:import")
    world.grant("saeki", "receipt:correct")
    world.grant("okamura", "receipt:correct")
    world.grant("okamura", "assessment:decide")
    return world


@pytest.fixture
def money(city: World) -> World:
    """The city on both kinds of database."""
    return with_rights(city)


@pytest.fixture
def purse(town: World) -> Purse:
    """A purse over the embedded database, for what does not hang on the database."""
    return Purse(with_rights(town))
