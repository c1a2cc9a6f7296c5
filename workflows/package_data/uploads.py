"""`uploads.yaml` of a package: what uploads may be, by the name in `properties.upload` of a file picker.

    site_photos:
      label: 现场照片
      label_en: Photos of the site
      kinds: [JPEG, PNG]
      max_megabytes: 5
      max_files: 3

Only kinds that the platform tells by their content, and nothing larger than it takes anyway.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from engine.errors import NotFound
from forms import PROFILES, Profile
from forms.texts import Text
from forms.upload_profiles import KIND_NAMES, MEGABYTE, MOST_FILES
from workflows.ground.work import Work
from workflows.package_data.findings import Notes
from workflows.package_data.reading import Unreadable, Wrong, YamlValue, read_yaml

FILE = "uploads.yaml"
MOST_PROFILES = 30
MOST_MEGABYTES = max(profile.max_bytes for profile in PROFILES.values()) // MEGABYTE
LONGEST_LABEL = 60
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OF_VERSION = re.compile(rf"[0-9a-f-]{{36}}:{NAME.pattern}")
_KINDS = {name: kind for kind, name in KIND_NAMES.items()}
_FIELDS = ("label", "label_en", "kinds", "max_megabytes", "max_files")


@dataclass(frozen=True, slots=True)
class UploadFile:
    """The profiles of a package by name, what is wrong in them, and the line of each."""

    profiles: Mapping[str, Profile]
    notes: Notes
    lines: Mapping[str, int] = field(default_factory=dict)


def own_profiles(data: bytes, definition_id: str) -> dict[str, Profile]:
    """Return the profiles that forms of a version may name; uploads name the version too."""
    profiles = read_uploads(data).profiles
    return {name: replace(one, name=f"{definition_id}:{name}") for name, one in profiles.items()}


def profile_named(work: Work, name: str) -> Profile | None:
    """Return the profile by which an upload is checked, of the platform or of a version; None: no such."""
    if not _OF_VERSION.fullmatch(name):
        return PROFILES.get(name)
    definition_id, _, own = name.partition(":")
    try:
        data = work.repository.data(definition_id, FILE)
    except NotFound:
        return None
    return own_profiles(data, definition_id).get(own)


@lru_cache(maxsize=64)
def read_uploads(data: bytes) -> UploadFile:
    """Return the profiles that a file holds, as far as they are right."""
    notes = Notes()
    profiles: dict[str, Profile] = {}
    if not data:
        return UploadFile(profiles, notes)
    try:
        named = notes.entries(read_yaml(data), ("文件", "the file"))
    except Unreadable as refused:
        return UploadFile(profiles, Notes([refused.wrong]))
    for name, said in named.items():
        if not NAME.fullmatch(name):
            notes.add(
                said.line,
                f"上传规则名“{name}”只能由小写字母、数字和下划线组成，且以字母开头",
                f"the name {name} takes small letters, digits and underscores, a letter first",
            )
        elif (profile := _profile(name, said, notes)) is not None:
            profiles[name] = profile
    if len(named) > MOST_PROFILES:
        notes.add(
            1,
            f"最多 {MOST_PROFILES} 个上传规则，实际为 {len(named)} 个",
            f"it has {len(named)} profiles, not {MOST_PROFILES} at most",
        )
    return UploadFile(MappingProxyType(profiles), notes, {name: named[name].line for name in profiles})


def _profile(name: str, said: YamlValue, notes: Notes) -> Profile | None:
    what = (f"上传规则“{name}”", f"the profile {name}")
    members = notes.only(said, what, _FIELDS)
    if not members:
        return None
    label = notes.text(members, "label", said, what, LONGEST_LABEL)
    english = (members["label_en"].text or "").strip()[:LONGEST_LABEL] if "label_en" in members else ""
    if not english:
        notes.chinese_only.append((said.line, label))
    kinds = _kinds(members.get("kinds", said), what, notes)
    megabytes = _whole(members, "max_megabytes", (said.line, what), MOST_MEGABYTES, notes)
    files = (
        _whole(members, "max_files", (said.line, what), MOST_FILES, notes)
        if "max_files" in members
        else MOST_FILES
    )
    if not kinds or not megabytes or not files:
        return None
    return Profile(name, kinds, megabytes * MEGABYTE, Text(label, english), max_files=files)


def _kinds(said: YamlValue, what: tuple[str, str], notes: Notes) -> tuple[str, ...]:
    """Return the content types of the kinds that a list names."""
    named = [one.text or "" for one in said.items or ()]
    for one in named:
        if one not in _KINDS:
            english = f"the platform tells no {one} by its content"
            notes.unknown(said.line, f"平台不能识别“{one}”类文件", english, one, _KINDS)
    if not named:
        notes.add(
            said.line,
            f"{what[0]}的 kinds 应列出文件类型，如 [PDF, JPEG]",
            f"kinds of {what[1]} lists no kinds of files, such as [PDF, JPEG]",
        )
    return tuple(dict.fromkeys(_KINDS[one] for one in named if one in _KINDS))


def _whole(
    members: Mapping[str, YamlValue], name: str, at: tuple[int, tuple[str, str]], most: int, notes: Notes
) -> int | None:
    """Return a whole number between 1 and `most`, None with a note if it is none."""
    text = (members[name].text or "") if name in members else ""
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most:
        return int(text)
    line, what = at
    notes.add(
        members[name].line if name in members else line,
        f"{what[0]}的 {name} 应为 1 至 {most} 的整数",
        f"{name} of {what[1]} is no whole number from 1 to {most}",
    )
    return None


def taken(profiles: Mapping[str, Profile], platform: Collection[str]) -> Iterator[Wrong]:
    """Yield those profiles that have the name of one of the platform."""
    for name in sorted(profiles.keys() & set(platform)):
        yield Wrong(
            None,
            f"“{name}”是平台上传规则的名称，请改用其他名称",
            f"{name} is a profile of the platform: choose another name",
        )
