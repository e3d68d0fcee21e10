"""Words of re-issue that letters print (再交付の言葉)."""

from __future__ import annotations

from typing import Final

DOCUMENTS: Final = {
    "CERTIFICATE": "国民健康保険資格確認書",
    "INFO_SHEET": "国民健康保険資格情報通知書(資格情報のお知らせ)",
}

REASONS: Final = {"damaged": "破損", "soiled": "汚損", "lost": "亡失", "stolen": "盗難", "found": "発見による返納"}

PAPERS: Final = {
    "reissue_application": "再交付申請書",
    "old_certificate": "前の資格確認書",
    "identity_document": "本人確認書類",
    "mandate": "委任状",
    "other": "その他の書類",
}

APPLY_AGAIN: Final = (
    "必要な書類を添えて、改めて申請することができます。"
    "マイナ保険証をお持ちの方は、マイナ保険証で医療を受けることができます。"
)
