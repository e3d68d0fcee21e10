"""Letter heads (通知書の定義): what each letter is, typed and strict, and which version is in force on which day.

`<letter>.yaml` is the head, `<letter>.html.j2` the body. A later version stands beside it, named
`<letter>.<first day>.yaml` and `.html.j2`; the date of issue chooses. A running case never pins a letter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from server.printing.base import Base, in_force, overlaps, read_base
from server.printing.common import COMMON, narrowed
from server.printing.faults import HeadInvalid, LetterFault
from server.printing.slots import Slot, read_slots
from server.printing.strict import Choice, Fields, read_yaml

_ISSUERS = Choice(("市長", "区長", "徴収職員", "会計管理者"))
_NUMBERS = Choice(("文書番号", "通知書番号", "none"))
_ENVELOPES = Choice(("naga3_window", "none", "card"))
_DELIVERIES = Choice(("普通", "特定記録", "簡易書留", "配達証明", "窓口"))
_HONORIFICS = ("様", "御中", "殿")
_DIGITS = Choice(("han", "zen"))
_APPEAL = "_base/appeal/"
_FILE = re.compile(r"(?P<letter>[a-z][a-z0-9_]*)(?:\.(?P<day>\d{4}-\d{2}-\d{2}))?\.yaml")
_REFERENCE = re.compile(r"""{%-?\s*(?:include|extends|import|from)\s+["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class SealUse:
    """Leave to print a seal by computer (公印の印影の印刷): the seal keeper's approval number and its period."""

    key: str
    approval: str
    approved_from: date
    approved_to: date


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one version. Civil days, the last one included; lengths in millimetres; retention in years."""

    id: str
    title_ja: str
    title_en: str
    legal_basis: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    issuer: str
    number_kind: str
    seal: SealUse | None
    envelope: str
    page_limit: int
    delivery: str
    appeal_notice: str | None
    honorifics: tuple[str, ...]
    digits: str
    enclosures: tuple[str, ...]
    retention_years: int
    styles: tuple[str, ...]
    assets: tuple[str, ...]
    slots: Mapping[str, Slot]
    widths: Mapping[str, float]
    all_slots: Mapping[str, Slot] = field(init=False)
    """The slots every letter has (`common.COMMON`), as wide as this letter allows, and this letter's own."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "all_slots", {**narrowed(COMMON, self.widths), **self.slots})


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """One version of a letter, held in memory as it was hashed: what is printed is what `template_hash` names."""

    head: Head
    body: str
    templates: Mapping[str, str]
    files: Mapping[str, bytes]
    base: Base
    template_hash: str

    @property
    def valid_from(self) -> date:
        return self.head.valid_from

    @property
    def valid_to(self) -> date | None:
        return self.head.valid_to

    def rewritten(self, text: str, valid_from: date) -> Version:
        """This version with another text of its body, in force from the day on.

        Raises `LetterFault` when the text names a template that the version does not hold.
        """
        strange = sorted(set(_REFERENCE.findall(text)) - self.templates.keys())
        if strange:
            raise LetterFault(f"{self.body}: {strange[0]}: no such template of this letter")
        templates = {**self.templates, self.body: text}
        hashed = {
            f"{self.body} over {self.template_hash}": valid_from.isoformat().encode(),
            self.body: text.encode(),
        }
        head = replace(self.head, valid_from=valid_from)
        return Version(head, self.body, templates, self.files, self.base, _digest(hashed))

    def appeal_on(self, day: date) -> str | None:
        """The template of the appeal notice (教示) in force on `day`, None when the letter has none."""
        if self.head.appeal_notice is None:
            return None
        prefix = f"{_APPEAL}{self.head.appeal_notice}."
        begun = [n for n in self.templates if n.startswith(prefix) and _first_day(n) <= day.isoformat()]
        return max(begun, key=_first_day)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with all its versions, oldest first; `past` are those that no date chooses any more."""

    id: str
    versions: tuple[Version, ...]
    past: tuple[Version, ...] = ()

    @property
    def latest(self) -> Version:
        """The version with the latest first day (it may begin in the future)."""
        return self.versions[-1]

    def on(self, day: date) -> Version:
        """The version in force on the date of issue; raises `LetterFault` when there is none."""
        found = in_force(self.versions, day)
        if found is None:
            raise LetterFault(f"{self.id}: no version is in force on {day}")
        return found

    def frozen(self, template_hash: str | None) -> Letter:
        """The letter as it was when its data were frozen: that version alone, whatever was put in force since.

        A version that is not known (any more) leaves the choice to the date.
        """
        for version in (*self.versions, *self.past):
            if version.template_hash == template_hash:
                return Letter(self.id, (version,))
        return self

    def with_text(self, version: Version) -> Letter:
        """The letter with one more version, which holds from its first day on until the next one begins."""
        same = tuple(one for one in self.versions if one.valid_from == version.valid_from)
        others = [one for one in self.versions if one.valid_from != version.valid_from]
        ordered = tuple(sorted([*others, version], key=lambda one: one.valid_from))
        return Letter(self.id, ordered, (*self.past, *same))


def load_letters(root: Path) -> dict[str, Letter]:
    """All letters below `root` by id (`slug/letter`). Raises `HeadInvalid` with every fault of every head."""
    findings: list[str] = []
    base = read_base(root, findings)
    versions: dict[str, list[Version]] = {}
    for file in sorted(root.glob("*/*.yaml")):
        if file.parent.name == "_base":
            continue
        match = _FILE.fullmatch(file.name)
        if match is None:
            findings.append(f"{file.relative_to(root)}: a head is named <letter>.yaml or <letter>.<first day>.yaml")
            continue
        version = _read_version(root, file, base, findings)
        _check_name(version.head, f"{file.parent.name}/{match['letter']}", match["day"], findings)
        versions.setdefault(version.head.id, []).append(version)
    for letter, found in versions.items():
        findings.extend(f"{letter}: {fault}" for fault in overlaps(found))
    if findings:
        raise HeadInvalid(findings)
    return {key: Letter(key, tuple(sorted(v, key=lambda x: x.valid_from))) for key, v in sorted(versions.items())}


def _check_name(head: Head, letter: str, day: str | None, findings: list[str]) -> None:
    if head.id != letter:
        findings.append(f"{letter}: id: must be {letter}, as the file is named")
    if day is not None and head.valid_from.isoformat() != day:
        findings.append(f"{letter}: valid_from: must be {day}, as the file is named")


def _read_version(root: Path, file: Path, base: Base, findings: list[str]) -> Version:
    name = file.relative_to(root).as_posix()
    head = _read_head(read_yaml(file, findings, name))
    body = name.removesuffix(".yaml") + ".html.j2"
    templates = _templates(root, [body, *_appeals(root, head)], name, findings)
    files = _files(root, (*head.styles, *head.assets), name, findings)
    hashed = {
        name: file.read_bytes(),
        **{key: text.encode() for key, text in templates.items()},
        **files,
        **dict(base.sources),
    }
    return Version(head, body, templates, files, base, _digest(hashed))


def _read_head(fields: Fields) -> Head:
    title = fields.mapping("title")
    head = Head(
        id=fields.text("id"),
        title_ja=title.text("ja"),
        title_en=title.text("en"),
        legal_basis=fields.texts("legal_basis"),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day_or_none("valid_to"),
        issuer=fields.choice("issuer", _ISSUERS),
        number_kind=fields.choice("number_kind", _NUMBERS),
        seal=_read_seal(fields),
        envelope=fields.choice("envelope", _ENVELOPES),
        page_limit=fields.whole("page_limit"),
        delivery=fields.choice("delivery", _DELIVERIES),
        appeal_notice=_none_or(fields.text("appeal_notice")),
        honorifics=fields.texts("honorifics"),
        digits=fields.choice("digits", _DIGITS),
        enclosures=fields.texts("enclosures"),
        retention_years=fields.whole("retention_years"),
        styles=fields.texts("styles"),
        assets=fields.texts("assets"),
        slots=read_slots(fields.entries("slots")),
        widths=fields.lengths("widths"),
    )
    title.finish()
    fields.finish()
    _check_head(head, fields)
    return head


def _check_head(head: Head, fields: Fields) -> None:
    if not head.legal_basis:
        fields.fault("legal_basis", "at least one provision is expected")
    if not head.honorifics or not set(head.honorifics) <= set(_HONORIFICS):
        fields.fault("honorifics", "one or more of " + " | ".join(_HONORIFICS) + " are expected")
    for name in head.slots:
        if name in COMMON or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            fields.fault(f"slots.{name}", "is a name that every letter has already, or not a plain name")
    if head.appeal_notice and not {"appeal_body", "appeal_address"} <= set(head.slots):
        fields.fault(
            "appeal_notice", "needs the slots appeal_body and appeal_address: nobody guesses whom to appeal to"
        )
    for path in head.widths:
        if path not in {leaf for slot in COMMON.values() for leaf, _ in slot.leaves()}:
            fields.fault(f"widths.{path}", "is no value that every letter has")


def _read_seal(fields: Fields) -> SealUse | None:
    """`seal: none`, or a mapping. The word is asked for so that a seal cannot be forgotten."""
    if fields.is_text("seal"):
        fields.choice("seal", Choice(("none",)))
        return None
    seal = fields.mapping("seal")
    use = SealUse(seal.text("key"), seal.text("approval"), seal.day("approved_from"), seal.day("approved_to"))
    seal.finish()
    return use


def _templates(root: Path, wanted: list[str], name: str, findings: list[str]) -> dict[str, str]:
    """The texts of the wanted templates and of all that they include, extend or import."""
    found: dict[str, str] = {}
    waiting = list(wanted)
    while waiting:
        template = waiting.pop()
        if template in found:
            continue
        content = _inside(root, template)
        if content is None:
            findings.append(f"{name}: {template}: no such template below letters/")
            continue
        found[template] = content.decode()
        waiting.extend(_REFERENCE.findall(found[template]))
    return dict(sorted(found.items()))


def _appeals(root: Path, head: Head) -> list[str]:
    """The appeal notice and its later versions `<key>.<first day>.html.j2`; the date of issue chooses among them."""
    if head.appeal_notice is None:
        return []
    first = f"{_APPEAL}{head.appeal_notice}.html.j2"
    later = sorted((root / _APPEAL).glob(f"{head.appeal_notice}.????-??-??.html.j2"))
    return [first, *(file.relative_to(root).as_posix() for file in later)]


def _first_day(template: str) -> str:
    """The day in the name of a later appeal notice; the first one is in force from the beginning."""
    day = template.removeprefix(_APPEAL).split(".")[1]
    return day if day != "html" else ""


def _files(root: Path, wanted: Iterable[str], name: str, findings: list[str]) -> dict[str, bytes]:
    found = {}
    for file in wanted:
        content = _inside(root, file)
        if content is None:
            findings.append(f"{name}: {file}: no such file below letters/")
        else:
            found[file] = content
    return found


def _inside(root: Path, name: str) -> bytes | None:
    """The content of a file below `root`, None when it does not exist or lies outside (`..`, links)."""
    file = (root / name).resolve()
    return file.read_bytes() if file.is_relative_to(root.resolve()) and file.is_file() else None


def _digest(parts: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, each with its length, so that no two sets of files read the same."""
    total = hashlib.sha256()
    for name, content in sorted(parts.items()):
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _none_or(word: str) -> str | None:
    return None if word == "none" else word
