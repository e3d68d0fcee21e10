"""What stops a letter: `Held` is for the office to mend (保留), `LetterFault` for whoever wrote template or data.

Nothing is printed in either case: a letter that would come out wrongly is worse than one that comes late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from server.domain.refusals import Refused

HeldKind = Literal["glyph", "variant", "gaiji", "control", "my_number", "overflow", "pages", "font", "seal"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why a letter is held: `slot` is the dotted path of the value (`addressee.name`), "" for the page."""

    kind: HeldKind
    slot: str
    sentence_ja: str
    sentence_en: str


class Held(Exception):
    """The letter would print wrongly and is held (保留); casework makes a task of it. Nothing was printed.

    `kind`, `slot` and the two sentences are those of the first finding; `findings` holds all of them.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        if not findings:
            raise ValueError("Held needs at least one finding")
        self.findings = tuple(findings)
        first = self.findings[0]
        self.kind: HeldKind = first.kind
        self.slot = first.slot
        self.sentence_ja = first.sentence_ja
        self.sentence_en = first.sentence_en
        super().__init__(f"{first.kind} {first.slot}: {first.sentence_en}")

    def as_refusal(self) -> Refused:
        """The first finding as a refusal (`letter_held`), for screens, the API and the command line."""
        return Refused(
            "letter_held", at_field=self.slot or None, sentence_ja=self.sentence_ja, sentence_en=self.sentence_en
        )

    def as_json(self) -> list[dict[str, str]]:
        """The findings as data for a task: `[{"kind", "slot", "sentence_ja", "sentence_en"}]`."""
        return [
            {"kind": f.kind, "slot": f.slot, "sentence_ja": f.sentence_ja, "sentence_en": f.sentence_en}
            for f in self.findings
        ]


class LetterFault(Exception):
    """A mistake of ours: a template, a head or the engine's own warning. The letter is not made; an incident is."""


class HeadInvalid(LetterFault):
    """One or more letter heads are wrong; `findings` names file, field and fault of each."""

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


class DataInvalid(LetterFault):
    """The frozen data do not have the shape that the letter's head documents: unknown, missing or mistyped slots."""

    def __init__(self, letter: str, findings: Sequence[str]) -> None:
        self.letter = letter
        self.findings = tuple(findings)
        super().__init__(f"{letter}: " + "; ".join(self.findings))


class ArchiveDamaged(Exception):
    """An archived letter no longer has the hash it was stored under; it is restored from a backup, never re-made."""


class StackMissing(RuntimeError):
    """A system library or a house font is missing; the message is one line that names the command to give."""
