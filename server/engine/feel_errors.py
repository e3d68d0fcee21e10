"""The one error of the expression language (式の誤り): where it is, in both languages, with how to mend it."""

from __future__ import annotations


class FeelError(Exception):
    """An expression cannot be read, or cannot be answered, by the subset of `docs/expressions.md`.

    `position` counts characters from 0 in the text as written; `code` is stable and names the rule.
    """

    def __init__(self, code: str, position: int, message_ja: str, message_en: str) -> None:
        super().__init__(f"{message_en} (at character {position + 1})")
        self.code = code
        self.position = position
        self.message_ja = message_ja
        self.message_en = message_en


def too_long(limit: int) -> FeelError:
    return FeelError(
        "too_long",
        limit,
        f"式が長すぎます。{limit}文字以内にしてください。",
        f"The expression is too long; keep it within {limit} characters.",
    )


def too_deep(position: int, limit: int) -> FeelError:
    return FeelError(
        "too_deep",
        position,
        f"かっこの入れ子が深すぎます。{limit}段以内にしてください。",
        f"Brackets are nested too deeply; keep within {limit} levels.",
    )


def too_large(position: int, limit: int) -> FeelError:
    return FeelError(
        "too_large",
        position,
        f"式の部品が多すぎます。{limit}個以内にしてください。条件が多いときは決定表にしてください。",
        f"The expression has too many parts; keep within {limit}, or use a decision table.",
    )


def unexpected(position: int, found: str, wanted_ja: str, wanted_en: str) -> FeelError:
    shown = found[:40] if found else ""
    return FeelError(
        "syntax",
        position,
        f"「{shown}」の所が読めません。{wanted_ja}" if shown else f"式が途中で終わっています。{wanted_ja}",
        f"Cannot read '{shown}' here. {wanted_en}" if shown else f"The expression ends too early. {wanted_en}",
    )


def not_supported(position: int, what_ja: str, what_en: str) -> FeelError:
    return FeelError(
        "not_supported",
        position,
        f"{what_ja}は使えません。計算は自動処理で行い、結果の値だけをここで比べてください。",
        f"{what_en} cannot be used here. Compute in an automatic task and compare only its result.",
    )
