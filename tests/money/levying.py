"""Levy decisions for tests (賦課決定の試験): incomes put on record, a household's year decided, what stands then."""

from __future__ import annotations

from server.casework.decide_levy import LevyOrder, decide_levy
from server.domain.effects import RegisterChange
from server.store import assessments, ledger
from server.store.levy_decisions import LevyDecision
from tests.world import World


def put_income(world: World, person: str, yen: int | None, *, year: int = 2025, on: str = "2026-06-01") -> None:
    """An income of a person; None: not known."""
    figures = {} if yen is None else {"levy_income": yen, "total_income": yen}
    payload = {"person_key": person, "income_year": year, "known": yen is not None, "figures": figures}
    key = f"test/income/{person}/{year}/{yen}/{on}"
    world.change(RegisterChange("put_income", key, payload | {"valid_from": on}))


def put_incomes(world: World, household: str = "insured", first: int = 3_000_000, others: int = 0) -> None:
    """The head's income, and that of each other member."""
    for place, person in enumerate(world.household(household).members):
        put_income(world, person.key, others if place else first)


def decide(
    world: World, household: str = "insured", year: int = 2026, *, cause: str = "INCOME", overlap: bool = False
) -> tuple[LevyDecision, ...]:
    """One decision of the present day, and the evening's 調定票."""
    with world.uow() as uow:
        values = world.services.values(uow.conn)
        key = world.household(household).key
        made = decide_levy(uow, LevyOrder(key, year, cause, "test", overlap=overlap), values)
        assessments.assess(uow, "day")
        return made


def owed(world: World, household: str = "insured") -> dict[str, int]:
    """The yen levied by instalment."""
    with world.database.read() as conn:
        claims = ledger.claims_of_books(conn, [world.household(household).key])
    return {key: claim.levied.total for key, claim in claims.items()}
