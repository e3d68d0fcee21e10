"""What a font can print (字形の有無): characters and name variants (異体字, IVS) of the house fonts; who prints what.

Pango chooses the font by the base character alone, so in a stack of fonts a variant that only the second font knows is
silently printed as the plain character. Therefore the choice is made here, before the text is laid out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from server.printing import fonts

_BOLD = 600
# What HarfBuzz applies to level text only when it is asked to; any other feature counts as on.
_OFF_BY_DEFAULT = frozenset(
    "aalt dlig dnom expt frac fwid hojo hwid jp78 jp83 jp90 nalt nlck numr ruby sups trad vert vkna vrt2 zero".split()
)

Trouble = Literal["glyph", "variant", "gaiji", "control"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One character as the reader sees it: the base, and the variation selector (異体字セレクタ) behind it, if any."""

    base: str
    selector: str = ""

    @property
    def text(self) -> str:
        return self.base + self.selector


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text for one font; `names` means IPAmj Mincho, else the house font of the place."""

    text: str
    names: bool


class Face:
    """The character map of one font file: glyph numbers of characters and of variation sequences (cmap format 14)."""

    def __init__(self, path: Path) -> None:
        from fontTools.ttLib import TTFont

        font = TTFont(path, lazy=True)
        best = font.getBestCmap()
        number = {name: index for index, name in enumerate(font.getGlyphOrder())}
        self.glyphs: dict[str, int] = {chr(code): number[name] for code, name in best.items()}
        self.units_per_em: int = font["head"].unitsPerEm
        for table in font["cmap"].tables:
            if table.format != 14:
                continue
            for selector, sequences in table.uvsDict.items():
                for code, name in sequences:
                    if name is not None or code in best:
                        self.glyphs[chr(code) + chr(selector)] = number[name or best[code]]

    def glyph(self, cluster: Cluster) -> int | None:
        """The glyph number of the cluster, None when this font would print something else or nothing."""
        return self.glyphs.get(cluster.text)


@dataclass(frozen=True, slots=True)
class Faces:
    """The two faces that text may be set in. BIZ UDMincho and UDGothic have one repertoire (checked by a test)."""

    house: Face
    names: Face | None

    def trouble(self, cluster: Cluster) -> Trouble | None:
        """Why the cluster cannot be printed truly, None when it can."""
        found = _never_printed(cluster)
        if found is not None or self._can(cluster):
            return found
        return "variant" if cluster.selector and self._can(Cluster(cluster.base)) else "glyph"

    def runs(self, text: str, *, whole: bool) -> tuple[Run, ...]:
        """`text` cut into pieces by font. `whole`: a name is set in one font when one font has all of it.

        Where neither has all (one variant stands only in this font, another only in that), each cluster gets the font
        that has it. Clusters that no font has stay with the house font; the guard has refused them before.
        """
        found = tuple(clusters(text))
        if all(self.house.glyph(c) is not None for c in found) or self.names is None:
            return (Run(text, names=False),)
        if whole and all(self.names.glyph(c) is not None for c in found):
            return (Run(text, names=True),)
        return tuple(self._split(found))

    def _can(self, cluster: Cluster) -> bool:
        return self.house.glyph(cluster) is not None or (
            self.names is not None and self.names.glyph(cluster) is not None
        )

    def _split(self, found: tuple[Cluster, ...]) -> Iterator[Run]:
        piece, in_names = "", False
        for cluster in found:
            needs_names = self.house.glyph(cluster) is None
            if needs_names != in_names and piece:
                yield Run(piece, in_names)
                piece = ""
            in_names = needs_names
            piece += cluster.text
        if piece:
            yield Run(piece, in_names)


def clusters(text: str) -> Iterator[Cluster]:
    """Cuts `text` into base characters with the selector that follows; a selector without a base stands alone."""
    waiting = ""
    for sign in text:
        if is_selector(sign) and waiting:
            yield Cluster(waiting, sign)
            waiting = ""
        elif is_selector(sign):
            yield Cluster("", sign)
        else:
            if waiting:
                yield Cluster(waiting)
            waiting = sign
    if waiting:
        yield Cluster(waiting)


def is_selector(sign: str) -> bool:
    """Whether `sign` is a variation selector (U+FE00-FE0F, U+E0100-E01EF)."""
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


@lru_cache(maxsize=1)
def faces() -> Faces:
    """The faces of this process, read once (about 0.5 s)."""
    found = fonts.active()
    return Faces(Face(found.mincho), Face(found.names) if found.names else None)


@lru_cache(maxsize=8)
def free_signs(family: str, weight: int) -> frozenset[str]:
    """The signs of a house font that are set the same whatever stands beside them; none where the font moves glyphs.

    Read from the font itself: no pair of glyphs is kerned, and no rule that is on by default replaces the glyph.
    """
    from fontTools.ttLib import TTFont

    found = fonts.active()
    file = {fonts.MINCHO: found.mincho, fonts.GOTHIC: found.gothic_bold if weight >= _BOLD else found.gothic}.get(
        family
    )
    if file is None:
        return frozenset()
    font = TTFont(file, lazy=True)
    if ("GPOS" in font and font["GPOS"].table.FeatureList is not None) or "kern" in font:
        return frozenset()
    touched = _touched(font["GSUB"].table) if "GSUB" in font else set()
    return frozenset(chr(code) for code, name in font.getBestCmap().items() if name not in touched)


def _touched(rules: Any) -> set[str]:
    """The glyphs that some rule which is on by default looks at."""
    lookups = {
        number
        for record in rules.FeatureList.FeatureRecord
        if record.FeatureTag not in _OFF_BY_DEFAULT
        for number in record.Feature.LookupListIndex
    }
    touched: set[str] = set()
    for number in lookups:
        for one in rules.LookupList.Lookup[number].SubTable:
            table = getattr(one, "ExtSubTable", one)
            if hasattr(table, "ligatures"):
                touched |= set(table.ligatures)
                touched |= {name for rest in table.ligatures.values() for rule in rest for name in rule.Component}
            elif hasattr(table, "mapping"):
                touched |= set(table.mapping)
            else:
                raise ValueError("a rule of the font that is not understood")
    return touched


def _never_printed(cluster: Cluster) -> Trouble | None:
    if not cluster.base:
        return "control"
    category = unicodedata.category(cluster.base)
    if category == "Co":
        return "gaiji"
    # Separators and formatting marks move or hide text; marks that combine come from text that was never composed.
    if category in ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Mn", "Me", "Mc"):
        return "control"
    return None
