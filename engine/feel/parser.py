"""Tokens to syntax tree: recursive descent, with precedence climbing for operators."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Literal

from engine.feel import syntax as s
from engine.feel.cursor import MAX_NESTING
from engine.feel.lexer import unescape
from engine.feel.names import KEYWORDS, MAX_NAME_TOKENS
from engine.feel.numbers import parse_number
from engine.feel.temporal_text import parse_temporal
from engine.feel.type_parser import TypeParser

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_OR, _AND, _COMPARISON = 0, 1, 2
_STRENGTHS = {"or": _OR, "and": _AND, "between": _COMPARISON, "in": _COMPARISON} | dict.fromkeys(
    _COMPARISONS, 2
)
_STRENGTHS |= {"+": 3, "-": 3, "*": 4, "/": 4, "**": 5}
_MAX_COMPARISONS = 10
# Keywords that begin no expression: after `[` they mean that the bracket closed a range.
_NEVER_FIRST = KEYWORDS - {"true", "false", "null", "if", "for", "some", "every", "function"}
_POSTFIXES = frozenset({".", "...", "(", "["})
_AFTER_A_RANGE = _COMPARISONS | {")", "]", "}", ",", "..", ".", "*", "/", "**", "+"}


def parse_expression(source: str, names: Collection[str] = (), *, lenient: bool = False) -> s.SyntaxNode:
    """Return the tree of one expression. `names` are the names of several words that may occur.

    `lenient`: what denotes no moment and no duration, `@"2026-02-30"`, is null. Raises: FeelSyntaxError.
    """
    parser = _Parser(source, names)
    parser.lenient = lenient
    node = parser.expression()
    parser.expect_end()
    return node


def parse_unary_tests(source: str, names: Collection[str] = ()) -> s.Tests:
    """Return the tests of a decision table's cell. Raises: FeelSyntaxError."""
    parser = _Parser(source, names)
    tests = parser.unary_tests()
    parser.expect_end()
    return tests


class _Parser(TypeParser):
    lenient = False

    # -- expressions

    def expression(self) -> s.SyntaxNode:
        self.descend()
        node = self.binary(_OR)
        self.depth -= 1
        return node

    def binary(self, lowest: int) -> s.SyntaxNode:
        """Read operands and operators that bind at least as strongly as `lowest` (precedence climbing)."""
        left = self.unary()
        chained = 0
        while (strength := _STRENGTHS.get(self.symbols[self.index], -1)) >= lowest:
            if strength <= _AND:
                left = self.junction(left, strength)
            elif strength == _COMPARISON:
                left = self.comparison(left)
                chained += 1
                if chained > _MAX_COMPARISONS:
                    self.raise_here("source_too_deep", limit=_MAX_COMPARISONS)
            else:
                left = self.arithmetic(left, strength)
        return left

    def junction(self, first: s.SyntaxNode, strength: int) -> s.SyntaxNode:
        kind: Literal["and", "or"] = "or" if strength == _OR else "and"
        operands = [first]
        while self.accept(kind):
            operands.append(self.binary(strength + 1))
        return s.Junction(kind, tuple(operands))

    def arithmetic(self, first: s.SyntaxNode, strength: int) -> s.SyntaxNode:
        rest: list[tuple[str, s.SyntaxNode]] = []
        while _STRENGTHS.get(self.symbols[self.index]) == strength:
            rest.append((self.advance().text, self.binary(strength + 1)))
        return s.Arithmetic(first, tuple(rest))

    def additive(self) -> s.SyntaxNode:
        return self.binary(_COMPARISON + 1)

    def comparison(self, left: s.SyntaxNode) -> s.SyntaxNode:
        operator = self.advance().text
        if operator == "between":
            low = self.additive()
            self.expect("and")
            return s.Between(left, low, self.additive())
        if operator == "in":
            return s.Membership(left, self.membership())
        return s.Comparison(operator, left, self.additive())

    def membership(self) -> tuple[s.SyntaxNode, ...]:
        if not self.at("("):
            return (self.operator_test() if self.at(*_COMPARISONS) else self.additive(),)
        opening = self.advance()
        first = self.test()
        if self.accept(".."):
            return (self.range_rest(first, low_included=False),)
        tests = [first]
        while self.accept(","):
            tests.append(self.test())
        self.close(opening, ")")
        return tuple(tests)

    def unary(self) -> s.SyntaxNode:
        if not self.at("-"):
            return self.instance_of(self.postfix(self.primary()))
        self.descend()
        self.advance()
        outer = self.range_level
        if outer == self.depth - 1:
            self.range_level = self.depth
        operand = self.unary()
        self.range_level = outer
        self.depth -= 1
        if isinstance(operand, s.Constant) and type(operand.value) is Decimal:
            return s.Constant(-operand.value)
        return s.Negation(operand)

    def instance_of(self, node: s.SyntaxNode) -> s.SyntaxNode:
        while self.at("instance"):
            self.advance()
            self.expect("of")
            node = s.InstanceOf(node, self.type_name())
        return node

    def postfix(self, node: s.SyntaxNode) -> s.SyntaxNode:
        applied = 0
        while True:
            if self.symbols[self.index] not in _POSTFIXES:
                return node
            if self.at(".", "..."):
                path = s.PathExpression if self.advance().text == "." else s.Descendants
                node = path(node, self.property_name())
            elif self.at("("):
                node = self.call(node)
            elif self.at("[") and not (self.range_level == self.depth and self.bracket_ends_range()):
                node = self.filter(node)
            else:
                return node
            applied += 1
            if applied > MAX_NESTING:
                self.raise_here("source_too_deep", limit=MAX_NESTING)

    def bracket_ends_range(self) -> bool:
        """Tell `[` that closes a range (`[1..5[`) from one that opens a filter: nothing can follow inside."""
        after = self.peek()
        if after.kind == "end":
            return True
        if after.kind == "name":
            return after.text in _NEVER_FIRST
        return after.kind == "op" and after.text in _AFTER_A_RANGE

    def filter(self, base: s.SyntaxNode) -> s.SyntaxNode:
        opening = self.advance()
        condition = self.expression()
        self.close(opening, "]")
        return s.Filter(base, condition)

    def call(self, function: s.SyntaxNode) -> s.SyntaxNode:
        opening = self.advance()
        positional: list[s.SyntaxNode] = []
        named: list[tuple[str, s.SyntaxNode]] = []
        while not self.at(")"):
            name = self.argument_name()
            if name is None:
                positional.append(self.expression())
            else:
                named.append((name, self.expression()))
            if positional and named:
                self.raise_here("mixed_arguments")
            if not self.accept(","):
                break
            if self.at(")"):
                self.fail("expression")
        self.close(opening, ")")
        return s.Call(function, tuple(positional), tuple(named))

    def argument_name(self) -> str | None:
        """Read the name of an argument and its colon, if there is one: no expression holds a bare colon."""
        quoted = self.token.kind == "quoted"
        count = 1 if quoted else self.words_before(":")
        if not 0 < count <= MAX_NAME_TOKENS or self.peek(count).text != ":" or self.token.kind == "number":
            return None
        name = self.quoted_name() if quoted else self.take_words(count)
        self.advance()
        return name

    # -- primaries

    def primary(self) -> s.SyntaxNode:
        token = self.token
        if token.kind == "number" and self.known_name() is None:
            self.advance()
            return s.Constant(parse_number(token.text))
        if token.kind == "string":
            self.advance()
            return s.Constant(unescape(token.text[1:-1]))
        if token.kind == "quoted":
            return s.Name(self.quoted_name())
        if token.kind == "name" and (keyword := self.keyword()) is not None:
            return keyword
        if token.kind == "op" and self.known_name() is None:
            return self.punctuation()
        if token.kind == "end":
            self.fail("expression")
        return s.Name(self.variable())

    def keyword(self) -> s.SyntaxNode | None:
        text = self.token.text
        if text not in KEYWORDS:
            return None
        match = self.known_name()
        if match is not None and match[0] > 1:
            return None
        if text in {"some", "every"}:
            self.advance()
            return self.quantified("some" if text == "some" else "every")
        if text in _CONSTANTS:
            self.advance()
            return s.Constant(_CONSTANTS[text])
        if text in {"and", "or"} and self.peek().text == "(":  # the functions: no operator can stand here
            return s.Name(self.advance().text)
        parse = _KEYWORD_PARSERS.get(text)
        if parse is None:
            self.fail("expression")
        self.advance()
        return parse(self)

    def punctuation(self) -> s.SyntaxNode:
        text = self.token.text
        if text == "(":
            return self.parenthesis()
        if text in {"[", "]"}:
            return self.bracket()
        if text == "{":
            return self.context()
        if text == "@" and self.peek().kind == "string":
            return self.temporal()
        if text != "?":
            self.fail("expression")
        self.advance()
        return s.Name("?")

    def parenthesis(self) -> s.SyntaxNode:
        opening = self.advance()
        node = self.test()
        if self.accept(".."):
            return self.range_rest(node, low_included=False)
        self.close(opening, ")")
        return node

    def bracket(self) -> s.SyntaxNode:
        opening = self.advance()
        included = opening.text == "["
        if included and self.accept("]"):
            return s.ListLiteral(())
        first = self.expression() if not included else self.test()
        if self.accept(".."):
            return self.range_rest(first, low_included=included)
        if not included:
            self.fail("..")
        items = [first]
        while self.accept(","):
            items.append(self.test())
        self.close(opening, "]")
        return s.ListLiteral(tuple(items))

    def range_rest(self, low: s.SyntaxNode, *, low_included: bool) -> s.SyntaxNode:
        outer, self.range_level = self.range_level, self.depth + 1
        high = self.expression()
        self.range_level = outer
        if not self.at("]", ")", "["):
            self.fail("]")
        return s.RangeLiteral(low, high, low_included, self.advance().text == "]")

    def temporal(self) -> s.SyntaxNode:
        text = unescape(self.peek().text[1:-1])
        value = parse_temporal(text)
        if value is None and not self.lenient:
            self.raise_here("bad_temporal", found=text[:40])
        self.index += 2
        return s.Constant(value)

    def context(self) -> s.SyntaxNode:
        opening = self.advance()
        entries: list[tuple[str, s.SyntaxNode]] = []
        scope = self.bind()
        while not self.at("}"):
            name = self.binding_name(":")
            self.expect(":")
            entries.append((name, self.expression()))
            scope.add(name)
            self.keys.add(name)
            if not self.accept(","):
                break
            if self.at("}"):
                self.fail("name")
        self.unbind()
        self.close(opening, "}")
        return s.ContextLiteral(tuple(entries))

    def conditional(self) -> s.SyntaxNode:
        branches: list[tuple[s.SyntaxNode, s.SyntaxNode]] = []
        while True:
            condition = self.expression()
            self.expect("then")
            branches.append((condition, self.expression()))
            self.expect("else")
            if not self.accept("if"):
                return s.Conditional(tuple(branches), self.expression())

    def for_loop(self) -> s.SyntaxNode:
        iterators = self.iterators("return")
        body = self.expression()
        self.unbind()
        return s.For(iterators, body)

    def quantified(self, kind: Literal["some", "every"]) -> s.SyntaxNode:
        iterators = self.iterators("satisfies")
        condition = self.expression()
        self.unbind()
        return s.Quantified(kind, iterators, condition)

    def iterators(self, end: str) -> tuple[s.Iterator, ...]:
        iterators: list[s.Iterator] = []
        scope = self.bind("partial")
        while True:
            name = self.binding_name("in")
            self.expect("in")
            source = self.expression()
            iterators.append(s.Iterator(name, source, self.expression() if self.accept("..") else None))
            scope.add(name)
            if not self.accept(","):
                break
        self.expect(end)
        return tuple(iterators)

    def function_definition(self) -> s.SyntaxNode:
        opening = self.expect("(")
        parameters: list[tuple[str, s.TypeName | None]] = []
        while not self.at(")"):
            name = self.binding_name(":", ",", ")")
            parameters.append((name, self.type_name() if self.accept(":") else None))
            if not self.accept(","):
                break
        self.close(opening, ")")
        external = self.accept("external")
        self.bind(*(name for name, _ in parameters))
        body = self.expression()
        self.unbind()
        return s.Lambda(tuple(parameters), body, external)

    # -- unary tests

    def unary_tests(self) -> s.Tests:
        if self.at("-") and self.peek().kind == "end":
            self.advance()
            return s.Tests(())
        if self.at("not") and self.peek().text == "(":
            start = self.index
            self.advance()
            opening = self.advance()
            tests = self.test_list()
            self.close(opening, ")")
            if self.token.kind == "end":
                return s.Tests(tests, negated=True)
            self.index = start
        return s.Tests(self.test_list())

    def test_list(self) -> tuple[s.SyntaxNode, ...]:
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        return tuple(tests)

    def test(self) -> s.SyntaxNode:
        return self.operator_test() if self.at(*_COMPARISONS) else self.expression()

    def operator_test(self) -> s.SyntaxNode:
        return s.OperatorTest(self.advance().text, self.additive())


_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_KEYWORD_PARSERS: dict[str, Callable[[_Parser], s.SyntaxNode]] = {
    "if": _Parser.conditional,
    "for": _Parser.for_loop,
    "function": _Parser.function_definition,
}
