"""The look holds: every page renders, nothing is inline or from outside, colours are read, nobody is shut out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from playwright.sync_api import Page

from server.web.look import STATIC, TEMPLATES, TRANSLATIONS
from server.web.vendor import FILES, ROOT
from tests.browser.scrutiny import AXE_TAGS, judged_by_axe
from tests.chromium import Chromium
from tests.web.gallery_pages import OFFICE_FORMS, PAGES

NARROW = ("inbox", "task_errors", "task_every_type_errors", "check", "decide", "case", "household", "head")
JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")


class Inline(HTMLParser):
    """Collects what a strict policy forbids, and addresses outside our own host."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and not names.get("src")):
            self.found.append(f"inline <{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}>")
            if name in ("src", "href", "action", "data") and re.match(r"(https?:)?//|data:|javascript:", value or ""):
                self.found.append(f"<{tag} {name}={value}>")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_renders_without_anything_inline_or_from_outside(gallery: Flask, name: str, lang: str) -> None:
    answer = gallery.test_client().get(f"/page/{name}?lang={lang}")
    assert answer.status_code == 200
    parser = Inline()
    parser.feed(answer.text)
    assert parser.found == []
    assert f'<html lang="{lang}"' in answer.text


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_labels_and_links_lead_to_them(gallery: Flask, name: str) -> None:
    text = gallery.test_client().get(f"/page/{name}").text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))
    named = re.findall(r'\s(?:for|aria-describedby|aria-labelledby)="([^"]+)"', text)
    targets = {one for value in named for one in value.split()} | set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(ids)


def test_a_filled_button_stands_alone_in_its_place(gallery: Flask) -> None:
    """One filled button for each context: the page's acts, the bar above a list, a dialog."""
    for name in PAGES:
        text = gallery.test_client().get(f"/page/{name}").text
        for start in ('class="acts"', 'class="bulk"', 'class="head"'):
            for part in text.split(start)[1:]:
                inside = re.split(r'class="(?:acts|bulk|sheet|cols|strip|head)|</main>', part)[0]
                assert len(re.findall(r'class="btn go', inside)) <= 1, (name, start)


def test_every_answer_carries_the_strict_policy(gallery: Flask) -> None:
    policy = gallery.test_client().get("/page/inbox").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_pages_are_never_kept_and_files_are(gallery: Flask) -> None:
    client = gallery.test_client()
    page = client.get("/page/inbox")
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r"/vendor/[0-9a-f]{16}/htmx\.js", page.text)
    assert address
    kept = client.get(address[0]).headers["Cache-Control"]
    assert "immutable" in kept
    assert "max-age=31536000" in kept


@pytest.mark.parametrize(
    "address", ["/vendor/0000000000000000/htmx.js", "/vendor/x/..%2fpackage.json", "/vendor/x/htmx.min.js"]
)
def test_what_is_not_on_the_list_is_not_served(gallery: Flask, address: str) -> None:
    assert gallery.test_client().get(address).status_code == 404


def test_every_vendored_file_and_its_licence_are_there() -> None:
    for path in FILES.values():
        assert (ROOT / path).is_file(), path
        package = path.split("/")
        folder = ROOT / "/".join(package[:2] if path.startswith("@") else package[:1])
        assert list(folder.glob("LICENSE*")), path


def test_the_english_catalogue_says_everything() -> None:
    with (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = read_po(source)
    said = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue if message.id}
    silent = [message.id for message in catalogue if message.id and not message.string]
    assert silent == []
    call = re.compile(r"\b(?:_|gettext|ngettext|lazy_gettext)\(\s*(?:\"([^\"]+)\"|'([^']+)')")
    sources = [*TEMPLATES.glob("*.html"), *TEMPLATES.parent.rglob("*.py")]
    asked = {a or b for path in sources for a, b in call.findall(path.read_text(encoding="utf-8"))}
    assert asked - said == set()
    assert said - asked == set()


def test_templates_hold_no_japanese_outside_the_catalogue() -> None:
    """Comments and the two names of languages aside, every word on a page is in the catalogue."""
    for path in sorted(TEMPLATES.glob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"\b(?:ngettext|_)\((?:\"[^\"]*\"|'[^']*')(?:, \"%[^\"]*\")?", "", text)
        left = [line.strip() for line in text.splitlines() if JAPANESE.search(line.replace("日本語", ""))]
        assert left == [], path.name


# ---- colours ----

PAIRS = {
    ("ink", "paper"): 17.0,
    ("ink", "desk"): 15.0,
    ("ink-2", "paper"): 6.8,
    ("ink-2", "desk"): 6.8,
    ("ink-2", "accent-pale"): 6.8,
    ("ink-2", "cell"): 6.8,
    ("ink-2", "line-soft"): 6.75,
    ("line-field", "paper"): 3.0,
    ("line-field", "desk"): 3.0,
    ("warn-line", "paper"): 3.0,
    ("warn-line", "warn-pale"): 3.0,
    ("accent", "paper"): 6.8,
    ("accent", "desk"): 6.8,
    ("accent", "accent-pale"): 6.8,
    ("accent-press", "accent-pale"): 6.8,
    ("bad", "paper"): 6.8,
    ("bad", "desk"): 6.8,
    ("bad", "bad-pale"): 6.8,
    ("warn", "paper"): 6.8,
    ("warn", "warn-pale"): 6.8,
    ("good", "paper"): 6.8,
    ("good", "good-pale"): 6.8,
    ("focus", "focus-ring"): 6.8,
    ("ink", "focus-ring"): 6.8,
}


def _tokens() -> dict[str, str]:
    text = (ROOT / FILES["tokens.css"]).read_text(encoding="utf-8")
    return dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{3,6});", text))


def _roles() -> dict[str, str]:
    """The roles' colours by the tokens; the second value of each var() must be the same colour."""
    tokens, roles = _tokens(), {}
    for name, value in re.findall(r"--([a-z0-9-]+): ([^;]+);", _css()["look.css"]):
        if found := re.fullmatch(r"var\((--color-[a-z0-9-]+), (#[0-9a-f]+)\)", value):
            assert _channels(tokens[found[1]]) == _channels(found[2]), name
            roles[name] = tokens[found[1]]
        elif value.startswith("#"):
            roles[name] = value
    return roles


def _channels(colour: str) -> tuple[int, int, int]:
    digits = colour.removeprefix("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _css() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.css"))}


@pytest.mark.parametrize(("front", "ground"), PAIRS)
def test_roles_are_read_at_arms_length(front: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11; text keeps 6.8 : 1, borders of controls 3 : 1."""
    roles = _roles()
    light, dark = sorted((_luminance(roles[front]), _luminance(roles[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= PAIRS[front, ground]


def test_rules_use_roles_and_never_a_colour_of_their_own() -> None:
    for name, text in _css().items():
        if name == "print.css":
            continue  # black and grey on paper
        rules = re.sub(r":root \{.*?\n\}", "", text, count=1, flags=re.DOTALL)
        assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s,)])", rules, flags=re.IGNORECASE) == [], name


def test_no_letter_is_smaller_than_14_pixels() -> None:
    for name, text in _css().items():
        if name != "print.css":
            sizes = re.findall(r"font(?:-size)?: (?:\d+ )?(0?\.\d+)rem", text)
            assert [size for size in sizes if float(size) < 0.875] == [], name


def test_static_files_are_our_own_and_small() -> None:
    """Nothing of others is committed: no minified line, no font."""
    for path in Path(STATIC).iterdir():
        assert path.suffix in (".css", ".js", ".svg"), path.name
        assert max(map(len, path.read_text(encoding="utf-8").splitlines())) < 320, path.name


# ---- in a real browser ----

WIDTHS = (1366, 1920, 683, 320)
# Pages of one shape, some two hundred: looked at always in Japanese, in English and by axe in a sweep.
CLOSELY = [pytest.param(one, marks=pytest.mark.sweep if one in OFFICE_FORMS else ()) for one in PAGES]
SMALL = (
    "[...document.querySelectorAll('button, a.btn, .chip, .tabs a, .bar nav a, td.pick label, select')]"
    ".map(e => [e.textContent.trim() || e.outerHTML, e.getBoundingClientRect()])"
    ".filter(([, box]) => box.width > 0 && (box.width < 27.5 || box.height < 27.5)).map(([text]) => text)"
)


@dataclass
class Measured:
    """Every page looked at once in each language: which are too wide at which width, what is too small to be pressed,
    what scripts and the policy complained of.
    """

    visited: Counter[str] = field(default_factory=Counter)
    too_wide: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: {"ja": [], "en": []})
    small: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest, chromium: Chromium, gallery_url: str) -> Iterator[Measured]:
    """One page of the browser goes through them all: loading each of them anew for each question took a minute."""
    found, page = Measured(), chromium.new_page(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    page.on("pageerror", lambda error: found.faults.append(str(error)))
    page.on("console", lambda said: found.faults.append(said.text) if said.type == "error" else None)
    for lang in ("ja", "en"):
        for name in _looked_at(request.config, lang):
            page.set_viewport_size({"width": WIDTHS[0], "height": 768})
            page.goto(f"{gallery_url}/page/{name}?lang={lang}")
            if lang == "ja" and (small := page.evaluate(SMALL)):
                found.small[name] = small
            _widths(page, name, found.too_wide[lang])
            found.visited[lang] += 1
    yield found
    chromium.close(page)


def _looked_at(config: pytest.Config, lang: str) -> list[str]:
    return [one for one in PAGES if lang == "ja" or one not in OFFICE_FORMS or config.getoption("--sweep")]


def _widths(page: Page, name: str, too_wide: list[tuple[str, int]]) -> None:
    for width in WIDTHS:
        if width != WIDTHS[0]:
            page.set_viewport_size({"width": width, "height": 768})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append((name, width))


@pytest.mark.browser
@pytest.mark.parametrize("name", CLOSELY)
def test_no_page_shuts_anybody_out(lent_screen: Page, gallery_url: str, name: str) -> None:
    """axe with the rules of WCAG 2.0 to 2.2 A and AA: no violation, at full size and, where much moves, at 200 %.

    The window shows the page whole: what the bar of keys half covers at one place of the scroll is no small target.
    """
    for width in (1366, 683) if name in NARROW else (1366,):
        lent_screen.set_viewport_size({"width": width, "height": 4000})
        lent_screen.goto(f"{gallery_url}/page/{name}")
        if lent_screen.locator("#diagram").count():  # its buttons come with the picture
            lent_screen.locator("#diagram.ready").wait_for()
        assert judged_by_axe(lent_screen, AXE_TAGS) == []


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_page_scrolls_sideways(measured: Measured, lang: str, pytestconfig: pytest.Config) -> None:
    """Neither on the common screen nor on a wide one, nor when it is zoomed to 200 % or 400 %."""
    assert measured.visited[lang] == len(_looked_at(pytestconfig, lang))
    assert measured.too_wide[lang] == []
    assert measured.faults == []


@pytest.mark.browser
def test_text_of_200_percent_takes_the_narrow_layout(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/task?text=200")
    columns = screen.evaluate("getComputedStyle(document.querySelector('.cols')).gridTemplateColumns.split(' ').length")
    assert columns == 1


@pytest.mark.browser
def test_eleven_rows_stand_in_the_inbox_of_the_common_screen(screen: Page, gallery_url: str) -> None:
    """High density: eleven rows with filters, selection and group rows at 768; standard: nine."""
    for density, least in (("dense", 11), ("standard", 9)):
        screen.goto(f"{gallery_url}/page/inbox?density={density}")
        seen = screen.evaluate(
            "() => { const end = document.querySelector('.strip').getBoundingClientRect().top;"
            "return [...document.querySelectorAll('tbody tr:not(.group)')]"
            ".filter(row => row.getBoundingClientRect().bottom <= end).length }"
        )
        assert seen >= least, density


@pytest.mark.browser
def test_everything_pressed_is_28_pixels_wide_and_high(measured: Measured) -> None:
    assert measured.visited["ja"] == len(PAGES)
    assert measured.small == {}


@pytest.mark.browser
def test_the_diagram_is_painted_and_the_library_keeps_its_mark(screen: Page, gallery_url: str) -> None:
    screen.goto(f"{gallery_url}/page/case")
    screen.wait_for_selector(".diagram.ready .now")
    assert screen.locator(".diagram .past").count() > 5
    assert screen.locator(".diagram .flag").inner_text() == "いま 12/2まで"
    mark = screen.locator(".bjs-powered-by").bounding_box()
    assert mark
    on_top = screen.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.bjs-powered-by'))",
        [mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2],
    )
    assert on_top


@pytest.mark.browser
def test_a_list_on_paper_shows_no_protected_person_and_a_copy_of_a_screen_proves_nothing(
    screen: Page, gallery_url: str
) -> None:
    screen.goto(f"{gallery_url}/page/inbox")
    row = screen.locator("tr", has_text="R8-014410")
    assert "松原 はるか" in row.inner_text()
    screen.emulate_media(media="print")
    assert "松原" not in row.inner_text()
    assert "表示しない" in row.inner_text()
    assert screen.get_by_text("画面の写し 証明に使えません").is_visible()
    assert not screen.locator(".bar").is_visible()


@pytest.mark.browser
def test_slips_and_lists_made_for_paper_do_not_call_themselves_a_copy(screen: Page, gallery_url: str) -> None:
    screen.emulate_media(media="print")
    for name in ("receipt", "daylist"):
        screen.goto(f"{gallery_url}/page/{name}")
        assert not screen.get_by_text("画面の写し 証明に使えません").is_visible(), name
        assert not screen.locator(".strip").is_visible(), name


@pytest.mark.browser
def test_without_scripts_every_field_and_every_act_is_there(chromium: Chromium, gallery_url: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{gallery_url}/page/form_enrolment_enter")
    assert page.get_by_label("退職日").is_visible()
    page.goto(f"{gallery_url}/page/check")
    assert page.get_by_role("radio", name="一致").count() == 2
    page.goto(f"{gallery_url}/page/inbox")
    assert page.get_by_role("button", name="引き受ける").get_attribute("aria-disabled") is None
    page.goto(f"{gallery_url}/page/task")
    page.get_by_role("button", name="世帯員を足す").click()
    assert page.locator("table.members tbody").count() == 4
    chromium.close(context)
