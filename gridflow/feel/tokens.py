"""The parser's view of its text: what stands here, what must, and how deep it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gridflow.feel.errors import FeelError
from gridflow.feel.lexer import Lexer
from gridflow.feel.limits import DEPTH


class Tokens:
    """A lexer with questions about its current token, and the level of nesting."""

    def __init__(self, lexer: Lexer) -> None:
        self.lexer = lexer
        self.depth = 0

    def unexpected(self, wanted: str) -> FeelError:
        """Make the error that another token stands here."""
        return self.lexer.fail("unexpected", found=self.lexer.value, wanted=wanted)

    def at_sign(self, sign: str) -> bool:
        """Tell whether the current token is this sign."""
        return self.lexer.kind == "op" and self.lexer.value == sign

    def accept(self, sign: str) -> bool:
        """Move past this sign if it is the current token."""
        if self.at_sign(sign):
            self.lexer.advance()
            return True
        return False

    def expect(self, sign: str) -> None:
        """Move past this sign."""
        if not self.accept(sign):
            raise self.unexpected(sign)

    def at_keyword(self, word: str) -> bool:
        """Tell whether the current token is this keyword."""
        return self.lexer.kind == "keyword" and self.lexer.value == word

    def accept_keyword(self, word: str) -> bool:
        """Move past this keyword if it is the current token."""
        if self.at_keyword(word):
            self.lexer.advance()
            return True
        return False

    def expect_keyword(self, word: str) -> None:
        """Move past this keyword."""
        if not self.accept_keyword(word):
            raise self.unexpected(word)

    def expect_end(self) -> None:
        """Insist that the text ends here."""
        if self.lexer.kind != "end":
            raise self.unexpected("the end")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count one level of nesting."""
        self.enter()
        yield
        self.depth -= 1

    def enter(self) -> None:
        """Go one level down, or refuse."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self.lexer.fail("too_deep", most=DEPTH)

    def bound_chain(self, rounds: int) -> None:
        """Refuse chains that would make the tree too deep."""
        if rounds > DEPTH:
            raise self.lexer.fail("too_deep", most=DEPTH)
