from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.printing import fonts
from server.printing.faces import Cluster, Face, Faces, Run, clusters, faces, is_selector

# 葛 with U+E0100 stands in BIZ only (Adobe-Japan1), 邉 with U+E010F in IPAmj only (Moji_Joho).
IN_HOUSE, IN_NAMES, NOWHERE = "葛\U000e0100", "邉\U000e010f", "葛\U000e011f"


@given(st.text(alphabet=st.sampled_from("葛邉a　\ufe00\U000e0100\U000e010f")))
def test_cutting_into_clusters_loses_nothing(text: str) -> None:
    found = list(clusters(text))
    assert "".join(c.text for c in found) == text
    assert all(len(c.base) <= 1 and len(c.selector) <= 1 for c in found)
    assert not any(is_selector(c.base) for c in found if c.base)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("若", None),
        (IN_HOUSE, None),
        (IN_NAMES, None),
        ("𠮷", None),  # JIS X 0213, IPAmj only
        ("髙", None),
        ("神", None),  # compatibility ideograph, kept
        ("①", None),
        (NOWHERE, "variant"),
        ("\U00030edd", "glyph"),  # 𰻝, Unicode 13
        ("ꝁ", "glyph"),
        ("\ue001", "gaiji"),
        ("\U000f0000", "gaiji"),
        ("\u200b", "control"),
        ("\u202e", "control"),
        ("\n", "control"),
        ("\U000e0100", "control"),
        ("\u3099", "control"),  # a voicing mark that was never composed
    ],
)
def test_what_no_font_can_print_is_told_apart(text: str, trouble: str | None) -> None:
    assert [faces().trouble(c) for c in clusters(text)] == [trouble]


def test_a_plain_name_stays_in_the_house_font() -> None:
    assert faces().runs("田所　健太", whole=True) == (Run("田所　健太", names=False),)


def test_a_name_with_one_rare_character_is_set_in_one_font_as_a_whole() -> None:
    assert faces().runs(f"{IN_NAMES}　健太", whole=True) == (Run(f"{IN_NAMES}　健太", names=True),)


def test_in_other_texts_only_the_rare_piece_changes_font() -> None:
    assert faces().runs("𠮷野町", whole=False) == (Run("𠮷", names=True), Run("野町", names=False))


def test_variants_of_two_fonts_in_one_name_get_the_font_that_has_them() -> None:
    assert faces().runs(IN_HOUSE + IN_NAMES, whole=True) == (Run(IN_HOUSE, names=False), Run(IN_NAMES, names=True))


def test_mincho_and_gothic_have_one_repertoire() -> None:
    """The guard looks at Mincho only; headings and emphasis are set in Gothic."""
    found = fonts.active()
    mincho = set(Face(found.mincho).glyphs)
    assert set(Face(found.gothic).glyphs) == mincho == set(Face(found.gothic_bold).glyphs)


def test_a_stray_selector_is_a_cluster_without_base() -> None:
    assert list(clusters("\ufe00葛")) == [Cluster("", "\ufe00"), Cluster("葛")]


def test_without_the_font_of_names_what_needs_it_is_held_not_misprinted() -> None:
    poor = Faces(faces().house, None)
    assert [poor.trouble(c) for c in clusters(f"田{IN_NAMES}𠮷")] == [None, "variant", "glyph"]
    assert poor.runs(IN_NAMES, whole=True) == (Run(IN_NAMES, names=False),)
