"""Dunning on the screen (督促): the runs, one run from its list to its letters, and what its forms refuse."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from server.app import assemble
from tests.money.dunning import Dunning, Walk, staff
from tests.procedures.outside import Api
from tests.web.clerk import Clerk
from tests.world import KEYS, World


@pytest.fixture
def desk(town: World) -> Flask:
    """The screens of the city on the embedded database; saeki is a receipts officer."""
    staff(town)
    app = assemble(town.services, secrets=KEYS.session, secure_cookies=False)
    app.testing = True
    return app


def test_a_run_shows_its_steps_whom_it_left_out_and_what_went_out(desk: Flask, town: World) -> None:
    dunning = Dunning(town)
    for name in ("family", "single", "north"):
        dunning.owes(name)
    dunning.unapplied("single")
    dunning.in_up_to(date(2026, 11, 17))
    clerk = Clerk(desk, "saeki")
    assert "督促処理はまだありません" in clerk.open("/dunning").words
    walk = Walk(Api(town), dunning).start().listed()
    listed = clerk.open("/dunning")
    assert "対象の抽出 11/18" in listed.words
    page = clerk.open(listed.links("R8.11.2")[0])
    assert "仮受の入金がある" in page.words
    (form,) = page.page.xpath("//form[contains(@action, '/owner')]")
    sent = {field.name: field.value or "" for field in form.xpath(".//input")}
    refused = clerk.post(form.action, sent | {"owner": "nobody", "dun_by": "R8.12.10"})
    assert refused.status == 422
    assert "利用者IDを確かめてください" in refused.words
    assert refused.page.xpath("//input[@name='owner']/@value") == ["nobody"]
    assert clerk.post(form.action, sent | {"owner": "okamura", "dun_by": "きのう"}).status == 422
    clerk.post(form.action, sent | {"owner": "okamura", "dun_by": "R8.12.10"})
    assert not clerk.open(page.path).page.xpath("//form[contains(@action, '/owner')]")
    walk.checked().decided().handed_over()
    town.clock.set(date(2026, 11, 20))
    walk.posted(2).done()
    clerk = Clerk(desk, "saeki")
    done = clerk.open(page.path)
    assert "R8.12.2" in done.words  # from when property may be seized
    assert "8若健保督第1号" in done.words
    answer = clerk.open(f"{page.path}/letters.csv").answer
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert clerk.open(f"{page.path}/task.csv").status == 404
    assert clerk.open("/dunning/none").status == 404
    assert Clerk(desk, "hayakawa").open("/dunning").status == 403
    assert Clerk(desk, "kuroda").open(f"{page.path}/letters.csv").status == 403
