from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.cli.main import kokuho
from server.cli.output import run

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "letters/enrolment/receipt.typical.json"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKUHO_DATA", str(tmp_path / "var"))


def _render(*options: str) -> int:
    try:
        return run(kokuho, ["letters", "render", *options])
    except SystemExit as ended:  # a refusal ends the process with its status
        return int(str(ended.code))


def test_a_sample_becomes_a_pdf_and_a_picture_of_each_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert _render("enrolment/receipt", "--sample", "hardest", "--out", str(out), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    names = [Path(file).name for file in report["files"]]
    assert names == ["enrolment-receipt-hardest.pdf", *(f"enrolment-receipt-hardest-{n}.png" for n in (1, 2, 3))]
    assert all(Path(file).stat().st_size > 1000 for file in report["files"])
    assert report["pages"] == 3


def test_data_of_ones_own_are_rendered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _render("enrolment/receipt", "--data", str(SAMPLE), "--out", str(tmp_path), "--void") == 0
    assert "receipt.typical.pdf" in capsys.readouterr().out


def test_a_held_letter_is_a_refusal_with_its_slot_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    data["addressee"]["name"] = "\ue001田"
    file = tmp_path / "data.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert _render("enrolment/receipt", "--data", str(file), "--out", str(tmp_path / "out"), "--json") == 1
    refusal = json.loads(capsys.readouterr().out)["refusal"]
    assert (refusal["code"], refusal["field"]) == ("letter_held", "addressee.name")
    assert "外字" in refusal["message_ja"]
    assert not (tmp_path / "out").exists()


def test_a_wrong_shape_of_data_is_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = {**json.loads(SAMPLE.read_text(encoding="utf-8")), "extra": 1}
    file = tmp_path / "data.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert _render("enrolment/receipt", "--data", str(file), "--out", str(tmp_path), "--json") == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "letter_faulty"


def test_an_unknown_letter_is_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _render("enrolment/poem", "--sample", "typical", "--out", str(tmp_path), "--json") == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "letter_unknown"


@pytest.mark.parametrize(
    "options", [(), ("--sample", "typical", "--data", str(SAMPLE)), ("--sample", "longest"), ("--data", "/nowhere")]
)
def test_a_wrong_call_ends_with_status_2(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert _render("enrolment/receipt", *options, "--out", str(tmp_path)) == 2
