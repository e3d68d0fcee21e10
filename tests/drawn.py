"""Letters of walks, each drawn once in a run (同じ通知書は一度だけ組む).

The archive promises equal bytes for equal text, data and fonts (`stack_fingerprint`), and hundreds of tests issue the
same letters to the same households on the same day. What one of them drew, in whichever process, is handed to the
others; what differs in anything, and what was refused, is drawn. The tests of printing itself draw all they look at.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from server.casework import issue_letters
from server.printing import fonts
from server.printing.heads import Letter
from server.printing.render import Rendered, render, version_of


@pytest.fixture(scope="session", autouse=True)
def letters_drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The use case that issues letters asks the folder of this run before it draws."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "drawn"
    folder.mkdir(exist_ok=True)

    def drawn(letter: Letter, data: Mapping[str, Any], *, void: bool = False) -> Rendered:
        path = folder / _key(letter, data, void)
        if path.exists():
            found: Rendered = pickle.loads(path.read_bytes())
            return found
        made = render(letter, data, void=void)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(pickle.dumps(made))
        draft.replace(path)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issue_letters, "render", drawn)
        yield


def _key(letter: Letter, data: Mapping[str, Any], void: bool) -> str:
    """All that a letter's bytes hang on."""
    text = version_of(letter, data).template_hash
    told = json.dumps([letter.id, text, data, void, fonts.stack_fingerprint()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
