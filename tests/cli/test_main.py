"""The command line's frame: its list, its statuses, refusals as data."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest

from server.cli.main import COMMANDS, kokuho
from server.cli.output import FOUND, INTERRUPTED, OK, WRONG_CALL, emit, json_option, run
from server.domain.refusals import FieldError, InputInvalid, Refused


@click.group()
def group() -> None:
    """A few commands that end in every way there is."""


@group.command()
@json_option
def refuse(as_json: bool) -> None:
    raise Refused("age_75_or_over", person="若葉 花子")


@group.command()
@json_option
def wrong_fields(as_json: bool) -> None:
    raise InputInvalid([FieldError("name", "required"), FieldError("members.0.kana", "required")])


@group.command()
@json_option
def find(as_json: bool) -> int:
    emit({"findings": ["名"]}, lambda: "ひとつ", as_json=as_json)
    return FOUND


@group.command()
def stopped() -> None:
    raise KeyboardInterrupt


def ending(arguments: list[str]) -> int:
    try:
        return run(group, arguments)
    except SystemExit as end:
        return int(str(end.code))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_listed_command_is_there_and_says_what_it_does(name: str) -> None:
    command = kokuho.get_command(click.Context(kokuho), name)
    assert command is not None
    assert command.help


def test_a_command_nobody_wrote_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(kokuho, ["fly"]) == WRONG_CALL
    assert "fly" in capsys.readouterr().err


def test_a_refusal_is_text_for_people_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["refuse"]) == FOUND
    out, err = capsys.readouterr()
    assert out == ""
    assert "若葉 花子さん" in err
    assert "age_75_or_over" in err


def test_a_refusal_is_data_with_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["refuse", "--json"]) == FOUND
    refusal = json.loads(capsys.readouterr().out)["refusal"]
    assert refusal.keys() == {"code", "message_ja", "message_en", "field", "basis"}
    assert refusal["code"] == "age_75_or_over"


def test_all_wrong_fields_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["wrong-fields"]) == FOUND
    assert "members.0.kana" in capsys.readouterr().err
    assert ending(["wrong-fields", "--json"]) == FOUND
    assert len(json.loads(capsys.readouterr().out)["refusal"]["errors"]) == 2


def test_findings_end_with_one_and_stay_readable(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["find", "--json"]) == FOUND
    assert "名" in capsys.readouterr().out
    assert ending(["find"]) == FOUND
    assert capsys.readouterr().out == "ひとつ\n"


def test_interruption_is_neither_success_nor_finding() -> None:
    assert ending(["stopped"]) == INTERRUPTED


def test_help_imports_no_command() -> None:
    code = (
        "import sys; from server.cli.main import kokuho; from server.cli.output import run; "
        "status = run(kokuho, ['--help']); sys.exit(status or any(m in sys.modules for m in ('sqlalchemy', 'lxml')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == OK
