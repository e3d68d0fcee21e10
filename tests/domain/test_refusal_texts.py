"""The words of refusals: complete, in both languages, in the office's manner."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import server
from server.domain.refusal_catalogue.functions import NAMES
from server.domain.refusal_texts import TEXTS
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function, work
from server.domain.roles import ROLES

ROOT = Path(server.__file__).parent


def fields_of(text: str) -> set[str]:
    """The placeholders; a name in both languages (`other_ja`, `other_en`) counts as one."""
    names = (name for _, name, _, _ in Formatter().parse(text) if name)
    return {re.sub("_(ja|en)$", "", name) for name in names}


def handed_through(text: str) -> bool:
    """Whether the words come whole from whoever refuses."""
    return bool(re.fullmatch(r"\{\w+\}", text))


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_name_the_same_things(code):
    text = TEXTS[code]
    assert fields_of(text.ja) == fields_of(text.en)
    assert text.ja.strip() == text.ja
    assert text.en.strip() == text.en


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_text_is_calm_and_half_width(code):
    text = TEXTS[code]
    assert not re.search("[!!０-９]", text.ja), text.ja
    assert "!" not in text.en
    assert text.en[0].isupper() or text.en[0] in '{"'
    assert text.en.endswith((".", "?")) or handed_through(text.en)
    assert not text.ja.endswith("。")


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_status_is_one_the_api_answers_with(code):
    assert TEXTS[code].status in {400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503}


def test_a_missing_right_is_named_in_words():
    refused = Refused("no_right", function="work:qualification")
    assert "資格担当の仕事" in refused.message_ja
    assert "work of eligibility officers" in refused.message_en
    either = Refused("no_right", function="case:view or procedure:view")
    assert "案件の閲覧・手続の閲覧" in either.message_ja


@pytest.mark.parametrize("function", [*Function, *map(work, ROLES)])
def test_every_right_has_words(function):
    assert str(function) in NAMES


def raised_codes() -> dict[str, set[str]]:
    """Codes written as text in `Refused("…")` and `FieldError(…, "…")` anywhere in the program, with their files."""
    found: dict[str, set[str]] = {}
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"Refused": 0, "FieldError": 1}.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            for code in written(node.args[place]):
                found.setdefault(code, set()).add(str(file.relative_to(ROOT)))
    return found


def written(code: ast.expr) -> list[str]:
    """The codes that stand in the text of the program: one, or one of two by a condition."""
    if isinstance(code, ast.IfExp):
        return [*written(code.body), *written(code.orelse)]
    return [code.value] if isinstance(code, ast.Constant) and isinstance(code.value, str) else []


def test_every_code_that_the_program_refuses_with_has_words():
    missing = {code: sorted(files) for code, files in raised_codes().items() if code not in TEXTS}
    assert missing == {}


def lacking() -> dict[str, set[str]]:
    """Places whose `Refused("…", …)` or `FieldError(…, "…", {…})` leave a word of their sentence open."""
    found: dict[str, set[str]] = {}
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            said = said_by(node)
            if said is not None and (open_words := fields_of(TEXTS[said[0]].ja) - said[1]):
                found[f"{file.relative_to(ROOT)}:{node.lineno} {said[0]}"] = open_words  # type: ignore[attr-defined]
    return found


def said_by(node: ast.AST) -> tuple[str, set[str]] | None:
    """Code and parameters of a refusal written out in full; None for all else."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    args = [arg.value if isinstance(arg, ast.Constant) else arg for arg in node.args]
    if node.func.id == "Refused" and args and args[0] in TEXTS:
        names = {keyword.arg or "**" for keyword in node.keywords}
        return None if "**" in names else (str(args[0]), in_one(names))
    if node.func.id == "FieldError" and len(args) > 1 and args[1] in TEXTS:
        given = args[2] if len(args) > 2 else ast.Dict(keys=[], values=[])
        if isinstance(given, ast.Dict):
            return str(args[1]), in_one({key.value for key in given.keys if isinstance(key, ast.Constant)})
    return None


def in_one(names: set[str]) -> set[str]:
    return {re.sub("_(ja|en)$", "", name) for name in names}


def test_no_refusal_leaves_a_word_of_its_sentence_open():
    assert lacking() == {}


def test_a_refusal_carries_words_status_and_basis():
    refused = Refused("age_75_or_over", person="若葉 花子")
    assert refused.status == 409
    assert refused.message_ja.startswith("若葉 花子さんは取得日に75歳以上です")
    assert refused.as_json()["basis"]


def test_a_refusal_is_shown_even_where_a_parameter_is_missing():
    assert "－" in Refused("too_long").message_ja


def test_wrong_fields_are_shown_all_at_once():
    invalid = InputInvalid([FieldError("a", "required"), FieldError("b.0.c", "too_long", {"max": 10})])
    assert invalid.status == 422
    assert [error["field"] for error in invalid.as_json()["errors"]] == ["a", "b.0.c"]  # type: ignore[attr-defined]
