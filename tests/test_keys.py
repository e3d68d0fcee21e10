"""Key files: made once, closed to others, never replaced by themselves."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.domain.refusals import Refused
from server.keys import KEY_BYTES, PURPOSES, load_keys


def refusal(folder: Path, *, create: bool = False) -> Refused:
    with pytest.raises(Refused) as caught:
        load_keys(folder, create=create)
    return caught.value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    load_keys(tmp_path / "keys", create=True)
    return tmp_path / "keys"


def test_made_keys_are_different_and_closed_to_others(folder: Path) -> None:
    keys = load_keys(folder, create=False)
    made = [*keys.my_number, *keys.uploads, *keys.session]
    assert {len(key) for key in made} == {KEY_BYTES}
    assert len(set(made)) == len(PURPOSES)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_second_start_reads_the_same_keys(folder: Path) -> None:
    assert load_keys(folder, create=True) == load_keys(folder, create=False)


def test_processes_that_start_at_once_agree_on_the_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load_keys(tmp_path / "keys", create=True), range(16)))
    assert len({keys.my_number for keys in loaded}) == 1
    assert len(list((tmp_path / "keys").iterdir())) == len(PURPOSES)


def test_a_missing_key_is_refused_not_replaced(folder: Path) -> None:
    (folder / "my_number.key").unlink()
    refused = refusal(folder)
    assert refused.code == "key_file_missing"
    assert "my_number.key" in refused.message_en
    assert not (folder / "my_number.key").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(folder: Path, mode: int) -> None:
    (folder / "uploads.key").chmod(mode)
    assert refusal(folder).code == "key_file_open_to_others"


@pytest.mark.parametrize("content", [b"", b"\n", b"short\n", b"\xff\xfe", base64.urlsafe_b64encode(bytes(31)) + b"\n"])
def test_a_damaged_key_is_refused(folder: Path, content: bytes) -> None:
    (folder / "session.key").write_bytes(content)
    assert refusal(folder, create=True).code == "key_file_unreadable"


def test_older_keys_stay_below_the_present_one(folder: Path) -> None:
    (old,) = load_keys(folder, create=False).my_number
    new = bytes(range(KEY_BYTES))
    file = folder / "my_number.key"
    file.write_bytes(base64.urlsafe_b64encode(new) + b"\n" + file.read_bytes())
    assert load_keys(folder, create=False).my_number == (new, old)


def test_keys_are_never_printed(folder: Path) -> None:
    keys = load_keys(folder, create=False)
    assert repr(keys.session[0]) not in repr(keys)
