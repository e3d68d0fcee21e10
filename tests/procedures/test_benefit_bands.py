"""What is held of a household's benefits, and its cases of recourse, stand at the head of every page about it."""

from __future__ import annotations

from datetime import date

from server.casework.views.household_head import hold_bands
from tests.procedures.outside import Api
from tests.procedures.recoursing import at_work
from tests.procedures.test_benefit_hold import held
from tests.procedures.test_third_party_recourse import claimed, ready


def test_held_benefits_and_recourse_stand_in_the_households_head(town_api: Api) -> None:
    ready(town_api)
    at_work(town_api)
    claimed(town_api)
    held(town_api)
    key = town_api.city.household("family").key
    with town_api.city.database.read() as conn:
        bands = hold_bands(conn, "ja", key, town_api.city.clock.business_day())
    hold, recourse = bands
    assert (hold.tag, hold.until) == ("給付の保留中", date(2027, 1, 17))
    assert (recourse.tag, recourse.until) == ("第三者行為", None)
    assert recourse.text.endswith("時効 R11.8.3")  # years ahead: the day of a band is told without its year
