"""The letters themselves: what law and office practice ask of each, read from the finished PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
import zxingcpp

from server.printing.check import SAMPLES, as_json, check_letters, read_sample
from server.printing.faults import LetterFault
from server.printing.heads import Letter, load_letters
from server.printing.raster import page_images, page_texts
from server.printing.render import Rendered
from tests.printing.conftest import LETTERS, ROOT

Sample = Callable[..., dict[str, Any]]
Printed = Callable[..., Rendered]
Edit = Callable[[str, str, str], None]
NAMES = sorted(load_letters(LETTERS))


def _words(rendered: Rendered) -> str:
    return "".join("".join(page_texts(rendered.pdf)).split())


@pytest.mark.parametrize(
    ("letter", "words", "source"),
    [
        ("certificate", ["資格確認書", "有効期限令和9年7月31日"], "規則6条4項(有効期限)"),
        ("certificate", ["氏名田所湊", "性別男", "生年月日令和6年2月28日"], "規則6条4項(氏名・性別・生年月日)"),
        ("certificate", ["世帯主氏名田所健太"], "規則6条4項(世帯主)"),
        ("certificate", ["記号若1", "番号(枝番)1234567(03)"], "規則6条4項(記号・番号)"),
        ("certificate", ["保険者番号490011", "交付者名", "若葉市"], "規則6条4項(保険者番号・交付者)"),
        ("certificate", ["適用開始日令和8年11月1日", "交付年月日令和8年11月18日"], "規則6条4項(適用開始・交付)"),
        ("info_sheet", ["このお知らせだけでは、医療機関等で被保険者であることの確認を受けられません"], "規則7条の3"),
        ("info_sheet", ["災害が起きたとき", "マイナンバーカードとともに窓口で提示してください"], "規則7条の3"),
        ("info_sheet", ["保険者番号490011", "通知者若葉市", "通知日令和8年11月18日"], "規則7条の3"),
        ("refusal", ["認定した事実", "根拠となる規定国民健康保険法第6条第1号", "理由対象の方は"], "理由の提示"),
        ("refusal", ["若葉県国民健康保険審査会(若葉県若葉市県庁前一丁目1番1号若葉県庁内)に対して"], "国保法91条・92条"),
        ("refusal", ["知った日の翌日から起算して3か月以内", "文書又は口頭で審査請求"], "国保法99条"),
        ("refusal", ["裁決を経た後でなければ", "知った日の翌日から起算して6か月以内"], "国保法103条、行訴法14条"),
        ("refusal", ["若葉市を被告として", "代表する者は、若葉市長"], "行訴法46条1項"),
        ("refusal", ["裁決を経ないで", "①審査請求があった日から3か月", "②", "③"], "行訴法8条2項"),
        ("document_request", ["提出期限令和8年12月2日", "健康保険の資格喪失証明書", "受付番号R8-014377"], "補正"),
        ("document_reminder", ["令和8年12月2日)を過ぎた", "提出期限令和8年12月18日"], "補正"),
        ("retroactive", ["令和8年3月分", "令和8年12月に送付する予定"], "国保法7条・76条"),
        ("receipt", ["R8-014377", "令和8年11月18日10:42", "まだ必要な書類", "提出期限令和8年12月2日"], "受付"),
    ],
)
def test_a_letter_says_what_it_must(printed: Printed, letter: str, words: list[str], source: str) -> None:
    text = _words(printed(f"enrolment/{letter}"))
    for word in words:
        assert word in text, f"{source}: {word}"


def test_a_person_of_70_gets_share_and_its_dates(printed: Printed) -> None:
    """Regulations art. 6(4), art. 7-3."""
    certificate = _words(printed("enrolment/certificate", "hardest"))
    assert "負担割合2割発効期日令和8年11月1日" in certificate
    sheet = _words(printed("enrolment/info_sheet", "hardest"))
    assert "負担割合2割発効期日令和8年11月1日有効期限令和9年7月31日" in sheet


def test_a_person_below_70_gets_no_share(printed: Printed) -> None:
    for letter in ("enrolment/certificate", "enrolment/info_sheet"):
        assert "負担割合" not in _words(printed(letter))


def test_only_a_decision_carries_an_appeal_notice(printed: Printed, letters: dict[str, Letter]) -> None:
    """A notice of appeal on a mere information misleads (行政不服審査法82条 asks for it on dispositions only)."""
    with_notice = {name for name in NAMES if "審査請求をすることが" in _words(printed(name))}
    assert with_notice == {name for name in NAMES if letters[name].latest.head.appeal_notice}
    informing = {"receipt", "info_sheet", "loss", "document_request", "request", "reminder", "yearly", "certificate"}
    assert not informing & {name.partition("/")[2] for name in with_notice}
    assert {"enrolment/refusal", "enrolment/ex_officio", "levy_decision/notice"} <= with_notice


def test_a_changed_levy_is_told_as_a_change(printed: Printed) -> None:
    assert "次のとおり決定しましたので" in _words(printed("levy_decision/notice"))
    assert "次のとおり変更することに決定しましたので" in _words(printed("levy_decision/notice", "hardest"))


def test_no_levy_for_years_past_the_limit_is_told_only_when_there_are_such(printed: Printed) -> None:
    assert "令和5年度以前の保険料は" in _words(printed("enrolment/retroactive", "hardest"))
    assert "以前の保険料" not in _words(printed("enrolment/retroactive"))


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_prints_twelve_digits_in_a_row(printed: Printed, name: str) -> None:
    for kind in SAMPLES:
        # A slip's own numbers are longer; a My Number has twelve digits and no more.
        assert not re.search(r"(?<!\d)\d{12}(?!\d)", _words(printed(name, kind)))


@pytest.mark.parametrize("name", NAMES)
def test_the_code_on_a_letter_can_be_scanned_at_300_dpi(printed: Printed, sample: Sample, name: str) -> None:
    data = sample(name)
    # A sealed card bears its own code outside and the stores' code inside; the slip of a late charge is a page apart.
    pages = page_images(printed(name).pdf, 300)[: 2 if name.endswith(("/card", "late_charge/fixed")) else 1]
    wanted = {data["case_number"] if name.endswith("/receipt") else data["letter_code"]}
    if "store_digits" in data:  # a slip bears the stores' code; one that is handed over bears no other
        wanted = {data["store_digits"], data["el_qr"]} | (set() if name == "slip_reissue/slip" else wanted)
    if name.startswith("_shared/") or name in ("serve_letter/board_notice", "public_sale/board"):
        wanted = set()  # a sheet over the counter or on the board never comes back by post
    assert {found.bytes.decode() for page in pages for found in zxingcpp.read_barcodes(page)} == wanted


def test_the_address_stands_in_the_window_of_the_envelope(printed: Printed, letters: dict[str, Letter]) -> None:
    """長形3号: 22 mm from the left, 17 mm from the top, 88 x 42 mm."""
    for name in NAMES:
        head = letters[name].latest.head
        if head.envelope != "naga3_window":
            continue
        placed = [p for p in printed(name, "hardest").placed if p.box == "window"]
        assert {p.slot.split(".")[0] for p in placed} >= {"addressee", "letter_code"}, name
        for p in placed:
            assert p.rect.x >= 21.9, name
            assert p.rect.right <= 110.1, name
            assert p.rect.y >= 16.9, name
            assert p.rect.bottom <= 59.1, name


def test_nothing_but_the_address_can_be_seen_through_the_window(printed: Printed, letters: dict[str, Letter]) -> None:
    for name in NAMES:
        if letters[name].latest.head.envelope != "naga3_window":
            continue
        for p in printed(name, "hardest").placed:
            inside = p.page == 1 and p.rect.x < 110 and p.rect.bottom > 17 and p.rect.y < 59
            assert not inside or p.box == "window", (name, p.text)


def test_the_letters_name_the_city_as_its_values_do() -> None:
    rows = yaml.safe_load((ROOT / "server/values/city/city.yaml").read_text(encoding="utf-8"))["rows"]
    values = {row["value"] for row in rows if row["key"] == "city.name"}
    names = {row["name"] for row in yaml.safe_load((LETTERS / "_base/city.yaml").read_text(encoding="utf-8"))["rows"]}
    assert names <= values


@pytest.mark.sweep
def test_the_check_finds_nothing_in_the_tree() -> None:
    """Always asked by the README's own command too (`tests/browser/test_first_minutes.py`): it prints every letter."""
    assert check_letters(LETTERS) == []


@pytest.fixture
def receipt_only(copy: Path) -> Path:
    """No letter but one, so that the check prints no other."""
    for file in copy.glob("*/*"):
        if file.parent.name != "_base" and file.relative_to(copy).as_posix().partition(".")[0] != "enrolment/receipt":
            file.unlink()
    return copy


def test_the_check_finds_a_slot_that_no_paper_shows(receipt_only: Path, edit: Edit) -> None:
    edit("enrolment/receipt.html.j2", "{{ persons }}", "3")
    (finding,) = check_letters(receipt_only)
    assert (finding.path, finding.rule) == ("enrolment/receipt.hardest.json", "letter_slot_unprinted")
    assert "persons" in finding.message_en
    assert as_json(finding)["path"] == "letters/enrolment/receipt.hardest.json"


def test_the_check_finds_a_sample_that_no_longer_fits_its_head(receipt_only: Path, edit: Edit) -> None:
    edit("enrolment/receipt.yaml", "  persons: {", "  people: {")
    assert {f.rule for f in check_letters(receipt_only)} == {"letter_sample"}


def test_the_check_finds_a_missing_sample(receipt_only: Path) -> None:
    (receipt_only / "enrolment/receipt.hardest.json").unlink()
    (finding,) = check_letters(receipt_only)
    assert finding.rule == "letter_sample"


def test_the_check_tells_faults_of_heads_with_their_file(receipt_only: Path, edit: Edit) -> None:
    edit("enrolment/receipt.yaml", "page_limit: 3", "page_limit: many")
    (finding,) = check_letters(receipt_only)
    assert (finding.path, finding.rule) == ("enrolment/receipt.yaml", "letter_head")


def test_a_sample_that_is_not_json_is_a_fault_with_its_name(receipt_only: Path, edit: Edit) -> None:
    (receipt_only / "enrolment/receipt.hardest.json").write_text("[1", encoding="utf-8")
    with pytest.raises(LetterFault, match=r"receipt\.hardest\.json"):
        read_sample(receipt_only, "enrolment/receipt", "hardest")


def test_a_sealed_card_tells_nobody_of_the_debt_from_outside(printed: Printed, sample: Sample) -> None:
    for kind in SAMPLES:
        outside, inside = ("".join(page.split()) for page in page_texts(printed("dunning_run/card", kind).pdf))
        data = sample("dunning_run/card", kind)
        for said in ("督促", "国民健康保険料", "未納", f"{data['open']:,}円", data["collection_no"]):
            assert said not in outside
            assert said in inside


def test_a_dunning_letter_says_what_it_must(printed: Printed) -> None:
    """Levy year, instalment, due date, what is unpaid, designated date, late charge, seizure, to whom to appeal."""
    for name in ("dunning_run/demand", "dunning_run/card"):
        said = _words(printed(name, "hardest"))
        for one in (
            "令和8年度",
            "10期",
            "令和8年11月2日",
            "299,899円",
            "令和8年12月2日までに",
            "延滞金",
            "財産の差押え",
        ):
            assert one in said, (name, one)
        assert "令和8年11月16日までに確認できた入金" in said
        assert "若葉県国民健康保険審査会" in said
        assert "減免等の申請を審査しています" in said
        assert "減免等の申請を審査しています" not in _words(printed(name))
