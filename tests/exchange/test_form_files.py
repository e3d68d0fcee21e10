"""Form files are read strictly and within limits; every shipped form is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.domain.forms import FormFaults
from server.exchange.form_files import MAX_BYTES, check_form_file, load_form, load_forms

ROOT = Path(__file__).parents[2] / "forms"
SHIPPED = sorted(ROOT.glob("*/*.yaml"))

GOOD = """\
form: demo/ask
version: 1
title: {ja: 尋ねる, en: Ask}
sections:
  - title: {ja: 節, en: Section}
    fields:
      - name: answer
        type: radio
        label: {ja: 答え, en: Answer}
        options:
          - {value: yes, ja: はい, en: Yes}
          - {value: no, ja: いいえ, en: No}
      - name: day
        type: date
        not_before: 2026-01-01
        label: {ja: 日, en: Day}
"""


def _file(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "demo" / "ask.yaml"
    file.parent.mkdir()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_shipped_form_is_without_findings(file: Path) -> None:
    assert check_form_file(file) == []


def test_forms_are_found_by_their_place() -> None:
    assert set(load_forms(ROOT)) == {f"{file.parent.name}/{file.stem}" for file in SHIPPED}


def test_yes_no_and_days_are_text(tmp_path: Path) -> None:
    form = load_form(_file(tmp_path, GOOD))
    assert form.field("answer").option_values == ("yes", "no")
    assert form.field("day").not_before == "2026-01-01"


def test_bytes_are_read_like_a_file() -> None:
    assert load_form(GOOD.encode(), "demo/ask").path == "demo/ask"
    assert load_form(b"\xef\xbb\xbf" + GOOD.encode()).form == "demo/ask"


BROKEN: list[tuple[str, str | bytes, str, int]] = [
    ("not YAML", "form: a\ntitle: b: c\n", "form_not_readable", 2),
    ("not UTF-8", b"form: a\ntitle: \xff\xfe", "form_not_readable", 2),
    ("empty", "", "form_missing_key", 1),
    ("two documents", GOOD + "---\nform: b\n", "form_not_readable", 17),
    ("an anchor", GOOD.replace("{ja: 日, en: Day}", "&day {ja: 日, en: Day}"), "form_alias_not_allowed", 16),
    ("an alias", "a: &x [1]\nb: *x\n", "form_alias_not_allowed", 1),
    ("a tag", GOOD.replace("version: 1", "version: !!python/name:os.system x"), "form_tag_not_allowed", 2),
    ("too deep", "a: " + "[" * 30 + "]" * 30, "form_too_deep", 1),
    ("too large", "#" * (MAX_BYTES + 1), "form_file_too_large", 1),
    ("a key twice", GOOD + "version: 2\n", "form_duplicate_key", 17),
    ("a merge key", GOOD + "<<: {form: x}\n", "form_unknown_key", 17),
    ("another place", GOOD.replace("form: demo/ask", "form: demo/other"), "form_id_differs", 1),
    ("a fault of the form", GOOD.replace("type: date", "type: day"), "form_unknown_type", 14),
]


@pytest.mark.parametrize(("text", "rule", "line"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_file_gives_a_finding_with_its_line(tmp_path: Path, text: str | bytes, rule: str, line: int) -> None:
    found = check_form_file(_file(tmp_path, text))
    assert (rule, line) in {(finding["rule"], finding["line"]) for finding in found}
    keys = {"path", "element", "name", "line", "severity", "rule", "message_ja", "message_en"}
    assert all(set(finding) == keys and finding["severity"] == "error" for finding in found)


@pytest.mark.parametrize("text", [text for _, text, rule, _ in BROKEN if rule != "form_id_differs"])
def test_a_broken_file_is_never_loaded(text: str | bytes) -> None:
    with pytest.raises(FormFaults):
        load_form(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize("sign", ["[", "{a: ", "- "])
def test_a_nest_of_eighty_thousand_is_refused_before_it_is_built(sign: str) -> None:
    with pytest.raises(FormFaults):
        load_form(("a: " + sign * 80_000).encode()[:MAX_BYTES])


def test_a_form_in_the_wrong_place_is_not_loaded_with_the_others(tmp_path: Path) -> None:
    _file(tmp_path, GOOD.replace("form: demo/ask", "form: demo/other"))
    with pytest.raises(FormFaults) as caught:
        load_forms(tmp_path)
    assert caught.value.faults[0].rule == "form_id_differs"
