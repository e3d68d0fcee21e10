"""Refusals of succession to a dead payer's debts and credits (納付義務の承継)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "succession_heir_twice": RefusalText(
        "同じ相続人が2回記されています", "The same heir stands there twice.", 422, "民法896条"
    ),
    "succession_two_spouses": RefusalText(
        "配偶者が2人記されています。続柄を確かめてください",
        "Two spouses are named. Check how they are related.",
        422,
        "民法890条",
    ),
    "succession_line_too_long": RefusalText(
        "兄弟姉妹の代襲は甥・姪までです。その子は相続人になりません",
        "Only nephews and nieces stand in for a brother or sister; their children are not heirs.",
        422,
        "民法889条2項",
    ),
    "succession_share_invalid": RefusalText(
        "相続分が正しくありません。包括受遺者には遺言の割合を0より大きく1以下で記してください",
        "The share is not valid. State a legatee's share above 0 and up to 1.",
        422,
        "民法902条・990条",
    ),
    "succession_shares_not_one": RefusalText(
        "相続分の合計が1になりません。遺言の割合と相続人を確かめてください",
        "The shares do not add up to one. Check the will's shares and the heirs.",
        422,
        "民法902条",
    ),
}
