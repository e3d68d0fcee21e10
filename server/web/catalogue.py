"""The English catalogue (英語の文言): compiled when the program starts, so that no compiled file is committed.

Screens are written in Japanese; `translations/en/LC_MESSAGES/messages.po` holds the English.
To renew it after a change:

    pybabel extract -k lazy_gettext -F server/web/translations/babel.cfg -o messages.pot --no-location server/web
    pybabel update -i messages.pot -d server/web/translations -l en --no-fuzzy-matching
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> None:
    """Compiles each `messages.po` below `folder` that has no newer `messages.mo`. Safe in several processes at once."""
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            _compile(source, compiled)


def _compile(source: Path, compiled: Path) -> None:
    """Written beside and moved into place, so that no process ever reads half a catalogue."""
    with source.open("rb") as text:
        catalogue = read_po(text)
    handle, name = tempfile.mkstemp(dir=compiled.parent, suffix=".mo")
    with os.fdopen(handle, "wb") as target:
        write_mo(target, catalogue)
    Path(name).replace(compiled)
