"""Types as they stand after `instance of` and behind parameters."""

from __future__ import annotations

from engine.feel import syntax as s
from engine.feel.cursor import BUILT_INS, Cursor


class TypeParser(Cursor):
    """Reads types."""

    def type_name(self) -> s.TypeName:
        """Read a type. Raises: FeelSyntaxError."""
        self.descend()
        node = self._plain_type()
        self.depth -= 1
        return node

    def _plain_type(self) -> s.TypeName:
        if self.token.kind != "name":
            self.fail("type")
        if self.at("function") and self.peek().text == "<":
            return self._function_type()
        match = self.known_name() or BUILT_INS.longest(self.texts, self.index)
        words = self.loose_words(keyword_first=True)
        name = self.take_words(match[0] if match is not None and match[0] > words else words)
        while self.accept("."):
            name = f"{name}.{self.property_name()}"
        if name in {"list", "range"} and self.at("<"):
            opening = self.advance()
            parameter = self.type_name()
            self.close(opening, ">")
            return s.TypeName(name, (parameter,))
        if name == "context" and self.at("<"):
            return self._context_type()
        return s.TypeName(name)

    def _context_type(self) -> s.TypeName:
        opening = self.advance()
        fields: list[tuple[str, s.TypeName]] = []
        while not self.at(">"):
            name = self.binding_name(":", ">")
            self.expect(":")
            fields.append((name, self.type_name()))
            if not self.accept(","):
                break
        self.close(opening, ">")
        return s.TypeName("context", fields=tuple(fields))

    def _function_type(self) -> s.TypeName:
        self.advance()
        opening = self.advance()
        parameters: list[s.TypeName] = []
        while not self.at(">"):
            parameters.append(self.type_name())
            if not self.accept(","):
                break
        self.close(opening, ">")
        self.expect("->")
        return s.TypeName("function", tuple(parameters), result=self.type_name())
