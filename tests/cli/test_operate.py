"""`kokuho init`: production gets its keys once and on purpose, never by a start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.cli.operate import init
from server.cli.output import FOUND, OK, run
from server.keys import load_keys


@pytest.fixture(autouse=True)
def production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "KOKUHO_MODE": "production",
        "KOKUHO_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'kokuho.db'}",
        "KOKUHO_DATA": str(tmp_path / "data"),
        "KOKUHO_KEYS": str(tmp_path / "keys"),
        "KOKUHO_PUBLIC_URL": "https://kokuho.city.example",
    }.items():
        monkeypatch.setenv(name, value)


def test_a_start_without_keys_is_refused_and_makes_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run(init, ["--json"])
    assert end.value.code == FOUND
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "key_file_missing"
    assert not (tmp_path / "keys").exists()


def test_new_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    assert run(init, ["--new-keys"]) == OK
    made = load_keys(tmp_path / "keys", create=False)
    assert run(init, ["--new-keys"]) == OK
    assert run(init, []) == OK
    assert load_keys(tmp_path / "keys", create=False) == made
