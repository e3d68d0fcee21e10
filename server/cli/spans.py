"""What commands about charges and interest share: days and dated yen as they are typed, spans as they are printed."""

from __future__ import annotations

from datetime import date

import click

from server.domain.late_charge import Span

MOST_YEN = 10**12
_DIGITS = 4


def day(text: str) -> date:
    """A civil day like 2025-04-01; anything else is a wrong call."""
    try:
        if len(text) == len("2025-04-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise click.BadParameter(f"{text!r}: 2025-04-01 の形で入れてください / a date like 2025-04-01")


def optional_day(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    """The callback of an option that is a civil day."""
    return None if text is None else day(text)


def dated_yen(text: str) -> tuple[date, int]:
    """A day and whole yen like 2025-11-20:30000; anything else is a wrong call."""
    when, _, amount = text.partition(":")
    if not (amount.isascii() and amount.isdigit()) or len(amount) > len(str(MOST_YEN)):
        raise click.BadParameter(f"{text!r}: 2025-11-20:30000 の形で入れてください / like 2025-11-20:30000")
    return day(when), int(amount)


def span_json(span: Span) -> dict[str, object]:
    """`exact` is in yen to four places, `fraction` without any rounding; rates and both are text."""
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "days": span.days,
        "rate": str(span.rate),
        "base": span.base,
        "exact": _places(span),
        "fraction": str(span.exact),
        "article": span.article,
    }


def span_text(span: Span) -> str:
    """The span as a line for people."""
    return (
        f"  {span.first} – {span.last} {span.days}日 × {span.rate} × {span.base:,}円 = {_places(span)} [{span.article}]"
    )


def _places(span: Span) -> str:
    rounded = (2 * span.exact * 10**_DIGITS + 1) // 2
    whole, rest = divmod(int(rounded), 10**_DIGITS)
    return f"{whole}.{rest:0{_DIGITS}}"
