"""Packs to be broken, each in one way, and the register of the ways."""

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from engine.check import check_pack
from engine.check.findings import Finding
from engine.check.form import Raw
from engine.policy.folder import POLICIES, default_policy
from engine.policy.source import RULES, WORDS, called, read_raw

INVENTED = Path(__file__).resolve().parent.parent.parent / "policies" / "tiny-invented-2026"
REAL = POLICIES / default_policy()


@dataclass
class Pack:
    """A pack in memory, to be broken."""

    raw: Raw
    zh: str
    en: str

    @classmethod
    def read(cls, folder: Path) -> "Pack":
        law = {lang: (folder / f"law.{lang}.txt").read_bytes().decode("utf-8") for lang in ("zh", "en")}
        return cls(read_raw(folder), law["zh"], law["en"])

    def copy(self) -> "Pack":
        return Pack(copy.deepcopy(self.raw), self.zh, self.en)

    def check(self) -> list[Finding]:
        return check_pack(self.raw, self.zh, self.en)

    def provision(self, provision_id: str) -> Raw:
        return next(p for p in self.raw["provisions"] if p["id"] == provision_id)

    def without_limits(self, provision_id: str) -> None:
        """Take away what limits the amount, and how often it is given."""
        provision = self.provision(provision_id)
        limits = {"cap", "once", "years", "winners"}
        provision["steps"] = [step for step in provision["steps"] if not limits & step.keys()]

    def block(self, kind: str, block_id: str) -> Raw:
        return next(b for b in self.raw[kind] if b["id"] == block_id)

    def fact(self, provision_id: str, name: str) -> Raw:
        return next(f for f in self.provision(provision_id)["facts"] if f["name"] == name)

    def replace_in_law(self, old: str, new: str) -> None:
        """Change the law and its fingerprint, as somebody would who edits both."""
        assert self.zh.count(old) == 1
        self.zh = self.zh.replace(old, new)
        self.raw["law"]["sha256"] = hashlib.sha256(self.zh.encode()).hexdigest()


PACKS = {"invented": Pack.read(INVENTED), "real": Pack.read(REAL)}


@cache
def standing(name: str) -> set[str]:
    """What is found before anything is broken: nothing, as a test says."""
    return set(map(str, PACKS[name].check()))


def new(name: str, findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if str(finding) not in standing(name)]


def listed(findings: list[Finding]) -> list[str]:
    return [f"{finding.place}: {finding.message['en']}" for finding in findings]


def every_path(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from every_path(below, (*path, key))


def put(raw: Raw, path: tuple[Any, ...], value: Any) -> None:
    here: Any = raw
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value


def found(raw: Raw, path: tuple[Any, ...]) -> Any:
    for step in path:
        raw = raw[step]
    return raw


def inline(value: Any) -> str:
    """A value of a pack as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {inline(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else str(value)


def split(value: Any) -> tuple[Any, Raw]:
    """The rules of a pack, and its words by the places that they have in their own file."""
    if isinstance(value, list):
        parts = [(called(element), *split(element)) for element in value]
        return [rules for _, rules, _ in parts], {name: words for name, _, words in parts if name and words}
    if not isinstance(value, dict):
        return value, {}
    texts = {
        key: inner for key, inner in value.items() if isinstance(inner, dict) and {*inner} <= {"zh", "en"} != set()
    }
    rules, words = {}, dict(texts)
    for key, inner in value.items():
        if key not in texts:
            rules[key], inside = split(inner)
            words |= {key: inside} if inside else {}
    return rules, words


def write_toml(block: Raw, file: Path) -> None:
    """A block as a TOML file, a key a line."""
    file.write_text("".join(f"{key} = {inline(value)}\n" for key, value in block.items()), encoding="utf-8")


def write_folder(pack: Pack, folder: Path) -> Path:
    """The pack as a policy's folder: its rules, its words, the law, and the translation where it has one."""
    folder.mkdir(parents=True, exist_ok=True)
    rules, words = split(pack.raw)
    write_toml(rules, folder / RULES)
    write_toml(words, folder / WORDS)
    (folder / "law.zh.txt").write_bytes(pack.zh.encode())
    if "en" in pack.raw["law"]:
        (folder / "law.en.txt").write_bytes(pack.en.encode())
    return folder


Break = Callable[[Pack], None]


@dataclass(frozen=True)
class Case:
    kind: str
    place: str
    says: str
    broken: Break
    pack: str


CASES: list[Case] = []


def case(kind: str, place: str, says: str, pack: str = "invented") -> Callable[[Break], Break]:
    """A pack broken in one way: the kind of fault, its place, and words of the Chinese message."""

    def remember(broken: Break) -> Break:
        CASES.append(Case(kind, place, says, broken, pack))
        return broken

    return remember


SOME_WORDS = {"zh": "没有可计算的内容。", "en": "There is nothing to calculate."}
