"""What is wrong in the data files of a package, in words of both languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from engine.definitions.suggestions import suggestion
from workflows.package_data.reading import Wrong, YamlValue


@dataclass(slots=True)
class Notes:
    """What was found in one file: mistakes, and words that stand there in Chinese alone, by line."""

    wrong: list[Wrong] = field(default_factory=list)
    chinese_only: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int | None, chinese: str, english: str) -> None:
        """Note a mistake."""
        self.wrong.append(Wrong(line, chinese, english))

    def unknown(self, line: int, chinese: str, english: str, word: str, known: Iterable[str]) -> None:
        """Note a word that does not exist, with the nearest right one and those that do."""
        in_english, in_chinese = suggestion(word, known)
        self.add(
            line,
            f"{chinese}{in_chinese['hint']}（可用：{in_chinese['known']}）",
            f"{english}{in_english['hint']}; there are: {in_english['known']}",
        )

    def entries(self, node: YamlValue, what: tuple[str, str]) -> dict[str, YamlValue]:
        """Return the entries of a mapping, none with a note if it is something else."""
        if node.entries is None:
            self.add(
                node.line, f"{what[0]}应写成“名称: 内容”", f"{what[1]} is not written as names with contents"
            )
        return node.entries or {}

    def only(self, node: YamlValue, what: tuple[str, str], known: Collection[str]) -> dict[str, YamlValue]:
        """Return the entries of a mapping that has some of these names and no others."""
        members = self.entries(node, what)
        for name, value in members.items():
            if name not in known:
                self.unknown(
                    value.line, f"{what[0]}没有“{name}”这一项", f"{what[1]} has no {name}", name, known
                )
        return members

    def text(
        self, members: Mapping[str, YamlValue], name: str, at: YamlValue, what: tuple[str, str], limit: int
    ) -> str:
        """Return a text that has to be there, "" with a note if it is not or is too long."""
        text = (members[name].text or "").strip() if name in members else ""
        line = members[name].line if name in members else at.line
        if not text:
            self.add(line, f"{what[0]}缺少 {name}", f"{what[1]} has no {name}")
        if len(text) > limit:
            self.add(
                line,
                f"{what[0]}的 {name} 应不超过 {limit} 个字，实际为 {len(text)} 个",
                f"{name} of {what[1]} has {len(text)} characters; at most {limit} are taken",
            )
            return ""
        return text
