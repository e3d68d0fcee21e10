"""The head's sheet of arrears (滞納の状況): households by next step, and what nears a limit."""

from __future__ import annotations

from flask_babel import gettext

from server.casework.views.head_arrears import ArrearsState
from server.domain.arrears_words import STEPS
from server.web import wording
from server.web.pages.arrears import word
from server.web.pages.shared import Plain


def arrears_sheet(found: ArrearsState) -> Plain:
    """Counts of households, the largest step first, then what somebody must see to in time."""
    steps = sorted(found.steps.items(), key=lambda one: (-one[1], one[0]))
    pairs: list[Plain] = [{"label": word(STEPS[step]), "value": _many(count)} for step, count in steps]
    limits = {
        gettext("時効まで%(n)s日以内", n=found.days): found.near,
        gettext("約束不履行"): found.broken,
        gettext("返戻・居所不明"): found.returned,
    }
    pairs += [{"label": label, "value": _many(count), "strong": count > 0} for label, count in limits.items()]
    said = gettext("%(n)s件 %(yen)s円", n=wording.number(found.total), yen=wording.number(found.yen))
    return {"title": gettext("滞納の状況"), "id": "arrears-state", "soft": said, "kind": "ruled", "pairs": pairs}


def _many(count: int) -> str:
    return str(gettext("%(n)s件", n=wording.number(count)))
