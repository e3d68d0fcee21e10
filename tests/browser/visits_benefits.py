"""The screens of benefits (求償・返還・保留、給付の台帳、レセプトの取込み), with rows and without."""

from __future__ import annotations

from collections.abc import Iterator

from server.casework.watch_benefits import watch_benefits
from tests.benefit_files import NOBODY, claim
from tests.browser.screens import Visit
from tests.procedures.outside import Api
from tests.procedures.recoursing import at_work, claims
from tests.procedures.test_benefit_hold import begin
from tests.world import World


def benefit_visits(city: World) -> Iterator[Visit]:
    """A recourse and a recovery that the night began, a hold, and a claim of somebody unknown."""
    home, api = city.household("senior"), at_work(Api(city))
    claims(
        city,
        claim(person=home.head.key, remarks=["10"], injuries=["S82.1"]),
        claim("26090002", home.members[1].key, form="OUTPATIENT", cost=10_000, copay=2_000, benefit=8_000),
        claim("26090003", NOBODY),
    )
    watch_benefits(city.services)
    begin(api, household_key=home.key, person_key=home.head.key).done()
    yield Visit("benefits.show", "filled", "saeki", "/benefits?list=all")
    yield Visit("benefits.show", "empty", "saeki", "/benefits?list=all&owner=nobody", rare=True)
    yield Visit("benefits.household", "filled", "saeki", f"/benefits/households/{home.key}", rare=True)
    yield Visit("benefits.household", "empty", "saeki", "/benefits/households/0000000101", rare=True)
    yield Visit("benefits.files", "filled", "saeki", "/benefits/files", rare=True)
