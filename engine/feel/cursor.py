"""A place among the tokens: what comes next, which names are known, how to refuse."""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import Lexeme, position, tokenize, unescape
from engine.feel.names import KEYWORDS, MAX_NAME_TOKENS, NameIndex, canonical, index_of

MAX_SOURCE_LENGTH = 10_000
MAX_NESTING = 50

_FULL_WIDTH = dict(
    zip(
        "，：；（）［］｛｝＝＜＞＋－＊／．＂＠？“”、。《》〈〉–—−「」『』【】〔〕〝〞„«»",
        ',:;()[]{}=<>+-*/."@?"",.<><>---""""[][]"""""',
        strict=True,
    )
)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_OPERATORS_OF_OTHERS = {
    **dict.fromkeys(("&&", "&", "＆", "AND", "And", "且", "并且"), "and"),
    **dict.fromkeys(("||", "|", "｜", "OR", "Or", "或", "或者"), "or"),
    **dict.fromkeys(("!", "！"), "not(…)"),
    **dict.fromkeys(("≠", "<>", "＜＞", "！＝"), "!="),
    **dict.fromkeys(("≤", "≦", "⩽", "＜＝", "=<"), "<="),
    **dict.fromkeys(("≥", "≧", "⩾", "＞＝", "=>"), ">="),
    **dict.fromkeys(("×", "·"), "*"),
    "÷": "/",
    **dict.fromkeys(("^", "＾"), "**"),
    **dict.fromkeys(("%", "％"), "modulo(…, …)"),
    **dict.fromkeys(("~", "～", "…"), "[…..…]"),
}
_TURNED = frozenset({"<>", "=>", "=<"})
"""Operators of others that begin with one of FEEL's: the second sign is refused."""
# Names of several words that contain keywords, and types; other names of several words need no list.
_BUILT_IN_NAMES = (
    "date and time",
    "days and time duration",
    "years and months duration",
    "get or else",
    "time offset",
)
BUILT_INS = NameIndex(_BUILT_IN_NAMES)


def in_ascii(text: str) -> str | None:
    """Return a number of full-width digits as FEEL writes it, None for anything else.

    The grammar takes such digits for letters, but nobody calls a variable by a number.
    """
    number = text.translate(_DIGITS)
    return number if number != text and number.isascii() and number.isdecimal() else None


class Cursor:
    """The tokens of a source, a place among them, and the names known there."""

    def __init__(self, source: str, names: Collection[str]) -> None:
        if len(source) > MAX_SOURCE_LENGTH:
            raise FeelSyntaxError("source_too_long", 1, 1, limit=MAX_SOURCE_LENGTH, found=len(source))
        self.source = source
        self.tokens = tokenize(source)
        self.texts = [token.text for token in self.tokens]
        # What punctuation and keywords are compared with: other tokens match none of them.
        self.symbols = [token.text if token.kind in {"op", "name"} else "" for token in self.tokens]
        self.index = 0
        self.depth = 0
        self.given = index_of(frozenset(names))
        self.scopes: list[NameIndex] = []
        self.range_level: int | None = None
        self.keys = NameIndex()

    # -- tokens

    @property
    def token(self) -> Lexeme:
        """Return the token that comes next."""
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Lexeme:
        """Return the token `ahead` of the next one."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def advance(self) -> Lexeme:
        """Return the next token and go past it."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        """Tell whether the next token is one of these symbols or keywords."""
        return self.symbols[self.index] in texts

    def accept(self, text: str) -> bool:
        """Go past `text` if it comes next."""
        if self.symbols[self.index] != text:
            return False
        self.index += 1
        return True

    def expect(self, text: str) -> Lexeme:
        """Go past `text`, which must come next. Raises: FeelSyntaxError."""
        if not self.at(text):
            self.fail(text)
        return self.advance()

    def close(self, opening: Lexeme, closing: str) -> None:
        """Go past the bracket that closes `opening`. Raises: FeelSyntaxError."""
        if self.accept(closing):
            return
        self.refuse_foreign()
        line, column = position(self.source, opening.start)
        place = {"closing": closing, "opening": opening.text, "row": line, "place": column}
        if self.token.kind == "end":
            self.raise_here("unclosed_end", **place)
        self.raise_here("unclosed", found=self.token.text[:40], **place)

    def expect_end(self) -> None:
        """Insist that nothing follows. Raises: FeelSyntaxError."""
        if self.token.kind != "end":
            self.fail("end")

    # -- refusals

    def raise_here(self, code: str, **params: object) -> NoReturn:
        """Refuse the next token. Raises: FeelSyntaxError."""
        line, column = position(self.source, self.token.start)
        raise FeelSyntaxError(code, line, column, **params)

    def descend(self) -> None:
        """Go one level of nesting deeper. Raises: FeelSyntaxError: too deep."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.raise_here("source_too_deep", limit=MAX_NESTING)

    def refuse_foreign(self) -> None:
        """Refuse what other languages and full-width keyboards write. Raises: FeelSyntaxError."""
        text = self.token.text
        if self.token.kind != "name" and text + self.peek().text in _OPERATORS_OF_OTHERS:
            text += self.peek().text  # in full width, <> and <=
        if self.index and (turned := self.texts[self.index - 1] + text) in _TURNED:
            text = turned
        if text in {"%", "％"} and self.peek().kind in {"op", "end"} and self.peek().text != "(":
            self.raise_here("bad_operator", found=text, right="/ 100")
        if text == "==":
            self.raise_here("double_equals")
        if text in {"'", "‘", "’", "＇"}:
            self.raise_here("single_quote")
        if text in _FULL_WIDTH:
            self.raise_here("full_width", found=text, right=_FULL_WIDTH[text])
        if text in _OPERATORS_OF_OTHERS:
            self.raise_here("bad_operator", found=text, right=_OPERATORS_OF_OTHERS[text])
        if (number := in_ascii(text)) is not None:
            self.raise_here("full_width", found=text, right=number)

    def fail(self, expected: str) -> NoReturn:
        """Say what was expected here. Raises: FeelSyntaxError."""
        self.refuse_foreign()
        token = self.token
        if token.kind == "end":
            if len(self.tokens) == 1:
                self.raise_here("empty")
            self.raise_here("unexpected_end", expected=expected)
        self.raise_here("unexpected", expected=expected, found=token.text[:40])

    # -- names

    def bind(self, *names: str) -> NameIndex:
        """Open a scope with names that are known from here on."""
        scope = NameIndex(names)
        self.scopes.append(scope)
        return scope

    def unbind(self) -> None:
        """Close the innermost scope."""
        self.scopes.pop()

    def known_name(self) -> tuple[int, str] | None:
        """Return the longest known name that comes next, as number of tokens and name."""
        best: tuple[int, str] | None = None
        for index in (self.given, *self.scopes):
            match = index.longest(self.texts, self.index)
            if match is not None and (best is None or match[0] >= best[0]):
                best = match
        return best

    def loose_words(self, *, keyword_first: bool = False) -> int:
        """Count the name tokens that stand side by side: unknown, they can only be one name."""
        count = 0
        while (token := self.peek(count)).kind == "name" and (
            token.text not in KEYWORDS or (keyword_first and count == 0)
        ):
            count += 1
        return count

    def take_words(self, count: int) -> str:
        """Return the next `count` tokens as one name."""
        first, last = self.tokens[self.index], self.tokens[self.index + count - 1]
        self.index += count
        return canonical(self.source[first.start : last.end])

    def variable(self) -> str:
        """Read the name of a variable or function. Raises: FeelSyntaxError."""
        match = self.known_name()
        if match is None:
            match = BUILT_INS.longest(self.texts, self.index)
            words = self.loose_words()
            if words == 1 and in_ascii(self.token.text) is not None:
                self.refuse_foreign()
            if match is None or words > match[0]:
                return self.take_words(words) if words else self.fail("expression")
        self.index += match[0]
        return match[1]

    def property_name(self) -> str:
        """Read the name after a dot. Raises: FeelSyntaxError."""
        if self.token.kind == "quoted":
            return self.quoted_name()
        best = self.known_name() or (0, "")
        for index in (self.keys, BUILT_INS):
            match = index.longest(self.texts, self.index)
            if match is not None and match[0] > best[0]:
                best = match
        words = self.loose_words(keyword_first=True)
        if best[0] >= words and best[0]:
            self.index += best[0]
            return best[1]
        return self.take_words(words) if words else self.fail("name")

    def binding_name(self, *stops: str) -> str:
        """Read a new name up to one of `stops`: an iteration variable, a parameter, a key."""
        if self.token.kind == "string":
            return unescape(self.advance().text[1:-1])
        if self.token.kind == "quoted":
            return self.quoted_name()
        count = self.words_before(*stops)
        if not count or count > MAX_NAME_TOKENS or self.token.kind == "number":
            self.fail("name")
        return self.take_words(count)

    def quoted_name(self) -> str:
        """Read a name in backticks: any characters."""
        return canonical(self.advance().text[1:-1])

    def words_before(self, *stops: str) -> int:
        """Count the tokens before one of `stops`, a bracket, a text or the end."""
        count = 0
        while (token := self.peek(count)).kind != "end" and token.text not in stops:
            if token.kind in {"string", "quoted"} or token.text in {"(", ")", "[", "]", "{", "}", ",", ":"}:
                break
            count += 1
        return count
