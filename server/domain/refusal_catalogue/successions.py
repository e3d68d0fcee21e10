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
    "succession_household_unknown": RefusalText(
        "この番号の世帯がありません。世帯番号を確かめてください", "No household has this number. Check it.", 422
    ),
    "succession_payer_unknown": RefusalText(
        "この人を納付義務者とする保険料がこの世帯にありません。世帯主が変わっただけでは、前の世帯主の債務は動きません",
        "This person owes or owed no premium of this household. A change of the head alone moves no debt.",
        422,
        "国民健康保険法76条・78条",
    ),
    "succession_payer_alive": RefusalText(
        "住民記録ではこの人の死亡を確かめられません。戸籍などで確かめたときは、その書類を選んでください",
        "The resident register does not tell of this person's death. If papers do, name them.",
        422,
    ),
    "succession_stands": RefusalText(
        "この人の納付義務の承継は決定済みです。前の案件を見てください",
        "This payer's debts were succeeded to already. See the earlier case.",
        422,
    ),
    "succession_ask_whom": RefusalText(
        "相続人代表者届を送る相手がいません。郵便番号と住所の分かる相続人を1人以上記してください",
        "There is nobody to send the form to. Name an heir with a postcode and an address.",
        422,
    ),
    "succession_nobody_inherits": RefusalText(
        "記した人は全員が放棄などで相続しません。「相続する人がいない」を選ぶか、次の順位の相続人を記してください",
        "Nobody of these inherits. Say that nobody inherits, or name the heirs who come next.",
        422,
        "民法887条・889条・939条",
    ),
    "succession_somebody_inherits": RefusalText(
        "相続する人が記されています。「相続する人がいない」のは、全員が放棄などをしたときだけです",
        "Somebody here inherits. Nobody does only when all have renounced or are out.",
        422,
        "民法939条",
    ),
    "succession_representative_one": RefusalText(
        "代表者を1人だけ選んでください", "Tick one representative, and only one.", 422, "地方税法9条の2"
    ),
}
