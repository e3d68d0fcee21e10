"""Every address names its right, asks who comes, and leaves its mark in the audit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flask import Flask
from werkzeug.routing import Rule

from server.casework.issue_letters import issue_requested
from server.domain.roles import is_function
from server.store import audit, letters
from tests.web.clerk import Clerk
from tests.world import World

OPEN = {"own.log_in", "own.enter", "guide.enter", "own.switch_language", "small.healthz"}
FILES = {"static", "vendor.file"}
# What belongs to no person and changes nothing of the office leaves no event: it is asked dozens of times a day.
SILENT = {
    "inbox.home",
    "inbox.show",
    "inbox.ask_whom",
    "start.choose",
    "start.fill_in",
    "start.save_draft",
    "tasks.save_draft",
    "tasks.drop_draft",
    "own.settings",
    "own.password",
    "own.drafts",
    "own.drop_draft",
    "own.log_in",
    "own.switch_language",
    "small.count",
    "small.echo",
    "small.postcode",
    "small.postcode_of",
    "small.healthz",
    "decisions.show",
    "letters.show",
    "head.show",
    "deputies.show",
    "mail.show",
    "mail.pack",
    "mail.sheet",
    "mail.fate",
    "procedures.show",
    "procedures.look",
    "procedures.diagram",
}


def rules(app: Flask) -> list[Rule]:
    """The addresses of the screens; the API has a test of its own."""
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("api.")]


def test_every_route_names_the_right_it_needs(office: Flask) -> None:
    for rule in rules(office):
        if rule.endpoint in FILES:
            continue
        named = getattr(office.view_functions[rule.endpoint], "needs", None)
        assert named is not None, rule.endpoint
        if rule.endpoint in OPEN:
            assert named == "open", rule.endpoint
        else:
            assert named in ("work", "login") or all(map(is_function, named.split(" or "))), (rule.endpoint, named)


def _address(rule: Rule, app: Flask) -> str:
    with app.test_request_context():
        values = {name: "2026-11-18" if name == "day" else "x" for name in rule.arguments}
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, append_unknown=False))


def test_without_a_log_in_nothing_opens(office: Flask) -> None:
    client = office.test_client()
    for rule in rules(office):
        if rule.endpoint in OPEN | FILES or "GET" not in (rule.methods or ()):
            continue
        answer = client.get(_address(rule, office))
        assert answer.status_code == 401, rule.endpoint
        assert 'id="f-password"' in answer.text, rule.endpoint


def test_without_its_token_no_form_is_taken(office: Flask) -> None:
    clerk = Clerk(office, "okamura")
    for rule in rules(office):
        if "POST" in (rule.methods or ()):
            answer = clerk.client.post(_address(rule, office), data={})
            assert answer.status_code in (400, 403, 404, 409), (rule.endpoint, answer.status_code)


def test_who_may_nothing_is_told_so_at_every_address(office: Flask, city: World) -> None:
    """The typing centre may type and nothing else: no search, no household, no letter, no decision."""
    clerk = Clerk(office, "center1")
    for rule in rules(office):
        needed = getattr(office.view_functions[rule.endpoint], "needs", None)
        if (
            "GET" in (rule.methods or ())
            and needed is not None
            and ":" in needed
            and not needed.startswith("document:view")
        ):
            screen = clerk.open(_address(rule, office))
            assert screen.status == 403, rule.endpoint
            assert "no_right" in screen.text, rule.endpoint


# ---- the audit ---------------------------------------------------------------------------------


def events(city: World) -> list[str]:
    with city.database.read() as conn:
        return [one.kind for one in audit.events_of(conn, limit=10_000)]


def _calls(city: World, office: Flask) -> Iterator[tuple[str, str, Callable[[Clerk], object]]]:
    """Each route that is not silent: the endpoint, who calls it, and how."""
    started = city.start("single").case_id
    check = city.open_task(city.entered("family"), "check").task_id
    decided = city.checked("senior")
    issue_requested(city.services)
    with city.database.read() as conn:
        sent = [one.letter_id for one in letters.letters_of_case(conn, decided)]
    task = city.open_task(started, "check_identity").task_id
    yield "tasks.show", "okamura", lambda c: c.open(f"/tasks/{check}")
    yield "tasks.hand_in", "saeki", lambda c: c.send(c.open(f"/tasks/{task}"), act="add:none")
    yield "tasks.claim", "okamura", lambda c: c.press(c.open(f"/tasks/{check}"), "引き受ける")
    yield "tasks.release", "okamura", lambda c: c.press(c.open(f"/tasks/{check}"), "戻す")
    yield "inbox.next_task", "okamura", lambda c: c.press(c.open("/inbox"), "次のタスクへ")
    yield "cases.show", "saeki", lambda c: c.open(f"/cases/{started}")
    yield "cases.state", "saeki", lambda c: c.open(f"/cases/{started}/state.json")
    yield "cases.note", "saeki", lambda c: c.open(f"/cases/{started}/note")
    yield "cases.attach", "saeki", lambda c: c.open(f"/cases/{started}/documents")
    yield "cases.receipt", "saeki", lambda c: c.open(f"/cases/{started}/receipt")
    yield "cases.receipt_file", "saeki", lambda c: c.open(f"/cases/{started}/receipt.pdf")
    yield "households.show", "saeki", lambda c: c.open("/households/0000000101")
    yield "search.show", "saeki", lambda c: c.open("/search?q=ホンマ")
    yield "letters.look", "okamura", lambda c: c.open(f"/letters/{sent[0]}")
    yield "letters.pdf", "okamura", lambda c: c.open(f"/letters/{sent[0]}/pdf")
    yield "head.daylist", "kuroda", lambda c: c.open("/head/daylist")


def test_every_look_at_a_person_and_every_act_leaves_an_event(office: Flask, city: World) -> None:
    clerks: dict[str, Clerk] = {}
    for endpoint, who, call in list(_calls(city, office)):
        if who not in clerks:
            clerks[who] = Clerk(office, who)
        before = len(events(city))
        call(clerks[who])
        assert len(events(city)) > before, endpoint


def test_the_silent_routes_are_known_by_name(office: Flask) -> None:
    assert {rule.endpoint for rule in rules(office)} >= SILENT


def test_what_is_not_there_is_a_page_with_a_way_on(office: Flask) -> None:
    clerk = Clerk(office, "okamura")
    for address in ("/nowhere", "/tasks/none", "/cases/none", "/letters/none", "/documents/none"):
        screen = clerk.open(address)
        assert screen.status == 404, address
        assert screen.title == "見つかりません", address
        assert screen.links("受信箱へ") == ["/inbox"], address


def test_a_wrong_method_is_refused_in_words(office: Flask) -> None:
    answer = Clerk(office, "okamura").client.get("/logout")
    assert answer.status_code == 405
    assert "method_not_allowed" in answer.text


def test_cookies_are_kept_from_scripts_and_from_other_sites(office: Flask) -> None:
    client = office.test_client()
    client.get("/login")
    (cookie,) = [c for c in [client.get_cookie("kokuho")] if c is not None]
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    secure = re.search(r"Secure", office.test_client().get("/login").headers["Set-Cookie"])
    assert secure is None
