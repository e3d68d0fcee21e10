"""`kokuho user`: linked systems and tokens from the machine itself; a text is shown once and never again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click import Command

from server.cli import user
from server.cli.output import FOUND, OK, run


@pytest.fixture(autouse=True)
def installation(sqlite_city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_city, tmp_path / "data" / "kokuho.db")
    for name, value in {
        "KOKUHO_MODE": "demo",
        "KOKUHO_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'kokuho.db'}",
        "KOKUHO_DATA": str(tmp_path / "data"),
        "KOKUHO_KEYS": str(tmp_path / "keys"),
    }.items():
        monkeypatch.setenv(name, value)


def said(capsys: pytest.CaptureFixture[str], command: Command, *arguments: str) -> dict[str, Any]:
    """What the command prints with `--json`."""
    assert run(command, [*arguments, "--json"]) == OK
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], command: Command, *arguments: str) -> str:
    """The code of the refusal."""
    with pytest.raises(SystemExit) as end:
        run(command, [*arguments, "--json"])
    assert end.value.code == FOUND
    return str(json.loads(capsys.readouterr().out)["refusal"]["code"])


def test_a_system_is_registered_gets_a_token_that_is_listed_replaced_and_revoked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    system = ("portal", "--name", "申請の窓口", "--until", "2099-01-01", "--requested-by", "sakai")
    said(capsys, user.system, *system, "--allow", "case:start@all", "--allow", "case:view@chuo")
    text = said(capsys, user.token, "portal", "--label", "試験", "--only", "case:view@chuo")["token"]
    (line,) = said(capsys, user.list_tokens, "portal")["tokens"]
    assert (line["state"], line["limits"], line["last_used_at"]) == ("live", ["case:view@chuo"], None)
    assert text not in json.dumps(line)
    replaced = said(capsys, user.rotate, line["token_id"], "--overlap-hours", "0")
    assert replaced["replaces"] == line["token_id"]
    new = next(one for one in said(capsys, user.list_tokens)["tokens"] if one["state"] == "live")
    said(capsys, user.revoke, new["token_id"])
    states = [one["state"] for one in said(capsys, user.list_tokens, "portal")["tokens"]]
    assert states == ["revoked", "revoked"]
    said(capsys, user.end_system, "portal")


def test_what_cannot_be_is_refused_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    system = ("portal", "--name", "x", "--until", "2099-01-01", "--requested-by")
    assert refused(capsys, user.system, *system, "sakai", "--allow", "work:approver@all") == "system_cannot_decide"
    assert refused(capsys, user.system, *system, "nobody", "--allow", "case:view@all") == "person_not_found"
    assert refused(capsys, user.token, "saeki", "--only", "audit:view@all") == "token_exceeds_grants"
    assert refused(capsys, user.revoke, "0" * 32) == "token_not_found"
    assert refused(capsys, user.rotate, "0" * 32) == "token_not_found"
    assert refused(capsys, user.end_system, "saeki") == "person_not_found"


def test_the_list_of_tokens_reads_well_when_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(user.list_tokens, []) == OK
    assert capsys.readouterr().out.strip() == "鍵はありません"
