from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from server.printing.faults import HeadInvalid, LetterFault
from server.printing.heads import load_letters

Edit = Callable[[str, str, str], None]
REFUSAL = "enrolment/refusal"


def _findings(root: Path) -> list[str]:
    with pytest.raises(HeadInvalid) as invalid:
        load_letters(root)
    return list(invalid.value.findings)


def test_every_letter_of_the_tree_loads_under_its_name() -> None:
    root = Path(__file__).resolve().parents[2] / "letters"
    letters = load_letters(root)
    found = (f for f in root.glob("*/[a-z]*.html.j2") if f.parent.name != "_base")
    bodies = {f.relative_to(root).as_posix().split(".")[0] for f in found}
    assert set(letters) == bodies
    assert {"enrolment/certificate", "enrolment/info_sheet", REFUSAL, "enrolment/receipt"} <= set(letters)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("page_limit: 3", "page_limit: three", "page_limit: a whole number"),
        ("issuer: 市長", "issuer: 知事", "issuer: one of 市長"),
        ("number_kind: 文書番号", "number_kind: 番号", "number_kind: one of"),
        ("honorifics: [様]", "honorifics: [殿下]", "honorifics: one or more of 様"),
        ("valid_from: 2024-12-02", "valid_from: soon", "valid_from: a date"),
        ("retention_years: 5", "retention_years: 5\ncolour: red", "colour: nobody knows this field"),
        ("retention_years: 5", "retention_years: 5\nretention_years: 7", "retention_years is given twice"),
        ("appeal_notice: review_board", "appeal_notice: the_king", "the_king.html.j2: no such template"),
        ("styles: [_base/letter.css]", "styles: [../../pyproject.toml]", "no such file below letters/"),
        ("  appeal_body: {", "  appeal_bodies: {", "needs the slots appeal_body and appeal_address"),
        ("max_mm: 66, on_overflow: shrink, lines: 2", "on_overflow: shrink", "max_mm: is needed unless"),
        ("type: birth", "type: birthday", "type: one of"),
        ("id: enrolment/refusal", "id: enrolment/refused", "id: must be enrolment/refusal"),
        ("seal: {key: mayor, ", "seal: {", "key: text is expected"),
    ],
)
def test_a_wrong_head_is_refused_with_file_field_and_fault(
    copy: Path, edit: Edit, old: str, new: str, said: str
) -> None:
    edit(f"{REFUSAL}.yaml", old, new)
    findings = _findings(copy)
    assert any("refusal" in finding and said in finding for finding in findings), findings


def test_all_faults_of_all_heads_are_told_at_once(copy: Path, edit: Edit) -> None:
    edit(f"{REFUSAL}.yaml", "page_limit: 3", "page_limit: 0")
    edit(f"{REFUSAL}.yaml", "digits: han", "digits: kanji")
    edit("enrolment/receipt.yaml", "envelope: none", "envelope: big")
    assert len(_findings(copy)) == 3


def test_the_hash_changes_with_whatever_changes_the_letter(copy: Path, edit: Edit) -> None:
    hashes = [load_letters(copy)[REFUSAL].latest.template_hash]
    for name, old, new in (
        (f"{REFUSAL}.html.j2", "決定の理由", "決定した理由"),
        (f"{REFUSAL}.yaml", "retention_years: 5", "retention_years: 7"),
        ("_base/letter.css", "16pt", "15pt"),
        ("_base/contact.html.j2", "お問合せ先", "担当"),
        ("_base/appeal/review_board.html.j2", "3か月", "三月"),
        ("_base/seals.yaml", "size_mm: 21", "size_mm: 24"),
    ):
        edit(name, old, new)
        hashes.append(load_letters(copy)[REFUSAL].latest.template_hash)
    assert len(set(hashes)) == len(hashes)


def test_the_hash_does_not_change_with_another_letter(copy: Path, edit: Edit) -> None:
    before = load_letters(copy)[REFUSAL].latest.template_hash
    edit("enrolment/receipt.html.j2", "受付", "受付 ")
    assert load_letters(copy)[REFUSAL].latest.template_hash == before


def _second_version(copy: Path) -> None:
    for kind in ("yaml", "html.j2"):
        text = (copy / f"{REFUSAL}.{kind}").read_text(encoding="utf-8")
        text = text.replace("valid_from: 2024-12-02\nissuer", "valid_from: 2027-04-01\nissuer")
        (copy / f"{REFUSAL}.2027-04-01.{kind}").write_text(text, encoding="utf-8")


def test_two_versions_stand_side_by_side_and_the_date_of_issue_chooses(copy: Path) -> None:
    _second_version(copy)
    letter = load_letters(copy)[REFUSAL]
    assert letter.on(date(2027, 3, 31)).valid_from == date(2024, 12, 2)
    assert letter.on(date(2027, 4, 1)).valid_from == date(2027, 4, 1)
    assert letter.latest.valid_from == date(2027, 4, 1)


def test_before_the_first_version_there_is_no_letter(copy: Path) -> None:
    with pytest.raises(LetterFault, match="no version is in force on 2024-12-01"):
        load_letters(copy)[REFUSAL].on(date(2024, 12, 1))


def test_a_letter_that_has_ended_is_not_issued(copy: Path, edit: Edit) -> None:
    edit(f"{REFUSAL}.yaml", "valid_from: 2024-12-02", "valid_from: 2024-12-02\nvalid_to: 2027-03-31")
    letter = load_letters(copy)[REFUSAL]
    assert letter.on(date(2027, 3, 31))
    with pytest.raises(LetterFault, match="no version"):
        letter.on(date(2027, 4, 1))


def test_a_version_named_for_another_day_is_refused(copy: Path, edit: Edit) -> None:
    _second_version(copy)
    edit(f"{REFUSAL}.2027-04-01.yaml", "valid_from: 2027-04-01", "valid_from: 2027-05-01")
    assert any("valid_from: must be 2027-04-01" in finding for finding in _findings(copy))


def test_two_versions_in_force_on_one_day_are_refused(copy: Path, edit: Edit) -> None:
    _second_version(copy)
    edit(f"{REFUSAL}.yaml", "valid_from: 2024-12-02", "valid_from: 2024-12-02\nvalid_to: 2027-06-30")
    assert any("two are in force on 2027-04-01" in finding for finding in _findings(copy))


def test_an_appeal_notice_changes_with_its_own_date(copy: Path) -> None:
    folder = copy / "_base" / "appeal"
    text = (folder / "review_board.html.j2").read_text(encoding="utf-8")
    (folder / "review_board.2028-01-01.html.j2").write_text(text.replace("3か月", "6か月"), encoding="utf-8")
    version = load_letters(copy)[REFUSAL].latest
    assert version.appeal_on(date(2027, 12, 31)) == "_base/appeal/review_board.html.j2"
    assert version.appeal_on(date(2028, 1, 1)) == "_base/appeal/review_board.2028-01-01.html.j2"
    assert load_letters(copy)["enrolment/receipt"].latest.appeal_on(date(2028, 1, 1)) is None


def test_the_city_and_its_seals_change_with_their_dates(copy: Path, edit: Edit) -> None:
    edit(
        "_base/seals.yaml",
        "- {key: mayor, inscription: 若葉市長之印, size_mm: 21, valid_from: 2024-12-02}",
        "- {key: mayor, inscription: 若葉市長之印, size_mm: 21, valid_from: 2024-12-02, valid_to: 2027-03-31}\n"
        "  - {key: mayor, inscription: 若葉市長印, size_mm: 24, valid_from: 2027-04-01}",
    )
    base = load_letters(copy)[REFUSAL].latest.base
    assert base.seal("mayor", date(2027, 3, 31)).size_mm == 21
    assert base.seal("mayor", date(2027, 4, 1)).inscription == "若葉市長印"
    with pytest.raises(LetterFault, match="governor"):
        base.seal("governor", date(2027, 4, 1))
