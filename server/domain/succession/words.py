"""Words of succession (承継の文言): how an heir is related, what he said, who represents all."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

KIN: Mapping[str, tuple[str, str]] = {
    "SPOUSE": ("配偶者", "Spouse"),
    "CHILD": ("子(代襲する孫などを含む)", "Child"),
    "ASCENDANT": ("父母・祖父母", "Ascendant"),
    "SIBLING": ("兄弟姉妹(代襲する甥・姪を含む)", "Sibling"),
    "LEGATEE": ("包括受遺者", "Universal legatee"),
}
ACCEPTANCE: Mapping[str, tuple[str, str]] = {
    "ACCEPTED": ("単純承認", "Accepted"),
    "LIMITED": ("限定承認", "Accepted with limits"),
    "RENOUNCED": ("相続放棄", "Renounced"),
    "LOST": ("欠格・廃除", "Disqualified"),
}
REPRESENTED: Mapping[str, tuple[str, str]] = {
    "FILED": ("相続人の届出", "Named by the heirs"),
    "DESIGNATED": ("市長の指定", "Designated by the mayor"),
    "ALONE": ("相続人が1人", "The only heir"),
}


def share_words(share: Fraction) -> str:
    """6分の1; 全部 for the whole."""
    return "全部" if share == 1 else f"{share.denominator}分の{share.numerator}"


def share_read(text: str) -> Fraction | None:
    """A share as it was typed: 1/3, 3分の1, 1; None for anything else."""
    said = text.strip()
    if "分の" in said:
        lower, _, upper = said.partition("分の")
        said = f"{upper}/{lower}"
    upper, _, lower = said.partition("/")
    if not upper.isascii() or not upper.isdigit() or (lower and not (lower.isascii() and lower.isdigit())):
        return None
    return None if lower and int(lower) == 0 else Fraction(int(upper), int(lower or 1))


def line_read(text: str | None) -> tuple[str, ...]:
    """The dead line an heir stands in for, from the dead payer's child down: 長男/孫."""
    parts = (text or "").replace("／", "/").split("/")
    return tuple(part.strip() for part in parts if part.strip())
