"""Walking over the words of an expression (字句の送り): one word at a time, within the caps of the language."""

from __future__ import annotations

from server.engine.feel_errors import FeelError, not_supported, too_deep, too_large, too_long, unexpected
from server.engine.feel_lexer import Token, tokens

MAX_LENGTH = 4000
MAX_DEPTH = 24
MAX_TOKENS = 400
_MAX_STEPS = MAX_TOKENS * 6  # bounds what is read twice, so that nesting cannot multiply the work


class Walker:
    """The words of one text and the place reached. Raises `FeelError` beyond the caps."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        if len(text) > MAX_LENGTH:
            raise too_long(MAX_LENGTH)
        self._tokens = list(tokens(text, known))
        if len(self._tokens) > MAX_TOKENS:
            raise too_large(self._tokens[MAX_TOKENS].position, MAX_TOKENS)
        self._at = 0
        self._depth = 0
        self._steps = 0

    @property
    def peek(self) -> Token:
        return self._tokens[self._at]

    def ahead(self, steps: int) -> Token:
        """The word `steps` further on, or the end."""
        return self._tokens[min(self._at + steps, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.peek
        self._at = min(self._at + 1, len(self._tokens) - 1)
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise too_large(token.position, MAX_TOKENS)
        return token

    def mark(self) -> tuple[int, int]:
        """The place reached, to come back to with `back`."""
        return self._at, self._depth

    def back(self, mark: tuple[int, int]) -> None:
        self._at, self._depth = mark

    def at_op(self, *signs: str) -> bool:
        return self.peek.kind == "op" and self.peek.value in signs

    def expect(self, sign: str) -> None:
        if not self.at_op(sign):
            raise self.unexpected(f"ここに「{sign}」が要ります。", f"'{sign}' is needed here.")
        self.take()

    def unexpected(self, ja: str, en: str) -> FeelError:
        """The error for the word reached; a minus sign there is someone's subtraction."""
        if self.at_op("-"):
            return not_supported(self.peek.position, "計算の記号「-」", "Arithmetic ('-')")
        return unexpected(self.peek.position, self.peek.text, ja, en)

    def end(self) -> None:
        if self.peek.kind != "end":
            raise self.unexpected("ここで式が終わるはずです。", "The expression should end here.")

    def enter(self) -> None:
        """One level deeper; `leave` comes back."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise too_deep(self.peek.position, MAX_DEPTH)

    def leave(self) -> None:
        self._depth -= 1
