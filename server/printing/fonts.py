"""House fonts and the text stack (書体と組版の環境): found once, isolated from the other fonts, fingerprinted.

Letters may use BIZ UDMincho and BIZ UDGothic, and IPAmj Mincho for characters of names (行政事務標準文字, MJ).
Fontconfig sees these directories and nothing else: with the machine's own fonts in sight, a character that no house
font has would be drawn from some symbol font without a word.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import threading
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

from server.printing.faults import StackMissing

MINCHO, GOTHIC, NAMES = "BIZ UDMincho", "BIZ UDGothic", "IPAmjMincho"
HOUSE_FAMILIES = frozenset((MINCHO, GOTHIC, NAMES))

INSTALL = (
    "sudo apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-morisawa-bizud-mincho fonts-morisawa-bizud-gothic fonts-ipamj-mincho"
)
LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0")

_ROOT = Path(__file__).resolve().parents[2]
_SYSTEM = Path("/usr/share/fonts/truetype")
_NPM = "@expo-google-fonts"
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Fonts:
    """The files in use. `names` (IPAmj) may be None where there is no Debian package: such names are then held."""

    mincho: Path
    gothic: Path
    gothic_bold: Path
    names: Path | None

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(file for file in (self.mincho, self.gothic, self.gothic_bold, self.names) if file is not None)

    @property
    def directories(self) -> tuple[Path, ...]:
        return tuple(sorted({file.parent for file in self.files}))


_active: Fonts | None = None


def locate(node_modules: Path, system: Path = _SYSTEM) -> Fonts:
    """The house fonts of Debian's packages, else of the npm packages; raises `StackMissing` naming the command."""
    mincho = _first(
        system / "bizud-mincho" / "BIZUDMincho-Regular.ttf",
        node_modules / _NPM / "biz-udmincho" / "400Regular" / "BIZUDMincho_400Regular.ttf",
    )
    gothic = _first(
        system / "bizud-gothic" / "BIZUDGothic-Regular.ttf",
        node_modules / _NPM / "biz-udgothic" / "400Regular" / "BIZUDGothic_400Regular.ttf",
    )
    bold = _first(
        system / "bizud-gothic" / "BIZUDGothic-Bold.ttf",
        node_modules / _NPM / "biz-udgothic" / "700Bold" / "BIZUDGothic_700Bold.ttf",
    )
    if mincho is None or gothic is None or bold is None:
        raise StackMissing(f"通知書の書体がありません / the fonts of letters are missing: {INSTALL}")
    return Fonts(mincho, gothic, bold, _first(system / "ipamj" / "ipamjm.ttf"))


def require_libraries(load: Callable[[str], object] = ctypes.CDLL) -> None:
    """Raises `StackMissing` when a library of the text stack cannot be loaded.

    libharfbuzz-subset counts: without it WeasyPrint only warns and becomes ten times slower.
    """
    absent = []
    for library in LIBRARIES:
        try:
            load(library)
        except OSError:
            absent.append(library)
    if absent:
        raise StackMissing(f"組版の部品がありません / libraries are missing ({', '.join(absent)}): {INSTALL}")


def write_configuration(fonts: Fonts, folder: Path) -> Path:
    """Writes `fonts.conf` into `folder`: the fonts' directories and a cache directory; answers its path."""
    cache = folder / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    lines = [f"  <dir>{escape(str(directory))}</dir>" for directory in fonts.directories]
    lines.append(f"  <cachedir>{escape(str(cache))}</cachedir>")
    text = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
    text += "\n".join(lines) + "\n</fontconfig>\n"
    target = folder / "fonts.conf"
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        fresh = folder / f"fonts.conf.{os.getpid()}"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(target)
    return target


def set_up(var: Path = _ROOT / "var", node_modules: Path = _ROOT / "node_modules") -> Fonts:
    """Prepares this process for printing: libraries checked, fontconfig isolated under `var`/fonts. Once per process.

    Must run before WeasyPrint is imported, for fontconfig reads its file when the library loads. `render` calls it
    with the defaults when nobody has. Raises `StackMissing`.
    """
    global _active  # one text stack per process, as the libraries themselves have it
    with _LOCK:
        if _active is not None:
            return _active
        if "weasyprint" in sys.modules:
            raise RuntimeError("weasyprint was imported before fonts.set_up(): its fonts are not isolated")
        require_libraries()
        fonts = locate(node_modules)
        os.environ["FONTCONFIG_FILE"] = str(write_configuration(fonts, var.resolve() / "fonts"))
        _active = fonts
    return fonts


def active() -> Fonts:
    """The fonts of this process; sets it up with the defaults when nobody has."""
    return _active or set_up()


@lru_cache(maxsize=1)
def stack_fingerprint() -> str:
    """What decides the bytes of a PDF besides template and data: versions of the text stack, hashes of the fonts.

    Stored with every archived letter. Equal fingerprints promise equal bytes for equal input.
    """
    fonts = active()
    parts = {name: version(name) for name in ("weasyprint", "pydyf", "fonttools", "Pillow")}
    parts["pango"] = _library_version("libpango-1.0.so.0", "pango_version_string")
    parts["harfbuzz"] = _library_version("libharfbuzz.so.0", "hb_version_string")
    parts["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    for file in fonts.files:
        parts[file.stem] = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    return " ".join(f"{name}={value}" for name, value in parts.items())


def import_weasyprint() -> None:
    """Imports WeasyPrint behind `set_up`; a fontconfig that shows it no font is an error, not a warning."""
    active()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        import weasyprint  # noqa: F401


def _first(*candidates: Path) -> Path | None:
    return next((file for file in candidates if file.is_file()), None)


def _library_version(library: str, function: str) -> str:
    call = getattr(ctypes.CDLL(library), function)
    call.restype = ctypes.c_char_p
    call.argtypes = []
    answer = call()
    return answer.decode() if isinstance(answer, bytes) else ""
