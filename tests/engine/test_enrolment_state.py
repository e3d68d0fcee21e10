"""What a real enrolment takes in the database while it waits: the state alone, never the diagram."""

from __future__ import annotations

from tests.procedures.wandering import Walk
from tests.world import DAY, World

WALKS = 6
MOST = 3_000  # bytes


class Weighed(Walk):
    """A walk that weighs the stored state whenever the case stands and waits."""

    weights: list[int]

    def run(self) -> Weighed:
        self.weights = []
        super().run()
        return self

    def _stood(self) -> None:
        super()._stood()
        case = self.city.case(self.case_id)
        if case.status == "active" and case.state is not None:
            self.weights.append(len(case.state))


def test_an_enrolment_that_waits_takes_less_than_three_kilobytes(town: World) -> None:
    for user, function in (("kitano", "work:qualification"), ("kitano", "work:counter"), ("kitano", "my_number:enter")):
        town.grant(user, function, "chuo")
    for user in ("kuroda", "sakai"):
        town.grant(user, "my_number:enter", "chuo")
    weights: list[int] = []
    for seed in range(WALKS):
        town.clock.set(DAY, 10)
        weights += Weighed(town, seed).run().weights
    assert len(weights) >= WALKS * 3
    assert max(weights) < MOST
