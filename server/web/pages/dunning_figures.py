"""The figures of a dunning run beside its forms (督促処理の件数), as sheets of the right column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext

from server.casework.views.dunning_figures import DunningFigures, Figure
from server.web import wording
from server.web.pages.dunning import REASONS
from server.web.pages.receipt_words import CHANNELS
from server.web.pages.shared import Plain


def figure_sheets(figures: DunningFigures | None) -> list[Plain]:
    """What the run has on its list; before it has one, up to which day payments are in."""
    if figures is None:
        return []
    if not figures.listed:
        pairs = [
            _pair(str(CHANNELS.get(name, name)), wording.era_day(day) if day else gettext("なし"))
            for name, day in figures.marks.items()
        ]
        return [_sheet("marks", gettext("この日まで入金済"), pairs)]
    sheets = [_sheet("counts", gettext("この処理の件数"), list(_counts(figures)))]
    for key, title, by in (
        ("left", gettext("除外の理由別"), figures.left),
        ("other", gettext("督促しない理由別"), figures.other),
        ("pulled", gettext("引抜きの理由別"), figures.pulled),
    ):
        if by:
            sheets.append(
                _sheet(key, title, [_pair(str(REASONS.get(why, why)), *_said(by[why])) for why in sorted(by)])
            )
    return sheets


def _counts(figures: DunningFigures) -> Iterator[Plain]:
    if figures.going is None:
        yield _pair(gettext("督促する"), gettext("一覧で数える"))
    else:
        yield _pair(gettext("督促する"), *_said(figures.going))
    if figures.before is not None and figures.before_on is not None:
        yield _pair(gettext("前回 %(day)s", day=wording.short_day(figures.before_on)), *_said(figures.before))
        if figures.going is not None:
            more = figures.going.lines - figures.before.lines
            yield _pair(gettext("前回との差"), gettext("%(n)s件", n=f"{more:+,}"))
    for label, by in ((gettext("除外"), figures.left), (gettext("引抜き"), figures.pulled)):
        yield _pair(label, *_said(_total(by)))
    if figures.unowned:
        yield _pair(gettext("担当か期限のない除外"), gettext("%(n)s件", n=wording.number(figures.unowned)))


def _total(by: Mapping[str, Figure]) -> Figure:
    return Figure(sum(one.lines for one in by.values()), sum(one.yen for one in by.values()))


def _said(one: Figure) -> tuple[str, str]:
    return gettext("%(n)s件", n=wording.number(one.lines)), gettext("%(yen)s円", yen=wording.number(one.yen))


def _pair(label: str, value: str, soft: str = "") -> Plain:
    return {"label": label, "value": value, "soft": soft, "code": False}


def _sheet(key: str, title: str, pairs: list[Plain]) -> Plain:
    return {"title": title, "kind": "ruled", "end": "", "id": f"facts-dunning-{key}", "pairs": pairs}
