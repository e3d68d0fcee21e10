"""Nothing from outside: no page asks another host, locks carry hashes and no addresses, no file names a machine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, text_of, texts

# What a page or a letter would fetch: an address in an attribute, a style sheet or a script. Names of XML vocabularies
# look like addresses and are not.
ADDRESS = re.compile(r"""(?:[a-z][a-z0-9+]*:)?//[\w.-]+\.[a-z]{2,}""", re.IGNORECASE)
VOCABULARY = re.compile(r"//(www\.w3\.org|www\.omg\.org|spiffworkflow\.org|bpmn\.io)\b")
SHOWN = (".css", ".html", ".j2", ".js", ".svg")

# Written as patterns so that this file does not name what it looks for.
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/|\b(?:pypi|pythonhosted|npmjs|deb\.debian)\.(?:org|com|dev)\b")


def addresses(text: str) -> list[str]:
    """The addresses of other hosts in a text."""
    return [found for found in ADDRESS.findall(text) if not VOCABULARY.search(found)]


def test_pages_and_letters_ask_nobody_outside() -> None:
    shown = [file for file in texts("server", "letters") if file.name.endswith(SHOWN)]
    assert shown
    assert {str(file): found for file in shown if (found := addresses(text_of(file)))} == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_python_locks_hold_hashes_and_no_addresses(name: str) -> None:
    lock = text_of(Path(name))
    assert not re.search(
        r"://|^\s*-|\s@\s", re.sub(r"^\s+--hash=sha256:[0-9a-f]{64}", "", lock, flags=re.MULTILINE), re.MULTILINE
    )
    for requirement in re.split(r"\n(?=\S)", lock.strip()):
        assert re.match(r"[a-z0-9.-]+==[^\s]+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_the_smaller_lock_is_a_part_of_the_larger_in_the_same_versions() -> None:
    small, large = (
        set(re.findall(r"^\S+==\S+", text_of(Path(name)), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert small < large


def test_the_front_end_lock_holds_hashes_and_no_addresses() -> None:
    assert "://" not in text_of(Path("package-lock.json"))
    packages = json.loads(text_of(Path("package-lock.json")))["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)
    wanted = json.loads(text_of(Path("package.json")))["dependencies"]
    assert packages[""]["dependencies"] == wanted


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert {str(file): found for file in texts() if (found := MACHINE.findall(text_of(file)))} == {}


def test_nothing_of_others_is_committed() -> None:
    foreign = [file for file in texts() if re.search(r"\.min\.(js|css)$|node_modules", str(file))]
    fonts = [
        str(path.relative_to(ROOT))
        for kind in ("ttf", "otf", "woff", "woff2")
        for path in ROOT.glob(f"[!.n]*/**/*.{kind}")
    ]
    assert foreign == []
    assert [font for font in fonts if not font.startswith("var/")] == []


@pytest.mark.parametrize(
    "text",
    ['<script src="//cdn.example.com/x.js">', "url(https://fonts.example.org/f)", "fetch('http://10.city.example/')"],
)
def test_every_kind_of_address_is_found(text: str) -> None:
    assert addresses(text)


def test_a_vocabulary_is_no_address() -> None:
    assert addresses('<svg xmlns="http://www.w3.org/2000/svg">') == []
