from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from server.printing import fonts
from server.printing.faults import StackMissing


def _put(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"font")


def _debian(system: Path) -> None:
    for name in (
        "bizud-mincho/BIZUDMincho-Regular",
        "bizud-gothic/BIZUDGothic-Regular",
        "bizud-gothic/BIZUDGothic-Bold",
    ):
        _put(system / f"{name}.ttf")


def _npm(modules: Path) -> None:
    for name in (
        "biz-udmincho/400Regular/BIZUDMincho_400Regular",
        "biz-udgothic/400Regular/BIZUDGothic_400Regular",
        "biz-udgothic/700Bold/BIZUDGothic_700Bold",
    ):
        _put(modules / "@expo-google-fonts" / f"{name}.ttf")


def test_a_missing_library_gives_one_line_that_names_it_and_the_command() -> None:
    def load(library: str) -> object:
        if library == "libharfbuzz-subset.so.0":
            raise OSError("cannot open shared object file")
        return object()

    with pytest.raises(StackMissing) as missing:
        fonts.require_libraries(load)
    message = str(missing.value)
    assert "libharfbuzz-subset.so.0" in message
    assert "apt-get install" in message
    assert "libharfbuzz-subset0" in message
    assert "\n" not in message


def test_the_libraries_of_this_machine_are_complete() -> None:
    fonts.require_libraries()


def test_missing_fonts_give_one_line_that_names_the_packages(tmp_path: Path) -> None:
    with pytest.raises(StackMissing, match="fonts-morisawa-bizud-mincho") as missing:
        fonts.locate(tmp_path / "node_modules", tmp_path / "system")
    assert "\n" not in str(missing.value)


def test_debian_fonts_come_before_those_of_npm(tmp_path: Path) -> None:
    _debian(tmp_path / "system")
    _npm(tmp_path / "node_modules")
    found = fonts.locate(tmp_path / "node_modules", tmp_path / "system")
    assert all(file.is_relative_to(tmp_path / "system") for file in found.files)


def test_without_debian_the_npm_fonts_serve_and_names_have_no_font_of_their_own(tmp_path: Path) -> None:
    _npm(tmp_path / "node_modules")
    found = fonts.locate(tmp_path / "node_modules", tmp_path / "system")
    assert found.names is None
    assert len(found.files) == 3


def test_the_configuration_shows_the_house_fonts_and_nothing_else(tmp_path: Path) -> None:
    _debian(tmp_path / "sys & tem")
    found = fonts.locate(tmp_path / "node_modules", tmp_path / "sys & tem")
    file = fonts.write_configuration(found, tmp_path / "conf")
    tree = ET.parse(file).getroot()
    assert [Path(str(e.text)) for e in tree.iter("dir")] == sorted({f.parent for f in found.files})
    assert [Path(str(e.text)) for e in tree.iter("cachedir")] == [tmp_path / "conf" / "cache"]
    assert {child.tag for child in tree} == {"dir", "cachedir"}


def test_the_fingerprint_names_library_versions_and_every_font_file() -> None:
    fingerprint = fonts.stack_fingerprint()
    for name in ("weasyprint=70.0", "pango=1.", "harfbuzz=", *(file.stem for file in fonts.active().files)):
        assert name in fingerprint
    assert "/" not in fingerprint
