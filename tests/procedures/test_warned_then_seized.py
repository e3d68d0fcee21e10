"""From the collection case to the seizure in one walk: an asset found, the debtor warned, seven days, the draft begun.

Nothing is asked of people twice: the hub reads each answer from the registers and begins what comes next.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from server.casework.issue_letters import issue_requested
from server.store import tables as t
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.procedures.owing import Debtor, town_in_arrears
from tests.procedures.seizing import SLUGS, copied, draft, sign
from tests.procedures.test_seizure_after import answer, answered, inquiry


def ready(api: Api) -> Debtor:
    """A debtor whose collector rang in vain, and all procedures of enforcement in force."""
    debtor = town_in_arrears(api)
    for slug, title in SLUGS.items():
        deploy(api.city, slug, title)
    api.city.grant("kagami", "work:arrears")
    debtor.call()
    debtor.news()
    return debtor


def found(api: Api, debtor: Debtor) -> None:
    """An asset by an inquiry."""
    case_id = inquiry(api, trigger="BECAME_ARREARS")
    answered(api, case_id, answer(api, case_id, 1, "FOUND"))
    debtor.news()


def newest(api: Api, slug: str) -> Any:
    with api.city.database.read() as conn:
        c = t.cases.c
        return conn.execute(select(c.case_id, c.status).where(c.slug == slug).order_by(c.number.desc())).first()


def test_an_asset_found_is_warned_of_and_seized_after_its_seven_days(town_api: Api) -> None:
    api, world = town_api, town_api.city
    debtor = ready(api)
    found(api, debtor)
    assert (debtor.step(), debtor.waits()) == ("WARN", "warn")
    bare = api.complete(debtor.case_id, "warn", {"result": "SKIP", "reason": None}, "kuroda")
    assert bare.status == 422
    api.complete(debtor.case_id, "warn", {"result": "SEND", "reason": None}, "kuroda").done()
    issue_requested(world.services)
    day = world.clock.business_day()
    with world.uow() as uow:
        warned = update(t.letters).where(t.letters.c.letter == "arrears/warning")
        uow.conn.execute(warned.values(status="posted", posted_on=day))
    debtor.later(7)
    assert newest(api, "seizure") is None
    debtor.later(1)
    debtor.news()
    case_id, status = newest(api, "seizure")
    assert status == "active"
    with world.database.read() as conn:
        number = conn.execute(select(t.assets.c.number)).scalar_one()
    typed = draft(asset_number=number)
    api.complete(case_id, "enter", typed, "toda").done()
    api.complete(case_id, "check", copied(typed), "kagami").done()
    api.complete(case_id, "decide", {"result": "approve"}, "sakai").done()
    sign(api, case_id).done()
    with world.database.read() as conn:
        meant = set(conn.scalars(select(t.seizure_debts.c.claim_key)))
    assert meant == {debtor.purse.claim_keys[place] for place in (2, 3)}  # the two that were dunned


def test_the_decider_skips_the_warning_when_the_asset_may_vanish(town_api: Api) -> None:
    """P14 is no law: the reason stands in the history, and the draft begins the same day."""
    debtor = ready(town_api)
    found(town_api, debtor)
    skip = {"result": "SKIP", "reason": "預金が引き出されるおそれ"}
    town_api.complete(debtor.case_id, "warn", skip, "kuroda").done()
    debtor.news()
    assert newest(town_api, "seizure").status == "active"
    assert debtor.letters() == []
