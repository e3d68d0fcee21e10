"""What a dunning run refuses, leaves out and pulls: mistakes that offices published, and every wrong input (P07)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from server.casework import dunning_slices
from server.casework.dunning_acts import apologise, assign
from server.casework.dunning_night import run_dunnings
from server.casework.views.dunning import run_csv
from server.casework.views.money import money_view
from server.domain.effects import RegisterChange
from server.domain.ledger.kinds import Kind
from server.domain.receipts import Channel
from server.domain.refusals import Refused
from server.store import dunning_lines, dunning_runs, dunnings, ledger, ledger_proof, letters, levy_due, payment_slips
from server.store import tables as t
from server.store.dunning_lines import NewLine
from tests.money.dunning import DUE, STOP, Dunning, Walk, hold, staff, value
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.world import World

YESTERDAY = date(2026, 11, 17)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def walk(town_api: Api) -> Walk:
    """A city whose channels are all in up to yesterday."""
    staff(town_api.city)
    dunning = Dunning(town_api.city)
    dunning.in_up_to(YESTERDAY)
    return Walk(town_api, dunning)


def reasons(walk: Walk, *, pulled: bool = False) -> dict[str, str | None]:
    """Why each instalment is where it is, by the household's name."""
    names = {claim: name for name, claim in walk.dunning.claims.items()}
    lines = walk.dunning.lines().values()
    return {names[line.claim_key]: line.pulled if pulled else line.reason for line in lines}


def test_pm01_no_list_is_drawn_while_a_channel_is_not_in(town_api: Api) -> None:
    """Hiratsuka 2008: a week of store receipts was missing, 70 who had paid were dunned."""
    staff(town_api.city)
    dunning = Dunning(town_api.city)
    dunning.owes("family")
    dunning.in_up_to(YESTERDAY, Channel.CVS, Channel.EL_QR)
    walk = Walk(town_api, dunning).start()
    refused = walk.do("confirm_receipts", result="list", cut_off=YESTERDAY.isoformat(), reason=None)
    assert refused.code == "dunning_receipts_missing"
    assert "CVS" in str(refused.body)
    dunning.in_up_to(YESTERDAY - timedelta(days=1))
    assert walk.do("confirm_receipts", result="list", cut_off=YESTERDAY.isoformat(), reason=None).code == refused.code
    dunning.in_up_to(YESTERDAY)
    walk.listed()
    assert dunning.run().marks == dict.fromkeys(("APP", "BANK_SLIP", "CVS", "DIRECT_DEBIT", "EL_QR"), "2026-11-17")


@pytest.mark.parametrize(
    ("cut_off", "code"),
    [
        ("2026-11-18", "dunning_cut_off_too_late"),
        ("2026-11-02", "dunning_cut_off_before_due"),
        ("2026-11-19", "date_in_future"),
        ("2026-02-30", "day_not_in_month"),
        (None, "required"),
    ],
)
def test_a_cut_off_lies_behind_the_due_date_and_before_today(walk: Walk, cut_off: str | None, code: str) -> None:
    """Each is refused beside its field, and the task stays as it was."""
    walk.dunning.owes("family")
    refused = walk.start().do("confirm_receipts", result="list", cut_off=cut_off, reason=None)
    assert refused.status in (409, 422)
    assert code in str(refused.body) or refused.code == "input_invalid", refused.body
    assert walk.dunning.run().cut_off is None
    assert walk.api.city.open_task(walk.case_id, "confirm_receipts")


def test_a_due_date_is_dunned_in_one_run_once_it_has_passed(walk: Walk) -> None:
    """Not before it, not without an instalment, not twice."""
    walk.dunning.owes("family")
    city = walk.api.city
    for due, code in (("2026-11-18", "dunning_due_not_passed"), ("2026-10-01", "dunning_due_unknown")):
        data = {"channel": "EXOFFICIO", "received_on": "2026-11-18", "kind": "DUE", "due_on": due, "remarks": None}
        assert walk.api.post("saeki", "/cases", {"procedure": "dunning_run", "data": data}).code == code
    walk.start()
    data |= {"due_on": DUE.isoformat()}
    assert walk.api.post("saeki", "/cases", {"procedure": "dunning_run", "data": data}).code == "dunning_run_stands"
    with city.database.read() as conn:
        assert len(dunning_runs.runs(conn)) == 1


def test_pm01_pm04_a_letter_is_issued_from_the_ledger_of_that_moment(walk: Walk) -> None:
    """Who paid since the list was drawn gets none; who paid a part is asked for the rest, in one number thrice."""
    dunning = walk.dunning
    for name in ("family", "single", "senior"):
        dunning.owes(name)
    old = dunning.slip("single")
    walk.start().listed().checked()
    dunning.pay(dunning.claims["family"])
    dunning.pay(dunning.claims["single"], 2_300)
    walk.decided()
    assert reasons(walk, pulled=True) == {"family": "PAID", "single": None, "senior": None}
    line = dunning.lines()[dunning.claims["single"]]
    with walk.api.city.database.read() as conn:
        letter = letters.get_letter(conn, str(line.letter_id))
        slips = payment_slips.slips(conn, [old, str(line.collection_no)])
        of_family = conn.scalar(select(func.count()).where(t.letters.c.letter.like("dunning_run/%")))
    assert letter is not None
    said: Any = letter.data
    assert (said["levied"], said["paid"], said["open"], said["amount"]) == (12_300, 2_300, 10_000, 10_000)
    assert said["machine_line"][:30] == f"{line.collection_no}{10_000:010d}"
    assert f"{said['amount']:06d}" in said["store_digits"]
    assert slips[old].superseded_by == line.collection_no
    assert slips[str(line.collection_no)].amount == 10_000
    assert slips[str(line.collection_no)].use_by == date(2026, 11, 30)
    assert of_family == 2


def test_pm02_pm03_pm09_who_may_have_paid_or_was_never_told_is_left_out_and_listed(walk: Walk) -> None:
    """Hadano 2020, Natori 2025, Susaki 2022: unapplied money, an open change, a notice that never went."""
    dunning, city = walk.dunning, walk.api.city
    for name in ("family", "single", "insured"):
        dunning.owes(name)
    dunning.owes("senior", told=False)
    dunning.unapplied("single")
    with city.uow() as uow:
        change = income_of(city.household("insured").key)
        levy_due.mark(uow, change, [city.household("insured").key], event="test")
    walk.start().listed()
    assert reasons(walk) == {"family": "ISSUE", "single": "UNAPPLIED", "insured": "CHANGING", "senior": "NOT_NOTIFIED"}
    assert walk.do("review", result="propose", owner=None, dun_by=None, reason=None).code == (
        "dunning_left_out_without_owner"
    )
    for owner, dun_by, code in (
        ("nobody", "2026-12-10", "dunning_owner_unknown"),
        ("kuroda", "2026-12-10", "dunning_owner_unknown"),
        ("saeki", "2026-11-18", "dunning_dun_by_invalid"),
        ("saeki", "2028-01-01", "dunning_dun_by_invalid"),
    ):
        assert walk.do("review", result="propose", owner=owner, dun_by=dun_by, reason=None).code == code
    walk.checked(owner="okamura", dun_by="2026-12-10")
    left = {line.reason: (line.owner, line.dun_by) for line in dunning.lines().values() if line.verdict == "LEFT_OUT"}
    assert left["UNAPPLIED"] == ("okamura", date(2026, 12, 10))
    assert left["CHANGING"] == ("levy", date(2026, 12, 18))


def income_of(household: str) -> RegisterChange:
    """An income that came for last year: the levy of this year is to be looked at."""
    return RegisterChange("put_income", f"test/{household}", {"income_year": 2025, "valid_from": "2026-06-01"})


def test_holds_of_the_law_stop_the_letter_and_others_do_not(walk: Walk) -> None:
    """徴収猶予 before the dunning forbids it; 換価の猶予 and a relief under examination do not (M7), and it says so."""
    dunning, city = walk.dunning, walk.api.city
    for name in ("family", "single", "senior", "insured"):
        dunning.owes(name)
    hold(city, "family", "DEFERRAL")
    hold(city, "single", "CONVERSION")
    hold(city, "senior", "RELIEF_PENDING", valid_to="2027-01-31")
    hold(city, "insured", "DECEASED")
    for name in ("family", "single", "senior", "insured"):
        dunning.settle(name)
    walk.start().listed()
    assert reasons(walk) == {"family": "DEFERRED", "single": "ISSUE", "senior": "ISSUE", "insured": "DECEASED"}
    walk.checked(owner="saeki", dun_by="2026-12-10").decided()
    line = dunning.lines()[dunning.claims["senior"]]
    with city.database.read() as conn:
        letter = letters.get_letter(conn, str(line.letter_id))
    assert letter is not None
    assert (letter.data or {})["relief"] is True


def test_m8_what_is_left_out_comes_back_by_itself_and_is_dunned_once(walk: Walk) -> None:
    """A run for the rest is opened before its day; no instalment ever gets two letters, whoever asks."""
    dunning, city = walk.dunning, walk.api.city
    for name in ("family", "single"):
        dunning.owes(name)
    hold(city, "single", "DEFERRAL", valid_to="2026-11-25")
    dunning.settle("single")
    walk.start().listed().checked().decided().handed_over()
    city.clock.set(FRIDAY)
    walk.posted(1).done()
    first = dunning.run()
    dun_by = dunning.lines(first)[dunning.claims["single"]].dun_by
    assert dun_by == date(2026, 12, 18)
    city.clock.set(date(2026, 12, 9))
    assert run_dunnings(city.services).opened == 1
    assert run_dunnings(city.services).opened == 0
    with city.database.read() as conn:
        subjects = conn.scalars(select(t.cases.c.subject_name).where(t.cases.c.slug == "dunning_run")).all()
    assert "除外の残り 令和8年12月9日" in subjects, "a list of tasks tells the runs apart"
    with city.database.read() as conn:
        rest = dunning_runs.of_due(conn, dunning_runs.REST, date(2026, 12, 9))
    assert rest is not None
    dunning.in_up_to(date(2026, 12, 8))
    again = Walk(walk.api, dunning, str(rest.case_id)).listed()
    assert {line.claim_key: line.verdict for line in dunning.lines(rest).values()} == {
        dunning.claims["single"]: "ISSUE"
    }
    assert dunning.lines(first)[dunning.claims["single"]].again_in == rest.run_id
    again.do("review", result="stop", reason="試験").done()
    line = dunning.lines(rest)[dunning.claims["single"]]
    assert (line.pulled, line.owner is not None, line.dun_by is not None) == ("STOPPED", True, True)
    family, home = dunning.claims["family"], city.household("family").key
    with city.uow() as uow:
        dunning_lines.add(uow, [NewLine(rest.run_id, family, home, None, "chuo", DUE, 1, "ISSUE", "ISSUE")])
    here = t.dunning_lines.c.run_id == rest.run_id, t.dunning_lines.c.claim_key == family
    twice = update(t.dunning_lines).where(*here).values(letter_id=dunning.lines(first)[family].letter_id)
    with city.database.engine.begin() as conn, pytest.raises(IntegrityError):
        conn.execute(twice)


def test_m5_nothing_is_released_while_the_appeal_notice_is_not_settled(walk: Walk) -> None:
    """A value that the printed letter does not bear stops the decision; so does a closed or past day of dispatch."""
    walk.dunning.owes("family")
    walk.start().listed().checked()
    said = {"result": "release", "draft_no": "1", "dispatch_on": "2026-11-20", "shape": "card", "reason": None}
    assert walk.do("decide", "kuroda", **said | {"dispatch_on": "2026-11-21"}).code == "dunning_dispatch_invalid"
    value(walk.api.city, "dunning.appeal_notice", "mayor")
    assert walk.do("decide", "kuroda", **said).code == "dunning_appeal_unresolved"
    assert walk.dunning.run().designated_on is None
    value(walk.api.city, "dunning.appeal_notice", "review_board_act")
    assert walk.do("decide", "saeki", **said).status == 403
    walk.do("decide", "kuroda", **said).done()


def test_a_second_person_counts_for_himself(walk: Walk) -> None:
    """Another number, another sum, too few samples, or the same person: refused; returned, it is reviewed again."""
    for name in ("family", "single"):
        walk.dunning.owes(name)
    walk.start().listed().do("review", result="propose", owner=None, dun_by=None, reason=None).done()
    right = {"result": "right", "count": 2, "yen": 24_600, "samples": 2, "reason": None}
    assert walk.do("check", "saeki", **right).code == "same_person_enters_and_checks"
    for wrong, code in (
        ({"count": 3}, "dunning_count_differs"),
        ({"yen": 24_601}, "dunning_count_differs"),
        ({"samples": 1}, "dunning_samples_few"),
    ):
        reply = walk.do("check", "okamura", **right | wrong)
        assert reply.code == code
        assert "yen" not in wrong or b"24,600" not in reply.content  # who counts is not told what to count to
    walk.do("check", "okamura", result="return", reason="見本の宛名が違う").done()
    walk.do("review", result="propose", owner=None, dun_by=None, reason=None).done()
    walk.do("check", "okamura", **right).done()


def test_pm04_a_part_paid_between_the_look_and_the_issue_waits_for_another_look(walk: Walk) -> None:
    """A worker that had looked before the payment makes no letter of what it saw; the next look asks for the rest."""
    dunning, services = walk.dunning, walk.api.city.services
    claim = dunning.owes("single")
    walk.start().listed().checked()
    answers = {"result": "release", "draft_no": "8国保第12号", "dispatch_on": "2026-11-20", "shape": "demand"}
    walk.do("decide", "kuroda", **answers, reason=None).done()
    run = dunning.run()
    with services.database.read() as conn:
        terms, lines = dunning_slices.terms_of(services, conn, run), dunning_lines.to_issue(conn, run.run_id)
        seen = dunning_slices.look_at(services, conn, terms, lines)
    dunning.pay(claim, 2_300)
    with walk.api.city.uow() as uow:
        assert dunning_slices.issue(services, uow, terms, lines, seen) == 0
    assert dunning.lines()[claim].letter_id is None
    dunning.work()
    assert dunning.lines()[claim].asked_yen == 10_000


def test_pm04_a_letter_whose_amount_changed_at_the_printer_is_pulled(walk: Walk) -> None:
    dunning = walk.dunning
    for name in ("family", "single"):
        dunning.owes(name)
    walk.start().listed().checked().decided().handed_over()
    dunning.pay(dunning.claims["single"], 2_300)
    walk.do("record_mail", result="pull").done()
    assert reasons(walk, pulled=True) == {"family": None, "single": "AMOUNT_CHANGED"}


def test_who_pays_or_moves_until_the_posting_is_pulled_and_the_number_is_void(walk: Walk) -> None:
    """Until the hand-over by the run itself, until the posting by the pull list; later the letters have crossed."""
    dunning, city = walk.dunning, walk.api.city
    for name in ("family", "single", "senior", "insured", "north"):
        dunning.owes(name)
    walk.start().listed().checked().decided()
    dunning.pay(dunning.claims["family"])
    city.change(moves(city, "north"))
    walk.handed_over()
    assert {name: why for name, why in reasons(walk, pulled=True).items() if why} == {
        "family": "PAID",
        "north": "HOUSEHOLD_MOVED",
    }
    moved = dunning.lines()[dunning.claims["north"]]
    assert (moved.owner, moved.dun_by) == ("saeki", date(2026, 12, 18))
    dunning.pay(dunning.claims["single"])
    assert walk.posted(2).code == "dunning_mail_count_differs"
    walk.do("record_mail", result="pull").done()
    city.clock.set(FRIDAY)
    assert walk.posted(3).code == "dunning_mail_count_differs"
    assert walk.posted(2, slip_no="  ").code in ("dispatch_slip_missing", "not_canonical")
    assert walk.posted(2, posted_on="2026-11-17").code == "dunning_posted_on_invalid"
    walk.posted(2).done()
    paid = dunning.lines()[dunning.claims["single"]]
    with city.database.read() as conn:
        letter = letters.get_letter(conn, str(paid.letter_id))
        assert letter is not None
        numbers = t.letter_numbers.c
        void = conn.execute(select(numbers.void_reason).where(numbers.number == str(letter.number))).scalar_one()
        slip = conn.execute(select(t.dispatches)).one()
    assert (letter.status, void, paid.pulled_at) == ("void", "引抜き", "PRINTER")
    assert (slip.pieces, slip.pulled) == (2, 1)
    name, content = run_csv(city.services, city.caller("saeki"), dunning.run().run_id, "letters")
    assert name == "tokusoku-20261102-letters.csv"
    rows = content.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[-1].split(",")[:5]) == (4, ["計", "2", "", "", "24600"])


def moves(city: World, name: str) -> RegisterChange:
    """The household's address as it is from today on."""
    home = city.household(name)
    payload: dict[str, Any] = {"household_key": home.key, "office": home.office, "town": home.town}
    payload["postal_code"] = home.postal_code
    payload |= {"address": "若葉市北区北山一丁目1番1号", "valid_from": "2026-11-18", "send_to": None, "phone": None}
    return RegisterChange("put_household", f"test/move/{home.key}", payload)


def test_pm09_letters_that_lie_become_an_incident_and_a_late_posting_is_not_let_out(walk: Walk) -> None:
    """Susaki 2022: 139 letters lay on a shelf. A printed date that is too near by then never reaches anybody."""
    dunning, city = walk.dunning, walk.api.city
    dunning.owes("family")
    walk.start().listed().checked().decided().handed_over()
    assert run_dunnings(city.services).told == 0
    city.clock.set(date(2026, 11, 24))
    assert run_dunnings(city.services).told == 1
    assert raised(walk) == {"letters_unposted"}
    assert walk.posted(1).code == "dunning_designated_too_near"
    walk.do("record_mail", **STOP).done()
    line = dunning.lines()[dunning.claims["family"]]
    assert (line.pulled, city.case(walk.case_id).outcome) == ("WITHDRAWN", "stopped")
    city.clock.set(date(2026, 12, 28))
    assert run_dunnings(city.services).told == 1
    assert raised(walk) == {"letters_unposted", "dunning_overdue"}


def raised(walk: Walk) -> set[str]:
    """The kinds of incidents that the run's case has."""
    rows = Records(walk.api.city, walk.case_id).rows(t.incidents, object_kind="dunning_run")
    return {str(row["kind"]) for row in rows}


def test_a_posting_on_a_closed_day_counts_as_the_open_day_before_and_late_ones_are_marked(walk: Walk) -> None:
    """Saturday is Friday; behind the twenty days the letter is valid and the run says so."""
    dunning, city = walk.dunning, walk.api.city
    dunning.owes("family")
    walk.start().listed().checked()
    city.clock.set(date(2026, 11, 24))
    walk.decided("2026-11-27").handed_over()
    city.clock.set(date(2026, 11, 28))
    walk.posted(1).done()
    line = dunning.lines()[dunning.claims["family"]]
    assert (line.dispatched_on, line.designated_on) == (date(2026, 11, 27), date(2026, 12, 7))
    assert (dunning.steps()["POSTED"].detail["late"], dunning.steps()["DECIDED"].detail["late"]) == (1, True)


def test_behind_the_designated_date_it_is_paid_or_arrears_and_a_returned_letter_is_neither(walk: Walk) -> None:
    """The night ends each letter once; one that came back ends in neither while nobody has been served with it."""
    dunning, city = walk.dunning, walk.api.city
    for name in ("family", "single", "senior"):
        dunning.owes(name)
    walk.start().listed().checked().decided().handed_over()
    city.clock.set(FRIDAY)
    walk.posted(3).done()
    dunning.pay(dunning.claims["single"])
    back = str(dunning.lines()[dunning.claims["senior"]].letter_id)
    with city.uow() as uow:
        letters.letter_returned(uow, back, returned_on=date(2026, 11, 25), reason="宛所不明")
    city.clock.set(date(2026, 11, 30))
    night = run_dunnings(city.services)
    assert (night.paid, night.arrears) == (0, 0)
    city.clock.set(date(2026, 12, 1))
    with city.database.read() as conn:
        assert [one.claim_key for one in dunnings.became_arrears(conn, date(2026, 12, 1), 10)] == [
            dunning.claims["family"]
        ]
        assert dunnings.dunnings_of(conn, [dunning.claims["senior"]])[dunning.claims["senior"]].seizure_from is None
    night = run_dunnings(city.services)
    assert (night.paid, night.arrears) == (1, 1)
    assert {line.claim_key: line.ended for line in dunning.lines().values()} == {
        dunning.claims["family"]: "ARREARS",
        dunning.claims["single"]: "PAID",
        dunning.claims["senior"]: None,
    }


def test_a_fee_is_asked_for_and_owed_from_the_posting_on(walk: Walk) -> None:
    """督促手数料 above zero: on the slip with the premium, posted with the letter, proved by the ledger."""
    dunning, city = walk.dunning, walk.api.city
    value(city, "dunning.fee", 100)
    claim = dunning.owes("family")
    walk.start().listed().checked().decided().handed_over()
    city.clock.set(FRIDAY)
    walk.posted(1).done()
    line = dunning.lines()[claim]
    with city.database.read() as conn:
        letter = letters.get_letter(conn, str(line.letter_id))
        owed = ledger.claims(conn, [claim])[claim]
        kinds = [one.posting.kind for one in ledger.lines_of(conn, owed.book)]
        findings = ledger_proof.prove(conn, FRIDAY).findings
    assert letter is not None
    assert (letter.data or {})["amount"] == 12_400
    assert (owed.open.total, owed.open.fee) == (12_400, 100)
    assert Kind.DUNNING_FEE in kinds
    assert {one.row for one in findings} <= {f"postings {owed.book}/1"}  # the levy itself, of which no run assessed


def test_an_apology_follows_a_letter_that_was_wrong_once(walk: Walk) -> None:
    """LT-C12: only for what was posted, with its cause and words; pressed twice it is one letter."""
    dunning, city = walk.dunning, walk.api.city
    claim = dunning.owes("family")
    walk.start().listed().checked().decided().handed_over()
    desk, run_id = city.caller("saeki"), dunning.run().run_id
    with pytest.raises(Refused, match="dunning_apology_not_wrong"):
        apologise(city.services, desk, run_id, claim, "PAID_BEFORE", "先に納められていました")
    city.clock.set(FRIDAY)
    walk.posted(1).done()
    with pytest.raises(Refused, match="dunning_apology_unexplained"):
        apologise(city.services, desk, run_id, claim, "PAID_BEFORE", "  ")
    with pytest.raises(Refused, match="no_right"):
        apologise(city.services, city.caller("kuroda"), run_id, claim, "PAID_BEFORE", "先に納められていました")
    first = apologise(city.services, desk, run_id, claim, "PAID_BEFORE", "先に納められていました")
    assert apologise(city.services, desk, run_id, claim, "PAID_BEFORE", "先に納められていました") == first
    dunning.work()
    with city.database.read() as conn:
        letter = letters.get_letter(conn, first)
    assert letter is not None
    assert (letter.status, (letter.data or {})["asked"]) == ("rendered", 12_300)


def test_owners_are_named_one_by_one_for_what_has_none(walk: Walk) -> None:
    """On the run's page; not over a name that stands, not for a line that goes out."""
    dunning, city = walk.dunning, walk.api.city
    for name in ("family", "single"):
        dunning.owes(name)
    dunning.unapplied("single")
    walk.start().listed()
    desk, run_id = city.caller("saeki"), dunning.run().run_id
    with pytest.raises(Refused, match="dunning_line_unknown"):
        assign(city.services, desk, run_id, dunning.claims["family"], "saeki", date(2026, 12, 1))
    with pytest.raises(Refused, match="dunning_left_out_without_owner"):
        assign(city.services, desk, run_id, dunning.claims["single"], " ", None)
    assign(city.services, desk, run_id, dunning.claims["single"], "okamura", date(2026, 12, 1))
    with pytest.raises(Refused, match="dunning_line_unknown"):
        assign(city.services, desk, run_id, dunning.claims["single"], "saeki", date(2026, 12, 1))


def test_the_household_shows_its_letters_and_who_crossed_with_one(walk: Walk) -> None:
    """行き違い: paid after the posting, before anybody was told of arrears."""
    dunning, city = walk.dunning, walk.api.city
    for name in ("family", "single"):
        dunning.owes(name)
    walk.start().listed().checked().decided().handed_over()
    city.clock.set(FRIDAY)
    walk.posted(2).done()
    dunning.pay(dunning.claims["family"])
    crossed = {}
    for name in ("family", "single"):
        (one,) = money_view(city.services, city.caller("saeki"), city.household(name).key).dunned
        crossed[name] = (one.crossed, one.number != "", one.line.seizable_on)
    assert crossed == {"family": (True, True, date(2026, 12, 2)), "single": (False, True, date(2026, 12, 2))}
