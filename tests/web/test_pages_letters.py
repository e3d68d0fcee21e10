"""Letters on the screen: the list, one letter with its preview, the question before it leaves, printing it again."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask

from server.casework.issue_letters import issue_requested
from server.domain.effects import JSON, RegisterChange
from server.domain.rights import ALL
from server.store import audit, incidents, letters
from server.store.letters import Letter
from tests.people import HOUSEHOLDS
from tests.web.clerk import Clerk, Screen
from tests.world import World

CERTIFICATE = "enrolment/certificate"


def issued(city: World, household: str = "single", letter: str = CERTIFICATE) -> Letter:
    """A letter of a decided case, made by the printer."""
    case_id = city.checked(household)
    issue_requested(city.services)
    return next(one for one in letters_of(city, case_id) if one.letter == letter)


def letters_of(city: World, case_id: str) -> tuple[Letter, ...]:
    with city.database.read() as conn:
        return letters.letters_of_case(conn, case_id)


def now(city: World, letter: Letter) -> Letter:
    with city.database.read() as conn:
        found = letters.get_letter(conn, letter.letter_id)
    assert found is not None
    return found


def prints(city: World, letter: Letter) -> list[str]:
    with city.database.read() as conn:
        return [one.reason for one in letters.prints_of(conn, letter.letter_id)]


def kinds(city: World) -> list[str]:
    with city.database.read() as conn:
        return [one.kind for one in audit.events_of(conn, limit=300)]


def released(office: Flask, letter: Letter, way: str = "WINDOW") -> Screen:
    clerk = Clerk(office, "okamura")
    asked = clerk.open(f"/letters/{letter.letter_id}/release?way={way}")
    return clerk.send(asked, f"/letters/{letter.letter_id}/release")


# ---- the list ----


def test_the_list_names_letter_addressee_and_state(office: Flask, city: World) -> None:
    letter = issued(city)
    screen = Clerk(office, "okamura").open("/letters")
    assert "国民健康保険資格確認書の交付について" in screen.words
    assert screen.links("国民健康保険資格確認書") == [f"/letters/{letter.letter_id}"]
    assert "放行待ち" in screen.words


def test_the_list_is_narrowed_by_letter_and_state(office: Flask, city: World) -> None:
    issued(city)
    clerk = Clerk(office, "okamura")
    some = clerk.open("/letters?" + urlencode({"letter": CERTIFICATE, "status": "rendered"}))
    assert len(some.page.xpath("//tbody/tr")) == 1
    none = clerk.open("/letters?" + urlencode({"letter": CERTIFICATE, "status": "posted"}))
    assert not none.page.xpath("//tbody/tr")
    assert "通知書はありません" in none.words


def test_the_list_holds_letters_of_ones_own_office_alone(office: Flask, city: World) -> None:
    issued(city)
    assert not Clerk(office, "kitano").open("/letters").page.xpath("//tbody/tr")


def test_what_is_held_stands_below_the_list_with_why(office: Flask, city: World) -> None:
    issued(city, "rare")
    screen = Clerk(office, "okamura").open("/letters")
    (sheet,) = screen.page.xpath("//section[.//h2[normalize-space()='止めている通知']]")
    assert "外字です" in sheet.text_content()


# ---- one letter ----


def test_a_letter_is_shown_in_a_frame_and_says_it_is_a_sample(office: Flask, city: World) -> None:
    letter = issued(city)
    clerk = Clerk(office, "okamura")
    screen = clerk.open(f"/letters/{letter.letter_id}")
    (frame,) = screen.page.xpath("//iframe")
    answer = clerk.client.get(frame.get("src").partition("#")[0])
    assert answer.data.startswith(b"%PDF-")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "本間 葵" in screen.words
    assert kinds(city).count("letter.view") >= 2


@pytest.mark.parametrize(
    ("who", "status", "code"), [("kitano", 404, "out_of_scope"), ("center1", 403, "no_right"), ("saeki", 200, "")]
)
def test_a_letter_is_for_the_office_and_the_right(office: Flask, city: World, who: str, status: int, code: str) -> None:
    letter = issued(city)
    screen = Clerk(office, who).open(f"/letters/{letter.letter_id}")
    assert screen.status == status
    assert code in screen.text


def test_a_letter_is_handed_over_behind_a_page_that_asks(office: Flask, city: World) -> None:
    letter = issued(city)
    after = released(office, letter)
    assert after.path == f"/letters/{letter.letter_id}"
    assert now(city, letter).status == "handed_over"
    assert prints(city, letter) == ["交付"]
    assert "letter.release" in kinds(city)


def test_a_letter_is_released_once(office: Flask, city: World) -> None:
    letter = issued(city)
    released(office, letter)
    again = released(office, letter, "POST")
    assert again.status == 409
    assert "渡せません" in again.words
    assert prints(city, letter) == ["交付"]


def test_what_is_for_the_post_is_not_handed_over(office: Flask, city: World) -> None:
    letter = issued(city, letter="enrolment/retroactive")
    assert letter.delivery == "POST"
    screen = Clerk(office, "okamura").open(f"/letters/{letter.letter_id}")
    assert screen.links("窓口で渡す…") == []
    after = released(office, letter)
    assert after.status == 409
    assert now(city, letter).status == "rendered"


def test_a_letter_of_a_household_that_moved_meanwhile_stays(office: Flask, city: World) -> None:
    letter = issued(city)
    home = HOUSEHOLDS["single"]
    moved = {"household_key": home.key, "office": home.office, "postal_code": home.postal_code, "town": home.town}
    moved |= {"address": "若葉市中央区青柳町九丁目9番9号", "phone": home.phone, "valid_from": "2026-11-18"}
    city.change(RegisterChange("put_household", "test/moved", moved))
    screen = Clerk(office, "okamura").open(f"/letters/{letter.letter_id}")
    assert screen.links("窓口で渡す…") == []
    assert "世帯の記録が変わった" in screen.words
    assert released(office, letter).status == 409
    assert now(city, letter).status == "rendered"
    fresh = anew(Clerk(office, "okamura"), letter, "世帯の記録が変わった")
    assert "青柳町九丁目9番9号" in fresh.words
    assert len(fresh.links("窓口で渡す…")) == 1


def test_letting_a_letter_go_is_a_right_of_its_own(office: Flask, city: World) -> None:
    letter = issued(city)
    clerk = Clerk(office, "saeki")
    screen = clerk.open(f"/letters/{letter.letter_id}")
    assert screen.links("窓口で渡す…") == []
    assert clerk.open(f"/letters/{letter.letter_id}/release").status == 403


def mended(city: World) -> None:
    """The register gets a name that fonts can print."""
    person = HOUSEHOLDS["rare"].head
    says: dict[str, JSON] = {
        "person_key": person.key,
        "protected": False,
        "name": "上田 実",
        "name_kana": person.kana,
        "sex": person.sex,
    }
    says |= {"birth_date": person.birth_date, "valid_from": "2026-11-18"}
    city.change(RegisterChange("put_person", "test/mended", says))


def anew(clerk: Clerk, letter: Letter, reason: str = "止めたわけを直した") -> Screen:
    asked = clerk.open(f"/letters/{letter.letter_id}/reissue")
    return clerk.send(asked, f"/letters/{letter.letter_id}/reissue", reason=reason)


def test_a_held_letter_says_why_and_is_made_anew_once_that_is_mended(office: Flask, city: World) -> None:
    letter = issued(city, "rare")
    clerk = Clerk(office, "okamura")
    screen = clerk.open(f"/letters/{letter.letter_id}")
    assert not screen.page.xpath("//iframe")
    assert "外字です" in screen.words
    assert screen.links("作り直す…") == [f"/letters/{letter.letter_id}/reissue"]
    mended(city)
    after = anew(clerk, letter)
    assert "作り直しました" in after.words
    assert "放行待ち" in after.words
    assert after.path != f"/letters/{letter.letter_id}"
    assert now(city, letter).status == "void"
    with city.database.read() as conn:
        still = incidents.open_incidents(conn, ALL)
    assert letter.letter_id not in [one.object_key for one in still]


def test_a_letter_made_anew_too_early_is_held_again(office: Flask, city: World) -> None:
    letter = issued(city, "rare")
    after = anew(Clerk(office, "okamura"), letter)
    assert "まだ止まっています" in after.words
    assert "外字です" in after.words


def test_a_letter_is_not_made_anew_without_a_reason(office: Flask, city: World) -> None:
    letter = issued(city, "rare")
    after = anew(Clerk(office, "okamura"), letter, reason="")
    assert after.status in (409, 422)
    assert after.page.xpath("//p[@class='err']")
    assert now(city, letter).status == "held"


def test_who_may_not_make_it_anew_sees_who_may(office: Flask, city: World) -> None:
    letter = issued(city, "rare")
    clerk = Clerk(office, "saeki")
    screen = clerk.open(f"/letters/{letter.letter_id}")
    (dashed,) = screen.page.xpath("//button[@aria-disabled='true']")
    assert dashed.text_content().strip().startswith("作り直す…")
    assert "放行できる人が作り直します" in screen.words
    assert clerk.open(f"/letters/{letter.letter_id}/reissue").status == 403


def test_the_file_of_a_letter_that_cannot_be_printed_is_refused_in_words(office: Flask, city: World) -> None:
    letter = issued(city, "rare")
    screen = Clerk(office, "okamura").open(f"/letters/{letter.letter_id}/pdf")
    assert screen.status == 409
    assert "外字です" in screen.words


# ---- printing again ----


def test_a_letter_is_printed_again_from_the_archive_with_a_reason(office: Flask, city: World) -> None:
    letter = issued(city)
    released(office, letter)
    clerk = Clerk(office, "okamura")
    asked = clerk.open(f"/letters/{letter.letter_id}/reprint")
    answer = clerk.send(asked, f"/letters/{letter.letter_id}/reprint", reason="紛失の届出", note="11/18 来庁")
    kept = now(city, letter)
    assert kept.pdf_hash is not None
    assert answer.answer.data == city.services.archive.get(kept.pdf_hash)
    assert prints(city, letter) == ["交付", "紛失の届出 11/18 来庁"]
    assert "letter.reprint" in kinds(city)


def test_without_a_reason_nothing_is_printed(office: Flask, city: World) -> None:
    letter = issued(city)
    released(office, letter)
    clerk = Clerk(office, "okamura")
    asked = clerk.open(f"/letters/{letter.letter_id}/reprint")
    after = clerk.send(asked, f"/letters/{letter.letter_id}/reprint", reason="", note="よく分からない")
    assert after.status == 422
    assert after.page.xpath("//p[@class='err']")
    assert after.page.xpath("//textarea[@name='note']")[0].text.strip() == "よく分からない"
    assert prints(city, letter) == ["交付"]
