"""Front-end packages, served from `node_modules` under `/vendor/` and nowhere else (外部の部品).

A page may ask for the files named in `FILES` and for nothing more. The address carries the hash of the content, so a
browser keeps a file for a year and still takes a new one after an upgrade. `fonts.css` is made here, because a style
sheet of our own could not know the hashed addresses of the font files.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file, url_for

ROOT = Path(__file__).resolve().parents[2] / "node_modules"
STATIC = Path(__file__).resolve().parent / "static"

#: Name in the address → file below `node_modules`.
FILES: dict[str, str] = {
    "tokens.css": "@digital-go-jp/design-tokens/dist/tokens.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "bpmn-viewer.js": "bpmn-js/dist/bpmn-navigated-viewer.production.min.js",
    "bpmn-modeler.js": "bpmn-js/dist/bpmn-modeler.production.min.js",
    "bpmn-signs.css": "bpmn-js/dist/assets/bpmn-font/css/bpmn-codes.css",
    "bpmn-signs.ttf": "bpmn-js/dist/assets/bpmn-font/font/bpmn.ttf",
    "bpmn.css": "bpmn-js/dist/assets/bpmn-js.css",
    "diagram.css": "bpmn-js/dist/assets/diagram-js.css",
    "udp-400.ttf": "@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf",
    "udp-700.ttf": "@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf",
    "ud-400.ttf": "@expo-google-fonts/biz-udgothic/400Regular/BIZUDGothic_400Regular.ttf",
    "ud-700.ttf": "@expo-google-fonts/biz-udgothic/700Bold/BIZUDGothic_700Bold.ttf",
}

#: Family, weight, names under which the face is installed (Windows brings it along), file for those who lack it.
FACES: tuple[tuple[str, int, tuple[str, ...], str], ...] = (
    ("BIZ UDPGothic", 400, ("BIZ UDPGothic", "BIZ UDPゴシック"), "udp-400.ttf"),
    ("BIZ UDPGothic", 700, ("BIZ UDPGothic Bold", "BIZUDPGothic-Bold"), "udp-700.ttf"),
    ("BIZ UDGothic", 400, ("BIZ UDGothic", "BIZ UDゴシック"), "ud-400.ttf"),
    ("BIZ UDGothic", 700, ("BIZ UDGothic Bold", "BIZUDGothic-Bold"), "ud-700.ttf"),
    ("bpmn", 400, (), "bpmn-signs.ttf"),  # the signs of the diagram editor's tools
)

YEAR = 365 * 24 * 60 * 60  # seconds
MIMETYPES = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf"}

vendor = Blueprint("vendor", __name__, url_prefix="/vendor")


def root() -> Path:
    """The folder of the packages: `VENDOR_ROOT` of the configuration (an installed wheel has its own), else ours."""
    return Path(current_app.config.get("VENDOR_ROOT", ROOT))


@cache
def digest_of(path: Path) -> str:
    """The first 16 hex digits of the SHA-256 of a file; read once, for the files do not change while we run."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def vendor_url(name: str) -> str:
    """The address of one vendored file with its hash. KeyError: `name` is not on the list, a fault of ours."""
    return url_for("vendor.file", digest=_digest(name), name=name)


def asset_url(name: str) -> str:
    """The address of one of our own static files with the hash of its content, so that an upgrade is seen at once."""
    return url_for("static", filename=name, v=digest_of(STATIC / name))


def fonts_css() -> str:
    """The `@font-face` rules: the installed face first, the vendored file where it is missing."""
    return "\n".join(_face(*face) for face in FACES) + "\n"


def _face(family: str, weight: int, local_names: tuple[str, ...], name: str) -> str:
    local = [f'local("{each}")' for each in local_names]
    source = ", ".join([*local, f'url("{vendor_url(name)}") format("truetype")'])
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; src: {source}; }}'


@vendor.get("/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    """One vendored file, kept by browsers for a year; 404 for a name not on the list or the hash of another content."""
    if not _is_served(name) or digest != _digest(name):
        abort(404)
    if name == "fonts.css":
        response = Response(fonts_css(), mimetype="text/css")
    else:
        response = send_file(root() / FILES[name], mimetype=MIMETYPES[Path(name).suffix])
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.max_age = YEAR
    response.cache_control.immutable = True
    return response


def _is_served(name: str) -> bool:
    return name == "fonts.css" or (name in FILES and (root() / FILES[name]).is_file())


def _digest(name: str) -> str:
    if name == "fonts.css":
        return hashlib.sha256(fonts_css().encode()).hexdigest()[:16]
    return digest_of(root() / FILES[name])
