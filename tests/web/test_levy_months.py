"""The months of the levy on the screen: the chain with its days, the sums, and whom the run left out."""

from __future__ import annotations

import pytest
from flask import Flask

from server.app import assemble
from server.casework.work_levy_runs import work_levy_runs
from tests.money.levying import put_income
from tests.procedures.outside import Api
from tests.procedures.test_levy_run import HEAD, PROPOSE, RELEASE, cut_off, desk_of
from tests.web.clerk import Clerk
from tests.world import KEYS, World


@pytest.fixture
def desk(town: World) -> Flask:
    """The screens of the city on the embedded database; saeki is a levy officer."""
    desk_of(town)
    town.grant("saeki", "daylist:view")
    app = assemble(town.services, secrets=KEYS.session, secure_cookies=False)
    app.testing = True
    return app


def test_a_month_shows_its_chain_its_sums_and_whom_it_left_out(desk: Flask, town: World) -> None:
    api = Api(town)
    clerk = Clerk(desk, "saeki")
    assert "まだありません" in clerk.open("/levy-months").words
    case_id = cut_off(api)
    town.clock.wait(minutes=5)
    put_income(town, HEAD, 5_000_000, on="2026-06-02")
    work_levy_runs(town.services)
    api.complete(case_id, "review_trial", PROPOSE, "saeki").done()
    listed = clerk.open("/levy-months")
    assert "試算 11/18" in listed.words
    month = clerk.open(listed.links("2026年11月")[0])
    stands = {row[0].text_content(): row[3].text_content() for row in month.page.xpath("//section[1]//tbody/tr")}
    assert "次にすること" in stands["記帳の承認"]
    assert "前の工程を待つ" in stands["調定票の作成"]
    assert "締めの後に異動" in month.words
    assert town.household("insured").key in month.words
    api.complete(case_id, "release", RELEASE, "kuroda").done()
    assert "自動処理の途中です" in clerk.open(f"/levy-months/{case_id}").words
    assert clerk.open("/levy-months/none").status == 404


def test_who_has_no_right_to_the_lists_sees_no_month(desk: Flask) -> None:
    assert Clerk(desk, "hayakawa").open("/levy-months").status == 403
