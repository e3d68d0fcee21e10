"""What a task rests on (右の欄): the resident record, insurance that stands already, what was found, the papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.views import words
from server.casework.views.prefill import insured_now, people_of
from server.casework.views.seeing import age, day_of
from server.casework.views.timeline import day_words, finding_words, missing_words
from server.domain import wareki
from server.domain.effects import JSON
from server.domain.facts import FactKey, Facts
from server.domain.forms.model import Lang
from server.domain.sheets import SHEETS
from server.store.uploads import Document


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line: a label with a value, or a state (`shape` done, wait, stop) with its word and a sentence."""

    label: str = ""
    value: str = ""
    soft: str = ""
    shape: str = ""
    word: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True)
class FactSheet:
    """One sheet of the right column: `kind` is ruled (label and value) or facts (states); `end` says where from."""

    key: str
    title: str
    kind: str
    rows: tuple[FactRow, ...]
    end: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the case; `has_scan` when there is something to look at, `absent` when it is still missing."""

    document_id: str | None
    label: str
    kind: str
    pages: int | None
    has_scan: bool
    sealed: bool
    absent: bool
    media_type: str | None
    received_on: date | None
    paper_location: str | None
    withdrawn: bool


def keys_of(household_key: str | None, person_keys: Iterable[str]) -> list[FactKey]:
    """The facts that the sheets of a household and its people are made of."""
    found = []
    if household_key is not None:
        kinds = ("household", "resident_household", "household_eligibility")
        found += [FactKey(kind, household_key) for kind in kinds]
    for person in person_keys:
        found += [FactKey(kind, person) for kind in ("oqs_status", "other_insurance", "certificates", "share_class")]
    return found


def sheets_of(
    known: Facts,
    household_key: str | None,
    data: Mapping[str, Mapping[str, JSON]],
    today: date,
    lang: Lang,
    live: Sequence[Mapping[str, Any]] | None = None,
    *,
    own_first: bool = False,
) -> tuple[FactSheet, ...]:
    """The sheets that have something to say; `live` ones stand first, where a procedure has them, and alone.

    `own_first`: what the operators put there stands above the household, where the debt is what is decided on.
    """
    own = list(_shown_by_operators(data, lang)) if live is None else [_plain(one, lang) for one in live]
    found = own if live is not None or own_first else []
    if household_key is not None and known.get_fact("household", household_key) is not None:
        found += [_household(known, household_key, today, lang), _insurance(known, household_key, today, lang)]
    found.append(_checks(data, lang))
    if live is None and not own_first:
        found += own
    return tuple(sheet for sheet in found if sheet.rows)


def _shown_by_operators(data: Mapping[str, Mapping[str, JSON]], lang: Lang) -> Iterator[FactSheet]:
    """What automatic tasks put there themselves (`domain.sheets`), the newest of each key."""
    newest: dict[str, Any] = {}
    for answers in data.values():
        said: Any = answers.get(SHEETS)
        for one in said if isinstance(said, list) else ():
            newest[one["key"]] = one
    for one in newest.values():
        yield _plain(one, lang)


def _plain(one: Mapping[str, Any], lang: Lang) -> FactSheet:
    value = "value" if lang == "ja" else "value_en"
    soft = "soft" if lang == "ja" else "soft_en"
    rows = tuple(FactRow(row[lang], row[value], row.get(soft, row["soft"])) for row in one["lines"])
    return FactSheet(str(one["key"]), one[lang], "ruled", rows)


def papers_of(documents: Iterable[Document], missing: Iterable[JSON], lang: Lang) -> tuple[Paper, ...]:
    """The papers on record, then those that are still missing."""
    there = [
        Paper(
            document_id=one.document_id,
            label=words.say(words.PAPER_KINDS, one.kind, lang),
            kind=one.kind,
            pages=one.pages,
            has_scan=one.content_hash is not None and one.withdrawn_at is None,
            sealed=one.sealed,
            absent=False,
            media_type=one.media_type,
            received_on=one.received_on,
            paper_location=one.paper_location,
            withdrawn=one.withdrawn_at is not None,
        )
        for one in documents
    ]
    return (*there, *(_absent(str(paper), lang) for paper in missing))


def _absent(paper: str, lang: Lang) -> Paper:
    label = words.say(words.PAPERS, paper, lang)
    return Paper(None, label, paper, None, False, False, True, None, None, None, False)


def _household(known: Facts, household_key: str, today: date, lang: Lang) -> FactSheet:
    """住民記録: number, address, members with age, and what the card of each can do."""
    household: Any = known.get_fact("household", household_key)
    labels = ("世帯番号", "住所", "電話") if lang == "ja" else ("Household", "Address", "Telephone")
    address = " ".join(part for part in (household["address"], household["address_line2"]) if part)
    rows = [FactRow(labels[0], household_key, code=True), FactRow(labels[1], address)]
    if household["phone"]:
        rows.append(FactRow(labels[2], household["phone"]))
    rows += [_member(person, known, today, lang) for person in people_of(known, household_key)]
    return FactSheet("household", "住民記録" if lang == "ja" else "Resident record", "ruled", tuple(rows))


def _member(person: Mapping[str, Any], known: Facts, today: date, lang: Lang) -> FactRow:
    years = age(person["birth_date"], today)
    shown = _birth(person["birth_date"], lang)
    soft = shown if years is None else f"{shown} {years}歳" if lang == "ja" else f"{shown}, {years}"
    card = words.say(words.CARD_STATES, known.get_fact("oqs_status", person["person_key"]), lang)
    soft = f"{soft} {card}".strip()
    return FactRow(words.say(words.RELATIONS, person["relation"], lang), person["name"], soft)


def _birth(text: str, lang: Lang) -> str:
    day = day_of(text)
    if day is None:
        return text
    return wareki.to_wareki(day, "short") if lang == "ja" else day.isoformat()


def _insurance(known: Facts, household_key: str, today: date, lang: Lang) -> FactSheet:
    """今の加入: who of the household is insured already, by which number."""
    names = {person["person_key"]: person["name"] for person in people_of(known, household_key)}
    rows = [
        FactRow(
            names.get(spell["person_key"], spell["person_key"]),
            f"{spell['symbol']} {spell['number']}-{spell['branch']}",
            _since(spell["tekiyo_from"], lang),
            code=True,
        )
        for spell in insured_now(known, household_key, today)
    ]
    if not rows:
        none = "世帯に加入中の人はいない" if lang == "ja" else "Nobody in the household is insured"
        rows = [FactRow("", none)]
    return FactSheet("insurance", "今の加入" if lang == "ja" else "Insured now", "ruled", tuple(rows))


def _since(text: str, lang: Lang) -> str:
    shown = day_words(text, lang)
    return f"{shown}から" if lang == "ja" else f"from {shown}"


def _checks(data: Mapping[str, Mapping[str, JSON]], lang: Lang) -> FactSheet:
    """確認すること: the result of the identity check, what the registers contradict, how late it is."""
    rows = [*_identity(data, lang), *_precheck(data.get("precheck") or {}, lang), *_authority(data, lang)]
    return FactSheet("checks", "確認すること" if lang == "ja" else "To be checked", "facts", tuple(rows))


def _identity(data: Mapping[str, Mapping[str, JSON]], lang: Lang) -> Iterator[FactRow]:
    outcome = (data.get("identity_result") or {}).get("outcome")
    if outcome:
        good = outcome in ("OK", "OK_WITH_NOTE", "NUMBER_LOOKED_UP", "NOT_NEEDED")
        yield _state("done" if good else "wait", words.say(words.IDENTITY, outcome, lang), lang)


def _precheck(found: Mapping[str, Any], lang: Lang) -> Iterator[FactRow]:
    if not found:
        return
    findings = finding_words(found.get("findings") or [], lang)
    for finding in findings:
        yield _state("stop", finding, lang)
    if not findings:
        yield _state("done", "台帳と食い違いはない" if lang == "ja" else "The registers do not contradict", lang)
    if found.get("late_days"):
        yield _state("wait", _late(found, lang), lang)
    if found.get("long_retroactive"):
        yield _state("wait", _long(found, lang), lang)
    for paper in found.get("missing_documents") or []:
        yield _state("wait", missing_words(paper, lang), lang)


def _late(found: Mapping[str, Any], lang: Lang) -> str:
    due = day_words(str(found["notification_due_on"]), lang)
    days = found["late_days"]
    if lang == "ja":
        return f"届出の期限({due})を{days}日過ぎた。遅れた理由を聞いて残す"
    return f"{days} days after the last day for the notification ({due}); ask for the reason and note it"


def _long(found: Mapping[str, Any], lang: Lang) -> str:
    days = found["retroactive_days"]
    return f"取得日は届出の{days}日前" if lang == "ja" else f"Acquired {days} days before the notification"


def _authority(data: Mapping[str, Mapping[str, JSON]], lang: Lang) -> Iterator[FactRow]:
    found = data.get("authority")
    if not found:
        return
    who = words.say(words.DECIDERS, found.get("decider"), lang)
    yield FactRow(shape="open", word="専決" if lang == "ja" else "Authority", value=f"{found['rule']} {who}")


_SHAPES = {"done": ("可", "OK"), "wait": ("注意", "Note"), "stop": ("疑義", "Doubt")}


def _state(shape: str, text: str, lang: Lang) -> FactRow:
    ja, en = _SHAPES[shape]
    return FactRow(shape=shape, word=ja if lang == "ja" else en, value=text)
