"""What surrounds every page (画面の枠): places, business date, person, how this person likes to work.

The routes build one `Frame` for each request and hand it to the templates under the name `frame`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from flask_babel import lazy_gettext

#: Words of the places in the bar, in the order in which they stand there.
PLACE_LABELS = {
    "inbox": lazy_gettext("受信箱"),
    "households": lazy_gettext("世帯"),
    "decisions": lazy_gettext("決裁"),
    "start": lazy_gettext("受付"),
    "month": lazy_gettext("月次"),
    "collection": lazy_gettext("徴収"),
    "arrears": lazy_gettext("滞納"),
    "benefits": lazy_gettext("給付"),
    "calls": lazy_gettext("架電一覧"),
    "letters": lazy_gettext("通知書"),
    "procedures": lazy_gettext("手続"),
    "values": lazy_gettext("値と期間"),
    "head": lazy_gettext("所属長"),
    "operations": lazy_gettext("運用"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the bar: a key of `PLACE_LABELS`, its address, the count of what waits there (None: no count).

    Hand in only the places that the person has a right to: what one may not enter is absent.
    """

    id: str
    url: str
    count: int | None = None
    late: bool = False

    @property
    def label(self) -> str:
        return str(PLACE_LABELS[self.id])


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at the screen: name, office and role as words of the page's language."""

    name: str
    office: str
    role: str


@dataclass(frozen=True, slots=True)
class Habits:
    """How this person works (設定): density, text size in percent, letter keys, Enter as next field, counter mode."""

    density: Literal["standard", "dense"] = "standard"
    text_size: Literal[100, 200] = 100
    letters: bool = True
    enter_next: bool = True
    counter_mode: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page. `now` is the wall clock's aware instant, `business_date` the civil day of the law.

    Addresses that may be None switch their feature off: `counts_url` answers the bar's places as HTML (the page's own
    `nav`), `echo_url?kind=date&text=…` answers `{"echo": …}` or `{"error": …}`, `postcode_url?code=…` answers
    `{"whole", "prefecture", "city", "town"}` (empty object: unknown).
    """

    language: Literal["ja", "en"]
    now: datetime
    business_date: date
    home_url: str
    here: str = ""
    places: tuple[Place, ...] = ()
    person: Person | None = None
    habits: Habits = field(default_factory=Habits)
    date_moved: bool = False
    training: bool = False
    search_url: str | None = None
    search_text: str = ""
    counts_url: str | None = None
    echo_url: str | None = None
    postcode_url: str | None = None
    settings_url: str | None = None
    logout_url: str | None = None
    language_url: str | None = None
    counter_mode_url: str | None = None
    guide_url: str | None = None
    set_aside: int = 0
    set_aside_url: str | None = None
    version: str = ""
