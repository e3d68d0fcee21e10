"""Refusals of dated work (年齢到達)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "dated_work_not_found": RefusalText("この仕事は見つかりません", "This piece of work was not found.", 404),
    "dated_work_done": RefusalText("ほかの人が先に済ませました", "Somebody else has done this already.", 409),
    "dated_work_by_itself": RefusalText(
        "賦課の見直しへは期日に自動で回ります。手で済ませることはできません",
        "The levy is looked at by itself on the day. Nobody marks it done.",
        409,
    ),
    "dated_work_note": RefusalText("何をしたかを書いてください", "Say what was done.", 422),
}
