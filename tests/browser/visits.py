"""Every screen in the states that clerks meet (すべての画面): those of a first morning, those of a full day.

A page of the server that no visit names is found by `screens.unvisited`, so a new screen comes with its visit.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw
from playwright.sync_api import Page

from server.casework import bulk_acts
from server.casework.attach_document import attach_document
from server.casework.deputies import Naming, name_deputy
from server.casework.issue_letters import issue_requested
from server.casework.log_in import log_in
from server.casework.mail_packs import open_pack
from server.casework.phone_notes import PhoneNote, write_phone_note
from server.casework.release_letters import release_letter
from server.casework.save_draft import save_task_draft
from server.casework.saved_searches import save_search
from server.casework.views.mail import label_sheet
from server.casework.work import report_fault
from server.casework.work_levy_runs import work_levy_runs
from server.cli.demo_city.staff import PASSWORD
from server.store import letters
from tests.browser.screens import (
    REFUSED,
    Visit,
    button,
    differing,
    emptied,
    go,
    keys_shown,
    member_added,
    menu_open,
    reasons_missing,
    row_asked,
    sent_to,
    then,
    ticked,
    unnamed,
    wrong_password,
)
from tests.browser.visits_arrears import arrears_visits
from tests.browser.visits_batches import batch_visits
from tests.browser.visits_benefits import benefit_visits
from tests.browser.visits_collection import collection_visits
from tests.browser.visits_dunning import dunning_visits
from tests.browser.visits_limitation import limitation_visits
from tests.browser.visits_money import money_visits
from tests.browser.visits_night import night_visits
from tests.browser.visits_relief import relief_visits
from tests.browser.visits_slips import slip_visits
from tests.browser.visits_withholding import withholding_visits
from tests.browser.visits_workshop import workshop_visits
from tests.procedures.outside import Api
from tests.procedures.test_levy_run import cut_off, desk_of
from tests.world import World


def empty_visits() -> Iterator[Visit]:
    """The screens of a first morning, on which nothing waits."""
    yield Visit("inbox.show", "empty", "saeki", "/inbox", rare=True)
    yield Visit("inbox.show", "nothing found", "saeki", "/inbox?kana=ヌ&due=late", rare=True)
    yield Visit("letters.show", "empty", "okamura", "/letters", rare=True)
    yield Visit("decisions.show", "empty", "kuroda", "/decisions", rare=True)
    yield Visit("head.show", "empty", "kuroda", "/head", rare=True)
    yield Visit("head.daylist", "empty", "kuroda", "/head/daylist", rare=True)
    yield Visit("deputies.show", "empty", "kuroda", "/head/deputies", rare=True)
    yield Visit("decisions.later", "empty", "kuroda", "/decisions/later", rare=True)
    yield Visit("own.drafts", "empty", "saeki", "/drafts", rare=True)
    yield Visit("search.show", "before", "saeki", "/search", rare=True)
    yield Visit("search.show", "nothing found", "saeki", "/search?q=ヌヌヌ", rare=True)
    yield Visit("households.show", "nothing known", "okamura", "/households/0000000101", rare=True)


@dataclass(frozen=True)
class Busy:
    """A city in which much lies on the desks."""

    identity: str
    entry: str
    check: str
    decide: str
    running: str
    still: str
    decided: str
    paper: str
    letter: str
    held: str
    incident: str
    run: str
    pack: str
    envelope: str


def busy(city: World) -> Busy:
    """Cases at every step, papers, letters, an incident, half-typed pages, protected persons."""
    services, saeki, okamura = city.services, city.caller("saeki"), city.caller("okamura")
    city.grant("utsumi", "protected:view")
    identity = city.open_task(city.start("single").case_id, "check_identity").task_id
    waiting = city.identified("insured")
    entry = city.open_task(waiting, "enter").task_id
    save_task_draft(services, saeki, entry, {"prev_insurer": "若葉健康保険組合"})
    checked = city.entered("family")
    paper = attach_document(services, okamura, checked, "届書.png", _scan(), kind="notification", location="受付箱 A")
    _deputised(city)
    passed_on = city.entered("single")
    city.complete(passed_on, "check", city.answers_check(passed_on, "to_approver"), "okamura")
    decided, rare = city.checked("senior"), city.checked("rare")
    city.entered("protected", by="utsumi")
    issue_requested(services)
    incident = report_fault(services, saeki.actor(), waiting, "chuo", "a fault")
    with city.database.read() as conn:
        letter = letters.letters_of_case(conn, decided)[0].letter_id
        held = letters.letters_of_case(conn, rare)[0].letter_id
    check, decide = (city.open_task(one, name).task_id for one, name in ((checked, "check"), (passed_on, "decide")))
    run = bulk_acts.begin(services, okamura, "claim", [check])
    bulk_acts.go_on(services, okamura, run)
    write_phone_note(services, saeki, PhoneNote("長女", "other", "書類は明日持参", _today(city)))
    save_search(services, saeki, "カ行の人", {"kana": "カ"})
    pack = open_pack(services, saeki, place="受付箱", counted=3).pack_id
    envelope = label_sheet(services, saeki, pack)[1][0].number
    records = (checked, waiting, decided, paper, letter, held, incident)
    return Busy(identity, entry, check, decide, *records, run, pack, envelope)


_REFUSAL = {"result": "refuse", "provision": "国民健康保険法6条1号", "reason": "社会保険の資格が続いている"}


def _deputised(city: World) -> None:
    """A decision of a deputy that the absent decider has still to look at."""
    sakai = city.caller("sakai")
    days = {"first_day": _today(city), "last_day": _today(city)}
    name_deputy(city.services, sakai, Naming("chuo", "all", "sakai", "utsumi", "1", **days))
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "to_approver"), "okamura")
    city.complete(case_id, "decide", _REFUSAL, "utsumi")


def _today(city: World) -> str:
    return city.clock.business_day().isoformat()


def _scan() -> bytes:
    """A sheet with lines, as a scanner sends one."""
    sheet, content = Image.new("L", (620, 877), "white"), io.BytesIO()
    draw = ImageDraw.Draw(sheet)
    for y in range(80, 800, 40):
        draw.line((60, y, 560, y), fill=120)
    sheet.save(content, "PNG")
    return content.getvalue()


def busy_visits(it: Busy, city: World) -> Iterator[Visit]:
    """Every screen with something on it, and every form refused."""
    yield from _own(city)
    yield from _intake(it)
    yield from _work(it)
    yield from _desk(it)
    yield from _post(it)
    yield from _records(it)
    yield from collection_visits(city)
    yield from night_visits(city)
    yield from money_visits(city)
    yield from _office(it, city)
    yield from levy_visits(city)
    yield from arrears_visits(city)
    yield from limitation_visits(city)
    yield from benefit_visits(city)
    yield from dunning_visits(city)
    yield from batch_visits(city)
    yield from workshop_visits(city)
    yield from relief_visits(city)


def levy_visits(city: World) -> Iterator[Visit]:
    """The months of the levy with a run that waits for its release."""
    city.grant("saeki", "daylist:view")
    desk_of(city)
    case_id = cut_off(Api(city))
    work_levy_runs(city.services)
    yield Visit("levy_months.show", "filled", "saeki", "/levy-months")
    yield Visit("levy_months.one", "filled", "saeki", f"/levy-months/{case_id}")


def _own(city: World) -> Iterator[Visit]:
    """What belongs to oneself."""
    yield Visit("own.log_in", "filled", None, "/login", rare=True)
    yield Visit("own.enter", REFUSED, None, "/login", wrong_password)
    yield Visit("own.settings", "filled", "saeki", "/settings", rare=True)
    yield Visit("own.settings", "menu open", "saeki", "/settings", menu_open)
    yield Visit("own.move_clock", REFUSED, "saeki", "/settings", button("form[action='/clock'] .btn"), rare=True)
    yield Visit("own.password", "filled", "saeki", "/password", rare=True)
    yield Visit("own.new_password", REFUSED, "saeki", "/password", go, rare=True)
    yield Visit("own.drafts", "filled", "saeki", "/drafts?taken=1", rare=True)
    yield Visit("error", "not found", "saeki", "/nowhere")
    yield Visit("error", "no right", "saeki", "/head", rare=True)

    def taken_over(page: Page) -> None:
        log_in(city.services, "kitano", PASSWORD, terminal="窓口3", ip="127.0.0.1")
        page.reload()

    yield Visit("error", "taken over", "kitano", "/inbox", taken_over, rare=True)


def _intake(it: Busy) -> Iterator[Visit]:
    """Taking in."""
    yield Visit("start.choose", "filled", "saeki", "/start", rare=True)
    yield Visit("start.fill_in", "filled", "saeki", "/start/enrolment", rare=True)
    yield Visit("start.fill_in", "of a household", "saeki", "/start/enrolment?household_key=0000000106", rare=True)
    yield Visit("start.take_in", REFUSED, "saeki", "/start/enrolment", emptied)
    yield Visit("cases.receipt", "filled", "saeki", f"/cases/{it.decided}/receipt", rare=True)


def _work(it: Busy) -> Iterator[Visit]:
    """Tasks in hand."""
    yield Visit("inbox.show", "filled", "okamura", "/inbox")
    yield Visit(
        "inbox.show", "filtered", "okamura", "/inbox?procedure=enrolment&assignee=free&due=week&kana=ク", rare=True
    )
    yield Visit("inbox.show", "keys shown", "okamura", "/inbox", keys_shown)
    yield Visit("inbox.show", "restricted rows", "saeki", "/inbox", rare=True)
    yield Visit("tasks.show", "form", "saeki", f"/tasks/{it.identity}", rare=True)
    yield Visit("tasks.hand_in", REFUSED, "saeki", f"/tasks/{it.identity}", emptied, rare=True)
    yield Visit("tasks.show", "form with an incident", "saeki", f"/tasks/{it.entry}", rare=True)
    yield Visit("tasks.show", "row added", "saeki", f"/tasks/{it.entry}", member_added, rare=True)
    yield Visit("tasks.show", "row asked", "saeki", f"/tasks/{it.entry}", row_asked, rare=True)
    yield Visit("tasks.hand_in", "refused rows", "saeki", f"/tasks/{it.entry}", emptied)
    yield Visit("tasks.show", "only read", "saeki", f"/tasks/{it.check}", rare=True)
    yield Visit("tasks.show", "second check", "okamura", f"/tasks/{it.check}")
    yield Visit("tasks.hand_in", "reasons asked", "okamura", f"/tasks/{it.check}", differing, rare=True)
    yield Visit("tasks.hand_in", "refused reasons", "okamura", f"/tasks/{it.check}", reasons_missing)
    yield Visit("decisions.show", "filled", "kuroda", "/decisions", rare=True)
    yield Visit("tasks.show", "decision", "kuroda", f"/tasks/{it.decide}")
    yield Visit("inbox.ask_whom", "filled", "kuroda", f"/inbox/assign?task={it.check}", rare=True)
    yield Visit("inbox.assign", REFUSED, "kuroda", f"/inbox/assign?task={it.check}", go, rare=True)


def _desk(it: Busy) -> Iterator[Visit]:
    """Round the inbox: acts on many, saved searches, the telephone, taking back."""
    follow_up, complete = (ticked(f".bulk [value={act}]") for act in ("follow_up", "complete"))
    yield Visit("bulk.show", "filled", "okamura", f"/inbox/bulk/{it.run}", rare=True)
    yield Visit("bulk.follow_up", "asked", "saeki", "/inbox", follow_up, rare=True)
    yield Visit("bulk.follow_up", REFUSED, "saeki", "/inbox", then(follow_up, go), rare=True)
    yield Visit("bulk.complete", "asked", "saeki", "/inbox", complete, rare=True)
    yield Visit("bulk.complete", REFUSED, "saeki", "/inbox", then(complete, go))
    yield Visit("searches.show", "filled", "saeki", "/inbox/searches", rare=True)
    yield Visit("searches.show", "empty", "kuroda", "/inbox/searches", rare=True)
    yield Visit("searches.rename", REFUSED, "saeki", "/inbox/searches", unnamed)
    yield Visit("searches.ask", "filled", "saeki", "/inbox/searches/new?kana=ク", rare=True)
    yield Visit("searches.save", REFUSED, "saeki", "/inbox/searches/new?kana=ク", go, rare=True)
    yield Visit("phone.show", "filled", "saeki", "/phone", rare=True)
    yield Visit("phone.ask", "filled", "saeki", "/phone/new", rare=True)
    yield Visit("phone.write", REFUSED, "saeki", "/phone/new", go)
    yield Visit("undo.show", "filled", "saeki", "/undo", rare=True)
    yield Visit("undo.take_back", REFUSED, "saeki", "/undo", sent_to(f"/undo/{it.decided}"), rare=True)


def _post(it: Busy) -> Iterator[Visit]:
    """The morning's post."""
    pack = f"/mail/{it.pack}"
    yield Visit("mail.show", "filled", "saeki", "/mail", rare=True)
    yield Visit("mail.begin", REFUSED, "saeki", "/mail", go, rare=True)
    yield Visit("mail.pack", "filled", "saeki", pack, rare=True)
    yield Visit("mail.sheet", "filled", "saeki", f"{pack}/labels")
    yield Visit("mail.more", REFUSED, "saeki", pack, button("form[action$='/more'] .btn"))
    yield Visit("mail.close", REFUSED, "saeki", pack, sent_to(f"{pack}/close"), rare=True)
    yield Visit("mail.copy", REFUSED, "saeki", pack, sent_to(f"{pack}/{it.envelope}/copy"), rare=True)
    yield Visit("mail.fate", "filled", "saeki", f"{pack}/{it.envelope}", rare=True)
    yield Visit("mail.settle", REFUSED, "saeki", f"{pack}/{it.envelope}", go, rare=True)


def _records(it: Busy) -> Iterator[Visit]:
    """Cases, households, papers, the search."""
    tabs = ("history", "documents", "letters", "answers", "grounds", "decisions", "notes")
    for tab in tabs:
        yield Visit("cases.show", tab, "okamura", f"/cases/{it.decided}?tab={tab}", rare=tab != "answers")
    yield Visit("cases.show", "running", "kuroda", f"/cases/{it.running}?tab=documents", rare=True)
    yield Visit("cases.show", "standing still", "kuroda", f"/cases/{it.still}", rare=True)
    yield Visit("cases.note", "filled", "okamura", f"/cases/{it.running}/note", rare=True)
    yield Visit("cases.write_note", REFUSED, "okamura", f"/cases/{it.running}/note", go, rare=True)
    yield Visit("cases.attach", "filled", "okamura", f"/cases/{it.running}/documents", rare=True)
    yield Visit("cases.take_paper", REFUSED, "okamura", f"/cases/{it.running}/documents", go)
    yield Visit("documents.look", "filled", "okamura", f"/documents/{it.paper}")
    yield Visit("households.show", "filled", "okamura", "/households/0000000106")
    yield Visit("households.show", "protected", "utsumi", "/households/0000000104", rare=True)
    yield Visit("search.show", "filled", "saeki", "/search?q=ミウラ", rare=True)
    yield Visit("search.show", "refused", "saeki", "/search?q=123456789018")


def _office(it: Busy, city: World) -> Iterator[Visit]:
    """Letters, procedures, the head's page; what changes the city comes last."""
    yield from slip_visits(city)
    yield from withholding_visits(city, (it.decided, it.running))
    yield Visit("letters.show", "filled", "okamura", "/letters", rare=True)
    yield Visit("letters.returned", "empty", "okamura", "/letters/returned", rare=True)
    yield Visit("letters.look", "to be released", "okamura", f"/letters/{it.letter}")
    yield Visit("letters.look", "held", "okamura", f"/letters/{it.held}", rare=True)
    yield Visit("letters.ask_release", "filled", "okamura", f"/letters/{it.letter}/release?way=WINDOW", rare=True)
    yield Visit("letters.ask_reissue", "filled", "okamura", f"/letters/{it.held}/reissue", rare=True)
    yield Visit("letters.reissue", REFUSED, "okamura", f"/letters/{it.held}/reissue", go, rare=True)
    yield Visit("procedures.show", "filled", "okamura", "/procedures", rare=True)
    yield Visit("procedures.look", "filled", "okamura", "/procedures/enrolment", rare=True)
    yield Visit("head.show", "filled", "kuroda", "/head", rare=True)
    yield Visit("head.show", "incident open", "kuroda", f"/head?incident={it.incident}")
    still = f"/incidents/{it.incident}"
    yield Visit("incidents.ask_hand_over", "filled", "kuroda", f"{still}/hand-over", rare=True)
    yield Visit("incidents.give", REFUSED, "kuroda", f"{still}/hand-over", go, rare=True)
    yield Visit("incidents.ask_correct", "filled", "saeki", f"{still}/correct", rare=True)
    yield Visit("incidents.correct", REFUSED, "saeki", f"{still}/correct", go)
    yield Visit("incidents.ask_close", "filled", "kuroda", f"/incidents/{it.incident}/close", rare=True)
    yield Visit("incidents.close", REFUSED, "kuroda", f"/incidents/{it.incident}/close", go, rare=True)
    yield Visit("deputies.show", "filled", "kuroda", "/head/deputies", rare=True)
    yield Visit("deputies.name", REFUSED, "kuroda", "/head/deputies", go, rare=True)
    yield Visit("decisions.later", "filled", "sakai", "/decisions/later")
    yield Visit("head.daylist", "filled", "kuroda", "/head/daylist")
    yield Visit("head.ask_confirm", "filled", "kuroda", "/head/daylist/confirm", rare=True)
    yield Visit("head.confirm", "results", "kuroda", "/head/daylist/confirm", go, rare=True)

    def too_late(page: Page) -> None:
        release_letter(city.services, city.caller("okamura"), it.letter, "WINDOW")
        go(page)

    yield Visit("letters.release", REFUSED, "okamura", f"/letters/{it.letter}/release?way=WINDOW", too_late, rare=True)
    yield Visit("letters.look", "released", "okamura", f"/letters/{it.letter}", rare=True)
    yield Visit("letters.ask_reprint", "filled", "okamura", f"/letters/{it.letter}/reprint", rare=True)
    yield Visit("letters.reprint", REFUSED, "okamura", f"/letters/{it.letter}/reprint", go, rare=True)
