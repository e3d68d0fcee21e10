"""The check of letters before they are used (通知書の検査): heads, samples, and that each prints all it is given.

`kokuho check` calls it. Every letter must render its typical and its hardest sample, and the hardest must print every
slot: a slot that nobody prints is a promise the paper does not keep.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.printing.faults import HeadInvalid, Held, LetterFault
from server.printing.heads import Letter, load_letters
from server.printing.render import render

SAMPLES = ("typical", "hardest")


@dataclass(frozen=True, slots=True)
class LetterFinding:
    """One finding about a file below `letters/`; `rule` is a short stable word."""

    path: str
    rule: str
    message_ja: str
    message_en: str


def check_letters(root: Path) -> list[LetterFinding]:
    """All findings of all letters below `root`, none when they are right. About 0.3 s a sample."""
    try:
        letters = load_letters(root)
    except HeadInvalid as invalid:
        return [_finding(fault.split(":", 1)[0], "letter_head", fault) for fault in invalid.findings]
    return [finding for letter in letters.values() for finding in _check_letter(root, letter)]


def read_sample(root: Path, letter: str, sample: str) -> dict[str, Any]:
    """The sample `typical` or `hardest` of a letter; raises `LetterFault` when it is missing or not JSON."""
    file = root / f"{letter}.{sample}.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise LetterFault(f"{letter}.{sample}.json: {fault}") from None
    if not isinstance(content, dict):
        raise LetterFault(f"{letter}.{sample}.json: an object is expected")
    return content


def _check_letter(root: Path, letter: Letter) -> Iterator[LetterFinding]:
    for sample in SAMPLES:
        path = f"{letter.id}.{sample}.json"
        try:
            rendered = render(letter, read_sample(root, letter.id, sample), void=True)
        except Held as held:
            yield from (LetterFinding(path, f"letter_{f.kind}", f.sentence_ja, f.sentence_en) for f in held.findings)
        except LetterFault as fault:
            yield _finding(path, "letter_sample", str(fault))
        else:
            if sample == SAMPLES[-1]:
                yield from (
                    _finding(path, "letter_slot_unprinted", f"{slot} is never printed") for slot in rendered.unprinted
                )


def _finding(path: str, rule: str, message: str) -> LetterFinding:
    return LetterFinding(path, rule, f"通知書の定義に誤りがあります: {message}", message)


def as_json(finding: LetterFinding) -> Mapping[str, Any]:
    """The finding in the shape that `kokuho check --json` prints."""
    return {
        "path": f"letters/{finding.path}",
        "element": None,
        "name": None,
        "line": None,
        "severity": "error",
        "rule": finding.rule,
        "message_ja": finding.message_ja,
        "message_en": finding.message_en,
    }
