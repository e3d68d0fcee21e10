"""The template environment (雛形の処理系): a sandbox in which a letter can print its data and nothing else.

Templates are edited by office staff, so they run in Jinja's sandbox, with every value escaped and every unknown name an
error. They come from the memory of the version that was hashed, and so do images: nothing is fetched from outside.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from server.domain.wareki import Style
from server.printing.codes import BarCode, code128, gs1_128
from server.printing.faults import LetterFault
from server.printing.heads import Version
from server.printing.qr_code import qr_code, qr_uri
from server.printing.seals import seal_uri
from server.printing.template_rules import check_template
from server.printing.values import Session, Value, as_wareki, as_yen, as_zen, wrap

BASE_URL = "http://letters.invalid/"  # a name that exists nowhere; nothing is ever asked of it


def fill(version: Version, data: dict[str, Any], session: Session, *, void: bool) -> tuple[str, int]:
    """The letter as HTML, and how many seals it bears. Raises `LetterFault` naming what the template did wrong."""
    day = date.fromisoformat(data["issued_on"])
    seals: list[str] = []
    names = {
        **wrap(session, version.head.all_slots, data),
        "head": version.head,
        "city": version.base.city(day),
        "appeal": version.appeal_on(day),
        "void": void,
        "seal": _seal_printer(version, day, seals, void=void),
    }
    try:
        html = _environment(version).get_template(version.body).render(names)
    except (TemplateError, TypeError, KeyError, ValueError, AttributeError, RecursionError) as fault:
        raise LetterFault(f"{version.body}: {type(fault).__name__}: {fault}") from fault
    return html, 0 if void else len(seals)


@lru_cache(maxsize=64)
def _environment(version: Version) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(version.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(yen=_yen, wareki=_wareki, zen=_zen, mj=_mj)
    environment.globals["bar_code"] = _bar_code
    environment.globals["store_code"] = _store_code
    environment.globals["el_qr_code"] = _el_qr_code
    for name, source in version.templates.items():
        check_template(environment, name, source)
    return environment


def _seal_printer(version: Version, day: date, seals: list[str], *, void: bool) -> Callable[[], Markup]:
    def seal() -> Markup:
        """The seal that the head has leave to print; the alternative text is its inscription."""
        use = version.head.seal
        if use is None:
            raise LetterFault(f"{version.body}: prints a seal, but the head says none")
        found = version.base.seal(use.key, day)
        seals.append(use.key)
        return Markup('<img class="seal" alt="{}" src="{}" style="width:{}mm;height:{}mm">').format(
            found.inscription, seal_uri(found, void=void), found.size_mm, found.size_mm
        )

    return seal


def _bar_code(value: Value, height_mm: float, module_mm: float = 0.3) -> Markup:
    """The code slot `value` as Code 128; `module_mm` is the width of the thinnest bar."""
    text = value.raw_text()
    return _code_picture(value, text, code128(text), height_mm, module_mm, "128")


def _store_code(value: Value, height_mm: float, module_mm: float = 0.2) -> Markup:
    """The digits of slot `value` as the stores' code (GS1-128)."""
    text = value.raw_text()
    return _code_picture(value, text, gs1_128(text), height_mm, module_mm, "gs1")


def _el_qr_code(value: Value, module_mm: float = 0.6) -> Markup:
    """The digits of slot `value` as a QR code; `module_mm` is the side of one of its modules."""
    text = value.raw_text()
    code = qr_code(text)
    side = code.modules * module_mm
    return _code_picture(value, text, BarCode(code.modules, qr_uri(code)), side, module_mm, "qr")


def _code_picture(value: Value, text: str, code: BarCode, height_mm: float, module_mm: float, kind: str) -> Markup:
    return Markup(
        '<img class="bar-code" alt="{}" src="{}" style="width:{:.2f}mm;height:{:.4g}mm" data-code="{}" '
        'data-code-of="{}">'
    ).format(text, code.uri, code.modules * module_mm, height_mm, kind, value.path)


def _yen(value: Value) -> Markup:
    return value.shown_as(as_yen)


def _wareki(value: Value, style: Style = "long") -> Markup:
    return value.shown_as(as_wareki(style))


def _zen(value: Value) -> Markup:
    return value.shown_as(as_zen)


def _mj(value: Value) -> Markup:
    """A text whose characters are set as a name's are: all of it in one font that has every variant."""
    return value.shown_as_name()


class Images:
    """The only images a letter may name: the head's assets, from memory, and pictures made by the program (data:)."""

    def __init__(self, version: Version) -> None:
        self._files = version.files

    def content(self, url: str) -> bytes:
        """The bytes of the asset at `BASE_URL`; raises `LetterFault` for any other address."""
        name = unquote(url.removeprefix(BASE_URL))
        if not url.startswith(BASE_URL) or name not in self._files:
            raise LetterFault(f"a letter may not fetch {url[:80]}")
        return self._files[name]
