"""The pack proves itself: what `engine check` finds, and that nothing in it or in the law changes unseen."""

import copy
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import check, words
from engine.check import Finding, LawText, Notes, Raw
from engine.pack import POLICIES, UnknownPolicy, build, default_policy, read_raw

INVENTED = Path(__file__).resolve().parent.parent / "policies" / "tiny-invented-2026"
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
        return check.check_pack(self.raw, self.zh, self.en)

    def provision(self, provision_id: str) -> Raw:
        return next(p for p in self.raw["provisions"] if p["id"] == provision_id)

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
STANDING = {name: set(map(str, pack.check())) for name, pack in PACKS.items()}
"""What is found before anything is broken: nothing, as the next two tests say."""


def new(name: str, findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if str(finding) not in STANDING[name]]


def listed(findings: list[Finding]) -> list[str]:
    return [f"{finding.place}: {finding.message['en']}" for finding in findings]


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(INVENTED, tmp_path / INVENTED.name))


# ------------------------------------------------------------------------------------------------ what is sound


def test_the_pack_in_use_is_sound():
    assert listed(check.check(REAL)) == []


def test_the_invented_pack_is_sound():
    assert listed(PACKS["invented"].check()) == []


def test_the_answer_on_a_sound_pack_says_so():
    name = default_policy()
    assert check.answer(name, check.findings_of(name)) == {"sound": True, "policy": name, "errors": []}


def test_the_answer_on_an_unsound_pack_names_place_and_fault_in_both_languages(folder):
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(pack.replace('share = "0.15"', 'share = "0.16"'), encoding="utf-8")
    findings = check.findings_of(folder.name, folder.parent)
    answer = check.answer(folder.name, findings)
    assert (answer["sound"], answer["policy"]) == (False, "tiny-invented-2026")
    message = {
        "zh": "引文中没有这个数字：16%。引文为「按照设备购置费用的15%」。",
        "en": "The number does not stand in the quote: 16%. The quote is “按照设备购置费用的15%”.",
    }
    assert {"path": "provisions.s03_equipment.amount.share", "message": message} in answer["errors"]
    text = check.report(folder.name, findings)
    assert "tiny-invented-2026: the policy pack is not sound; findings: " in text
    at = text.splitlines().index("provisions.s03_equipment.amount.share")
    assert text.splitlines()[at + 1 : at + 3] == [f"    {message['zh']}", f"    {message['en']}"]


def test_a_check_of_a_policy_that_does_not_exist_is_refused():
    with pytest.raises(UnknownPolicy) as unknown:
        check.findings_of("no-such-policy")
    assert unknown.value.known == [default_policy()]


# ------------------------------------------------------------------- no digit can be changed without being found


def replacements(text: str, all_of_them: bool = False) -> Iterator[tuple[int, str]]:
    """Each digit replaced by the next one, or by each of the nine others: its position, and the text then."""
    for at, character in enumerate(text):
        if character.isascii() and character.isdigit():
            for step in range(1, 10 if all_of_them else 2):
                yield at, f"{text[:at]}{(int(character) + step) % 10}{text[at + 1 :]}"


def assert_no_digit_of_the_law_changes_unseen(all_of_them: bool) -> None:
    pack = PACKS["real"]
    unseen = []
    for at, changed in replacements(pack.zh, all_of_them):
        kinds = {finding.kind for finding in new("real", check.check_pack(pack.raw, changed, pack.en))}
        # Whoever changes the law could change its fingerprint too: something else must notice as well.
        if not ("sha256" in kinds and len(kinds) > 1):
            unseen.append((at, changed[max(0, at - 10) : at + 10], kinds))
    assert unseen == []


def assert_no_digit_of_the_translation_changes_unseen(all_of_them: bool) -> None:
    pack = PACKS["real"]
    policy, law = build(pack.raw, REAL), LawText(pack.zh, Notes(), "law.zh.txt")
    unseen = []
    for at, changed in replacements(pack.en, all_of_them):
        notes = Notes()
        check.check_translation(pack.raw["law"], law, changed, policy, notes)
        line = pack.en.count("\n", 0, at) + 1
        if f"law.en.txt:{line}" not in {finding.place for finding in new("real", notes.findings)}:
            unseen.append((at, changed[max(0, at - 10) : at + 10]))
    assert unseen == []


NOT_OF_THE_LAW = {("version",), ("id",)}
"""The pack's own version is nobody's number but the pack's; its id is the name of its folder, see below."""


def numbers_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every value of the pack with a digit in it, as text, with its path; not what is said in both languages."""
    if isinstance(value, dict):
        if value and not set(value) <= {"zh", "en"}:
            for key, inner in value.items():
                yield from numbers_in(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from numbers_in(inner, (*path, i))
    elif not isinstance(value, bool) and re.search(r"\d", str(value)) and path not in NOT_OF_THE_LAW:
        yield path, str(value)


def is_number_or_date(path: tuple[Any, ...], raw: Raw) -> bool:
    return not isinstance(found(raw, path), str) or path[-1] == "share"


def put(raw: Raw, path: tuple[Any, ...], value: Any) -> None:
    here: Any = raw
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value


def found(raw: Raw, path: tuple[Any, ...]) -> Any:
    for step in path:
        raw = raw[step]
    return raw


def as_in_toml(text: str, like: Any) -> Any:
    """What a TOML reader makes of the changed text; a day that is in no calendar stays text."""
    if isinstance(like, date):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return type(like)(text)


def assert_no_digit_of_the_pack_changes_unseen(name: str, all_of_them: bool, texts: bool) -> None:
    pack = PACKS[name].copy()
    unseen = []
    for path, text in numbers_in(pack.raw):
        if not (texts or is_number_or_date(path, pack.raw)):
            continue
        before = found(pack.raw, path)
        for _, changed in replacements(text, all_of_them):
            put(pack.raw, path, as_in_toml(changed, before))
            if not new(name, pack.check()):
                unseen.append((path, text, changed))
        put(pack.raw, path, before)
    assert unseen == []


def test_every_digit_of_the_law_is_guarded():
    assert_no_digit_of_the_law_changes_unseen(all_of_them=False)


def test_every_digit_of_the_translation_is_guarded():
    assert_no_digit_of_the_translation_changes_unseen(all_of_them=False)


def test_every_digit_of_every_number_and_date_of_the_pack_is_guarded():
    assert_no_digit_of_the_pack_changes_unseen("real", all_of_them=False, texts=False)


def test_every_digit_of_every_number_date_quote_and_id_of_the_invented_pack_is_guarded():
    assert_no_digit_of_the_pack_changes_unseen("invented", all_of_them=False, texts=True)


@pytest.mark.long
def test_every_digit_of_the_law_is_guarded_against_each_other_digit():
    assert_no_digit_of_the_law_changes_unseen(all_of_them=True)


@pytest.mark.long
def test_every_digit_of_the_translation_is_guarded_against_each_other_digit():
    assert_no_digit_of_the_translation_changes_unseen(all_of_them=True)


@pytest.mark.long
@pytest.mark.parametrize("name", PACKS)
def test_every_digit_of_every_number_date_quote_and_id_is_guarded_against_each_other_digit(name):
    assert_no_digit_of_the_pack_changes_unseen(name, all_of_them=True, texts=True)


def test_every_digit_that_we_restate_in_our_own_words_is_guarded():
    """A title, summary, label or explanation with another number is found, unless its article says that one too."""
    pack = PACKS["real"].copy()
    law = LawText(pack.zh, Notes(), "law.zh.txt")
    provision = pack.provision("art06_rent")
    unseen = []
    before = provision["summary"]["zh"]
    for at, changed in replacements(before, all_of_them=True):
        provision["summary"]["zh"] = changed
        places = {finding.place for finding in new("real", pack.check())}
        numbers = set(re.findall(r"\d+", law.articles[6]))
        if "provisions.art06_rent.summary.zh" not in places and not set(re.findall(r"\d+", changed)) <= numbers:
            unseen.append((at, changed))
    assert unseen == []


# -------------------------------------------------------------------------------- no part of the pack can be left out


def parts(raw: Raw) -> Iterator[tuple[Any, ...]]:
    for kind in (
        "readings",
        "windows",
        "frame",
        "pools",
        "exclusives",
        "provisions",
        "without_effect",
        "articles",
        "rules",
    ):
        yield from ((kind, i) for i in range(len(raw.get(kind, []))))
    for i, provision in enumerate(raw["provisions"]):
        for kind in ("limits", "when", "item_when"):
            for j, part in enumerate(provision.get(kind, [])):
                # Who the applicant is, is asked for several provisions; each asks by its own words of the law.
                if not part.get("fact", "").startswith("applicant."):
                    yield "provisions", i, kind, j


@pytest.mark.parametrize("name", PACKS)
def test_no_rule_can_be_left_out_unseen(name):
    pack = PACKS[name].copy()
    unseen = []
    for path in list(parts(pack.raw)):
        siblings = found(pack.raw, path[:-1])
        if siblings[path[-1]].get("amount", {}).get("none"):
            continue  # what grants nothing has nothing to leave over
        left_out = siblings.pop(path[-1])
        if not new(name, pack.check()):
            unseen.append((path, left_out))
        siblings.insert(path[-1], left_out)
    assert unseen == []


# -------------------------------------------------------------------------------------------- each fault, by its place

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


# ---- the law


@case("sha256", "law.sha256", "文本有改动")
def a_law_that_was_edited(pack):
    pack.zh = pack.zh.replace("制定本办法", "制订本办法")


@case("sha256", "law.sha256", "0000")
def a_fingerprint_of_something_else(pack):
    pack.raw["law"]["sha256"] = "0" * 64


@case("article_twice", "law.zh.txt:20", "第3条")
def an_article_that_stands_twice_in_the_law(pack):
    pack.replace_in_law("  第四条 ", "  第三条 ")


@case("law_articles", "law.zh", "1, 2, 3, 5, 6, 7, 8")
def a_law_without_one_of_its_articles(pack):
    pack.replace_in_law("  第四条 ", "  ")


@case("article_wrong", "articles.9", "9")
def an_article_that_the_law_does_not_have(pack):
    pack.raw["articles"].append({**pack.raw["articles"][7], "number": 9})


@case("article_wrong", "articles.8", "8")
def an_article_that_stands_twice_in_the_pack(pack):
    pack.raw["articles"].append(pack.raw["articles"][7])


@case("article_missing", "articles", "5")
def an_article_that_the_pack_leaves_out(pack):
    del pack.raw["articles"][4]


@case("article_order", "articles", "顺序")
def articles_out_of_order(pack):
    pack.raw["articles"].reverse()


@case("article_order", "readings.s05_awards_together.articles", "顺序")
def a_reading_that_names_an_article_twice(pack):
    pack.block("readings", "s05_awards_together")["articles"] = [5, 5]


@case("article_effect", "articles.2.effect", "grant")
def an_article_that_claims_to_grant_money(pack):
    pack.raw["articles"][1]["effect"] = "grant"


@case("article_effect", "articles.3.effect", "none")
def an_article_that_hides_that_it_grants_money(pack):
    pack.raw["articles"][2]["effect"] = "none"


@case("chapter_wrong", "articles.3.chapter", "第二章 资助")
def an_article_in_another_chapter(pack):
    pack.raw["articles"][2]["chapter"] = pack.raw["articles"][0]["chapter"]


@case("title_wrong", "title.zh", "若干措施")
def a_title_that_is_not_the_laws(pack):
    pack.raw["title"]["zh"] = "青禾县扶持手工造纸业若干措施"


@case("title_wrong", "law.title.zh", "若干措施")
def a_law_by_another_title(pack):
    pack.raw["law"]["title"]["zh"] = "《青禾县扶持手工造纸业若干措施》"


@case("date_not_in_law", "law.issued", "2025-11-21")
def a_day_of_issue_that_the_law_does_not_state(pack):
    pack.raw["law"]["issued"] = date(2025, 11, 21)


@case("date_not_in_law", "law.published", "2025-12-09")
def a_day_of_publication_that_the_law_does_not_state(pack):
    pack.raw["law"]["published"] = date(2025, 12, 9)


@case("source_wrong", "law.source", "example.org", "real")
def a_source_that_is_not_where_the_law_says(pack):
    pack.raw["law"]["source"] = "https://example.org/"


@case("lines_differ", "law.en.txt", "36")
def a_translation_with_a_line_more(pack):
    pack.en += "\n"


@case("line_missing", "law.en.txt:18", "只有一方")
def a_translation_that_leaves_a_paragraph_out(pack):
    paragraph = next(line for line in pack.en.split("\n") if line.strip().startswith("Article 3"))
    pack.en = pack.en.replace(paragraph, "")


@case("line_numbers", "law.en.txt:18", "15 / 16")
def a_translation_with_another_rate(pack):
    pack.en = pack.en.replace("15%", "16%")


@case("line_numbers", "law.en.txt:18", "3 / 4")
def a_translation_with_another_number_in_words(pack):
    pack.en = pack.en.replace("in the last three years", "in the last four years")


@case("line_numbers", "law.en.txt:32", "3 / 4")
def a_translation_with_another_month(pack):
    pack.en = pack.en.replace("1 March 2026", "1 April 2026")


@case("cny_wrong", "law.en.txt:18", "8万元 (CNY 800,000)")
def a_translation_whose_yuan_are_not_those_of_the_amount(pack):
    pack.en = pack.en.replace("(CNY 80,000)", "(CNY 800,000)")


@case("gloss_wrong", "law.en.txt:30", "近4年")
def a_translation_that_explains_a_word_of_another_law(pack):
    pack.en = pack.en.replace("(近3年)", "(近4年)")


# ---- quotes


@case("quote_not_in_law", "provisions.s03_equipment.limits[0].quote", "最高8万元的补助")
def a_quote_that_does_not_stand_in_the_law(pack):
    pack.provision("s03_equipment")["limits"][0]["quote"] = "最高8万元的补助"


@case("quote_not_in_law", "provisions.s03_equipment.quotes[0]", "购置造纸设备，按照")
def a_quote_with_full_width_punctuation_where_the_law_has_none(pack):
    pack.provision("s03_equipment")["quotes"] = ["购置造纸设备，按照"]


@case("quote_not_in_law", "provisions.s04_workshops.limits[1].quote", "每年不超过1")
def a_quote_that_cuts_a_number_in_two(pack):
    pack.provision("s04_workshops")["limits"][1]["quote"] = "每家单位每年不超过1"


@case("quote_not_in_law", "provisions.s04_workshops.limits[1].quote", "2万元")
def a_quote_that_begins_inside_a_number(pack):
    pack.provision("s04_workshops")["limits"][1]["quote"] = "2万元"


@case("quote_not_in_article", "provisions.s03_equipment.amount.quote", "而在：6")
def a_quote_of_another_article(pack):
    pack.provision("s03_equipment")["amount"]["quote"] = "给予一次性7万元的奖励"


@case("quote_not_in_article", "rules.truncation.quotes[0]", "而在：7")
def a_rule_attached_to_another_article(pack):
    pack.block("rules", "truncation")["article"] = 6


@case("quote_not_in_article", "windows.last_3_years.quote", "而在：7")
def a_window_attached_to_another_article(pack):
    pack.block("windows", "last_3_years")["article"] = 3


@case("quote_not_in_article", "in_force.quote", "而在：8")
def a_validity_attached_to_another_article(pack):
    pack.raw["in_force"]["article"] = 7


@case("quote_not_in_article", "readings.s05_awards_together.quotes[1]", "而在：7")
def a_reading_that_quotes_an_article_it_does_not_name(pack):
    pack.block("readings", "s05_awards_together")["quotes"].append("按照同一比例执行")


@case("quote_not_in_law", "readings.s05_awards_together.quotes[0]", "各给予")
def a_reading_that_quotes_what_the_law_does_not_say(pack):
    pack.block("readings", "s05_awards_together")["quotes"] = ["各给予6万元"]


@case("quote_not_in_paragraph", "provisions.s04_workshops.amount.quote", "第1款")
def a_quote_of_another_paragraph(pack):
    pack.provision("s04_workshops")["amount"]["quote"] = "本条年度资助总额最高45万元"


@case("quote_not_in_paragraph", "provisions.s04_workshops.quotes[0]", "第3款")
def a_paragraph_that_the_article_does_not_have(pack):
    pack.provision("s04_workshops")["paragraph"] = 3


@case("paragraph_wrong", "provisions.s04_workshops.paragraph", "第0款")
def a_paragraph_counted_from_nothing(pack):
    pack.provision("s04_workshops")["paragraph"] = 0


@case("quote_ambiguous", "provisions.s05_craft_awards.amount.quote", "3次")
def a_quote_that_stands_several_times_in_its_article(pack):
    pack.provision("s05_craft_awards")["amount"]["quote"] = "万元"


@case("nothing_quoted", "provisions.s06_sales.quotes", "没有引文")
def a_provision_without_a_quote(pack):
    pack.provision("s06_sales")["quotes"] = []


@case("reading_article", "readings.s05_awards_together.articles", "（6）")
def a_reading_that_names_an_article_without_quoting_it(pack):
    pack.block("readings", "s05_awards_together")["articles"] = [5, 6]


@case("frame_article", "frame[1].article", "哪一条")
def a_condition_of_the_frame_without_its_article(pack):
    del pack.raw["frame"][1]["article"]


# ---- numbers


@case("number_not_in_quote", "provisions.s03_equipment.amount.share", "20%")
def a_rate_that_its_quote_does_not_say(pack):
    pack.provision("s03_equipment")["amount"]["share"] = "0.20"


@case("number_not_in_quote", "provisions.s03_equipment.amount.share", "1.5%")
def a_rate_with_its_point_in_the_wrong_place(pack):
    pack.provision("s03_equipment")["amount"]["share"] = "0.015"


@case("number_not_in_quote", "provisions.s03_equipment.limits[0].cap", "80万元")
def a_cap_that_its_quote_does_not_say(pack):
    pack.provision("s03_equipment")["limits"][0]["cap"] = 80


@case("number_not_in_quote", "provisions.s04_workshops.limits[1].cap", "2万元")
def a_cap_that_is_only_the_end_of_the_number_in_its_quote(pack):
    pack.provision("s04_workshops")["limits"][1]["cap"] = 2


@case("number_not_in_quote", "provisions.s06_sales.amount.fixed", "90万元")
def a_fixed_sum_that_stands_in_another_quote_of_the_provision(pack):
    pack.provision("s06_sales")["amount"]["fixed"] = 90


@case("number_not_in_quote", "provisions.s06_sales.when[0].at_least", "91万元")
def a_threshold_that_its_quote_does_not_say(pack):
    pack.provision("s06_sales")["when"][0]["at_least"] = 91


@case("number_not_in_quote", "provisions.s05_craft_awards.amount.tiers.city", "5万元")
def a_tier_that_its_quote_does_not_say(pack):
    pack.provision("s05_craft_awards")["amount"]["tiers"]["city"] = 5


@case("number_not_in_quote", "pools.s04.cap", "450万元")
def a_yearly_total_that_its_quote_does_not_say(pack):
    pack.block("pools", "s04")["cap"] = 450


@case("number_not_in_quote", "windows.last_3_years.years", "近2年")
def a_window_of_another_length(pack):
    pack.block("windows", "last_3_years")["years"] = 2


@case("number_not_in_quote", "provisions.s03_equipment.item_when[0].in_window", "2年")
def a_condition_in_a_window_of_another_length_than_its_quote_says(pack):
    pack.block("windows", "last_3_years")["years"] = 2


@case("number_not_in_quote", "provisions.art06_rent.limits[0].years", "4年", "real")
def a_number_of_years_that_its_quote_does_not_say(pack):
    pack.provision("art06_rent")["limits"][0]["years"] = 4


@case("number_not_in_quote", "provisions.art12_public_platform.limits[1].winners", "3家", "real")
def a_number_of_winners_that_its_quote_does_not_say(pack):
    pack.provision("art12_public_platform")["limits"][1]["winners"] = 3


@case("number_not_in_quote", "in_force.from", "2026年3月2日")
def a_first_day_that_its_quote_does_not_say(pack):
    pack.raw["in_force"]["from"] = date(2026, 3, 2)


@case("number_not_in_quote", "in_force.years", "4年")
def a_validity_that_its_quote_does_not_say(pack):
    pack.raw["in_force"]["years"] = 4


@case("share_form", "provisions.s03_equipment.amount.share", "15%")
def a_rate_that_is_no_decimal(pack):
    pack.provision("s03_equipment")["amount"]["share"] = "15%"


@case("until_wrong", "in_force.until", "2031-03-01")
def a_validity_that_is_a_day_too_long(pack):
    pack.raw["in_force"]["until"] = date(2031, 3, 1)


@case("tier_order", "provisions.s05_craft_awards.amount.tiers.city", "city")
def tiers_in_another_order_than_in_the_law(pack):
    pack.provision("s05_craft_awards")["amount"]["tiers"] = {"province": 4, "city": 6, "county": 1}


@case("tier_name", "provisions.s05_craft_awards.amount.tiers.province", "省级")
def tiers_whose_names_are_in_another_order_than_in_the_law(pack):
    pack.provision("s05_craft_awards")["amount"]["tiers"] = {"county": 6, "province": 4, "city": 1}


@case("tier_missing", "provisions.s05_craft_awards.amount.tiers", "county")
def an_answer_without_a_tier(pack):
    del pack.provision("s05_craft_awards")["amount"]["tiers"]["county"]


@case("tier_missing", "provisions.art11_standards.amount.tiers", "local", "real")
def an_answer_without_a_tier_that_no_condition_excludes(pack):
    del pack.provision("art11_standards")["item_when"][1]


@case("own_number", "provisions.s03_equipment.summary.zh", "16")
def a_summary_with_a_number_that_the_article_does_not_have(pack):
    pack.provision("s03_equipment")["summary"] = {"zh": "设备购置费用的16%", "en": "16% of the equipment"}


# ---- legal words


@case("word_missing", "provisions.s03_equipment.limits[0].word", "8万元")
def a_cap_without_its_legal_word(pack):
    del pack.provision("s03_equipment")["limits"][0]["word"]


@case("word_missing", "pools.s04.quote", "45万元")
def a_yearly_total_whose_quote_does_not_call_it_the_most(pack):
    pack.block("pools", "s04")["quote"] = "45万元"


@case("word_missing_plain", "provisions.art05_revenue_growth.when[3].quote", "正增长", "real")
def a_growth_that_its_quote_does_not_mention(pack):
    pack.provision("art05_revenue_growth")["when"][3]["quote"] = "支持营收5000万元以上"


@case("word_unknown", "provisions.s06_sales.when[0].word", "达到")
def a_threshold_with_a_word_that_is_none(pack):
    pack.provision("s06_sales")["when"][0]["word"] = "达到"


@case("word_unknown", "provisions.s04_workshops.limits[1].word", "以上")
def a_cap_with_the_word_of_a_threshold(pack):
    pack.provision("s04_workshops")["limits"][1]["word"] = "以上"


@case("word_unknown", "provisions.s06_sales.limits[0].word", "性")
def a_once_only_with_a_word_that_is_none(pack):
    pack.provision("s06_sales")["limits"][0]["word"] = "性"


@case("word_strict", "provisions.s06_sales.when[0].word", "超过")
def a_threshold_that_includes_its_number_under_a_word_that_does_not(pack):
    pack.replace_in_law("销售额90万元以上", "销售额超过90万元")
    pack.provision("s06_sales")["quotes"] = ["给予一次性7万元的奖励"]
    pack.provision("s06_sales")["when"][0] |= {"quote": "上年度销售额超过90万元", "word": "超过"}


@case("word_strict", "provisions.s03_equipment.limits[0].word", "低于")
def a_cap_that_includes_its_number_under_a_word_that_does_not(pack):
    pack.provision("s03_equipment")["limits"][0]["word"] = "低于"


@case("word_not_in_quote", "provisions.s03_equipment.limits[0].word", "不超过")
def a_legal_word_that_does_not_stand_in_the_quote(pack):
    pack.provision("s03_equipment")["limits"][0]["word"] = "不超过"


@case("word_not_in_quote", "provisions.s06_sales.limits[0].word", "一次性")
def a_once_only_whose_quote_does_not_say_so(pack):
    pack.provision("s06_sales")["limits"][0]["quote"] = "7万元的奖励"


@case("word_not_beside", "provisions.s03_equipment.limits[0].word", "8万元")
def a_legal_word_that_is_about_another_number(pack):
    pack.replace_in_law("每年最高8万元的资助", "每年最高限额之内的资助8万元")
    pack.provision("s03_equipment")["quotes"] = ["对近3年购置造纸设备的单位"]
    pack.provision("s03_equipment")["limits"][0]["quote"] = "每年最高限额之内的资助8万元"


@case("word_not_inclusive", "provisions.s04_workshops.limits[1].word", "不超过")
def a_bound_that_the_clause_on_inclusive_bounds_does_not_name(pack):
    pack.replace_in_law("“最高”“以上”“不超过”均", "“最高”“以上”均")
    pack.block("rules", "inclusive")["quotes"] = ["本办法所称“最高”“以上”均包括本数"]


@case("window_word", "provisions.s03_equipment.item_when[0].word", "近3年")
def a_window_under_the_word_of_another(pack):
    pack.provision("s03_equipment")["item_when"][0]["word"] = "上年度"


@case("window_word", "provisions.s04_workshops.item_when[0].word", "上年度")
def a_condition_in_a_window_that_its_quote_does_not_name(pack):
    pack.provision("s04_workshops")["item_when"][0]["quote"] = "开放的造纸体验工坊"


@case("window_word", "provisions.s04_workshops.item_when[0].word", "近3年")
def a_condition_in_another_window_than_its_quote_names(pack):
    pack.provision("s04_workshops")["item_when"][0]["in_window"] = "last_3_years"


@case("window_word", "provisions.art13_financing.measures.net_in_window.when[1].quote", "近2年", "real")
def a_measure_in_a_window_that_its_quote_does_not_name(pack):
    pack.provision("art13_financing")["measures"][0]["when"][1]["quote"] = "获得天使投资"


@case("window_words", "windows.year_before.quote", "calendar_year")
def a_calendar_year_that_its_quote_does_not_define(pack):
    pack.block("windows", "year_before")["quote"] = "“上年度”是指"


@case("window_years", "windows.year_before.years", "1年")
def a_calendar_year_counted_in_years(pack):
    pack.block("windows", "year_before")["years"] = 1


@case("rule_words", "rules.budget.quotes", "超过")
def a_budget_that_scales_a_sum_equal_to_it(pack):
    pack.replace_in_law("合计超过年度预算的", "合计不超过年度预算的")
    pack.block("rules", "budget")["quotes"] = ["资助金额合计不超过年度预算的,按照同一比例执行"]


@case("rule_words", "rules.truncation.quotes", "只舍不入")
def a_truncation_that_its_quote_does_not_say(pack):
    pack.block("rules", "truncation")["quotes"] = ["取两位小数"]


@case("rule_words", "rules.inclusive.quotes", "本数")
def inclusive_bounds_that_no_quote_makes_so(pack):
    pack.block("rules", "inclusive")["quotes"] = ["本办法所称“最高”“以上”“不超过”"]


@case("cap_not_yearly", "provisions.s03_equipment.limits[0].per", "每年")
def a_yearly_cap_that_is_not_counted_by_year(pack):
    pack.provision("s03_equipment")["limits"][0]["per"] = "applicant"


# ---- nothing of the law left over


@case("not_covered", "articles.3", "最高")
def a_word_of_the_law_without_a_rule(pack):
    pack.provision("s03_equipment")["limits"] = []


@case("not_covered", "articles.3", "8万元")
def a_number_of_the_law_without_a_rule(pack):
    pack.provision("s03_equipment")["limits"] = []


@case("not_covered", "articles.6", "一次性")
def a_once_only_of_the_law_that_only_an_amount_quotes(pack):
    pack.provision("s06_sales")["limits"] = []


@case("not_covered", "articles.4", "每年")
def a_yearly_cap_of_the_law_without_a_rule(pack):
    del pack.provision("s04_workshops")["limits"][1]


@case("not_covered", "articles.7", "两位小数")
def a_number_in_words_without_a_rule(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "truncation"]


@case("not_covered", "articles.2", "20家")
def a_clause_added_to_the_law(pack):
    pack.replace_in_law("不予资助。", "不予资助。每批20家。")


@case("not_covered", "articles.15", "3号", "real")
def a_number_whose_excuse_was_taken_away(pack):
    pack.raw["without_effect"] = []


@case("excuses_nothing", "without_effect[0].phrase", "从事手工造纸")
def an_excuse_for_nothing(pack):
    pack.raw["without_effect"] = [{"article": 2, "phrase": "从事手工造纸", "why": SOME_WORDS}]


@case("excuses_nothing", "without_effect[0].phrase", "制定本办法")
def an_excuse_in_the_article_that_sets_nothing(pack):
    pack.raw["without_effect"] = [{"article": 1, "phrase": "制定本办法", "why": SOME_WORDS}]


@case("excused_and_claimed", "without_effect[0].phrase", "15%")
def an_excuse_for_a_number_that_a_rule_claims(pack):
    pack.raw["without_effect"] = [{"article": 3, "phrase": "设备购置费用的15%", "why": SOME_WORDS}]


@case("excused_and_claimed", "without_effect[0].phrase", "最高")
def an_excuse_for_a_word_that_a_rule_claims(pack):
    pack.raw["without_effect"] = [{"article": 3, "phrase": "每年最高", "why": SOME_WORDS}]


@case("excused_twice", "without_effect[1].phrase", "20家")
def a_number_that_is_excused_twice(pack):
    pack.replace_in_law("不予资助。", "不予资助。每批20家。")
    entry = {"article": 2, "phrase": "20家", "why": SOME_WORDS}
    pack.raw["without_effect"] = [entry, {**entry, "phrase": "每批20家"}]


@case("quote_not_in_law", "without_effect[0].phrase", "30家")
def an_excuse_for_what_the_law_does_not_say(pack):
    pack.raw["without_effect"] = [{"article": 2, "phrase": "30家", "why": SOME_WORDS}]


SOME_WORDS = {"zh": "没有可计算的内容。", "en": "There is nothing to calculate."}

# ---- names that lead nowhere, and things that nothing uses


@case("id_twice", "readings.s05_awards_together", "s05_awards_together")
def a_reading_that_stands_twice(pack):
    pack.raw["readings"].append(pack.raw["readings"][0])


@case("id_twice", "applicant.makes_paper", "makes_paper")
def a_question_to_the_applicant_that_stands_twice(pack):
    pack.raw["applicant"].append(pack.raw["applicant"][1])


@case("id_twice", "provisions.s06_sales.facts.sales", "sales")
def a_fact_that_stands_twice(pack):
    pack.provision("s06_sales")["facts"].append(pack.fact("s06_sales", "sales"))


@case("id_article", "provisions.s07_sales.id", "s07_sales")
def an_id_with_the_number_of_another_article(pack):
    pack.provision("s06_sales")["id"] = "s07_sales"


@case("id_article", "pools.s05.id", "s05")
def a_yearly_total_with_the_number_of_another_article(pack):
    pack.block("pools", "s04")["id"] = "s05"


@case("id_article", "readings.s06_awards_together.id", "s06_awards_together")
def a_reading_with_the_number_of_another_article(pack):
    pack.raw["readings"][0]["id"] = "s06_awards_together"


@case("fact_unknown", "provisions.s03_equipment.amount.of", "machines.cost")
def a_rate_of_a_fact_that_nobody_is_asked(pack):
    pack.provision("s03_equipment")["amount"]["of"] = "cost"


@case("fact_unknown", "provisions.s03_equipment.item_when[0].fact", "machines.ordered_on")
def a_condition_on_a_fact_that_nobody_is_asked(pack):
    pack.provision("s03_equipment")["item_when"][0]["fact"] = "ordered_on"


@case("fact_unknown", "provisions.s06_sales.limits[0].once", "received")
def a_once_only_without_the_question_whether(pack):
    pack.provision("s06_sales")["limits"][0]["once"] = "received"


@case("fact_unknown", "provisions.s03_equipment.uses", "awarded")
def shared_facts_that_do_not_exist(pack):
    pack.provision("s03_equipment")["uses"] = ["awarded"]


@case("fact_unknown", "frame[0].fact", "applicant.registered")
def a_frame_that_tests_what_applicants_are_not_asked(pack):
    pack.raw["frame"][0]["fact"] = "registered"


@case("fact_unknown", "frame[0].waivable", "applicant.waiver")
def a_waiver_that_applicants_are_not_asked_about(pack):
    pack.raw["frame"][0]["waivable"] = True


@case("fact_unknown", "provisions.s06_sales.project_limit", "project")
def a_limit_of_the_project_without_a_project(pack):
    pack.provision("s06_sales")["project_limit"] = {}


@case("fact_unused", "provisions.s06_sales.facts.staff", "staff")
def a_fact_that_no_rule_uses(pack):
    pack.provision("s06_sales")["facts"].append({**pack.fact("s06_sales", "received_before"), "name": "staff"})


@case("fact_unused", "applicant.shoe_size", "shoe_size")
def a_question_to_the_applicant_that_no_rule_uses(pack):
    pack.raw["applicant"].append({**pack.raw["applicant"][0], "name": "shoe_size"})


@case("fact_unused", "shared_facts.awarded_this_year", "awarded_this_year")
def shared_facts_that_no_provision_uses(pack):
    for provision in pack.raw["provisions"]:
        provision["uses"] = []


@case("fact_unused", "provisions.art05_revenue_growth.facts.other_district", "other_district", "real")
def another_policy_that_no_rule_sets_off(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "other_policy"]


@case("fact_type", "provisions.s03_equipment.amount.of", "date")
def a_rate_of_a_date(pack):
    pack.provision("s03_equipment")["amount"]["of"] = "bought_on"


@case("fact_type", "provisions.s03_equipment.item_when[0].fact", "amount")
def a_price_in_a_window(pack):
    pack.provision("s03_equipment")["item_when"][0]["fact"] = "price"


@case("fact_parent", "provisions.s03_equipment.facts.lorries.price.in", "lorries")
def a_fact_in_a_list_that_does_not_exist(pack):
    pack.fact("s03_equipment", "price")["in"] = "lorries"


@case("fact_choices", "provisions.s05_craft_awards.facts.awards.rank.choices", "选项")
def a_choice_without_choices(pack):
    pack.fact("s05_craft_awards", "rank")["choices"] = []


@case("fact_choices", "provisions.s05_craft_awards.facts.awards.rank.choices", "选项")
def a_choice_with_the_same_choice_twice(pack):
    pack.fact("s05_craft_awards", "rank")["choices"].append(pack.fact("s05_craft_awards", "rank")["choices"][0])


@case("fact_absent", "provisions.s06_sales.facts.received_before.absent", "no")
def an_absence_that_means_nothing_known(pack):
    pack.fact("s06_sales", "received_before")["absent"] = "no"


@case("fact_unknown", "provisions.s06_sales.facts.received_before.absent", "told_before")
def an_absence_that_refers_to_a_fact_that_nobody_is_asked(pack):
    pack.fact("s06_sales", "received_before")["absent"] = "other:told_before"


@case("fact_unknown", "provisions.s03_equipment.facts.machines.price.at_most", "machines.value")
def a_part_of_a_whole_that_nobody_is_asked(pack):
    pack.fact("s03_equipment", "price").update(at_most="value", at_most_fails=SOME_WORDS)


@case("words_missing", "provisions.s03_equipment.facts.machines.price.at_most_fails", "at_most_fails")
def a_part_of_a_whole_without_a_message(pack):
    pack.fact("s03_equipment", "price")["at_most"] = "price"


@case("fact_or_measure", "provisions.s06_sales.when[0]", "二者择一")
def a_condition_about_nothing(pack):
    pack.provision("s06_sales")["when"][0]["fact"] = ""


@case("answer_unknown", "provisions.s05_craft_awards.amount.tiers.town", "town")
def a_tier_that_is_no_answer(pack):
    pack.provision("s05_craft_awards")["amount"]["tiers"] = {"province": 6, "city": 4, "town": 1}


@case("answer_unknown", "frame[0].is", "maybe")
def a_yes_or_no_that_must_be_maybe(pack):
    pack.raw["frame"][0]["is"] = "maybe"


@case("answer_unknown", "provisions.art11_standards.item_when[1].one_of", "regional", "real")
def an_allowed_answer_that_nobody_can_give(pack):
    pack.provision("art11_standards")["item_when"][1]["one_of"].append("regional")


@case("one_test", "provisions.s06_sales.when[0]", "一项判断")
def a_condition_with_two_tests(pack):
    pack.provision("s06_sales")["when"][0]["is"] = True


@case("one_test", "frame[2]", "一项判断")
def a_condition_without_a_test(pack):
    del pack.raw["frame"][2]["is"]


@case("one_test", "provisions.art13_financing.measures.net_arrived.when[0]", "一项判断", "real")
def a_part_of_a_measure_without_a_test(pack):
    del pack.provision("art13_financing")["measures"][1]["when"][0]["is"]


@case("frame_test", "frame[0]", "是非或选择")
def a_frame_that_tests_an_amount(pack):
    del pack.raw["frame"][0]["is"]
    pack.raw["frame"][0]["at_least"] = 1


@case("one_amount", "provisions.s06_sales.amount", "一种算法")
def an_amount_in_two_ways(pack):
    pack.provision("s06_sales")["amount"]["share"] = "0.15"


@case("one_amount", "provisions.s05_craft_awards.amount.tiers", "一种算法")
def tiers_of_nothing(pack):
    pack.provision("s05_craft_awards")["amount"] |= {"tiers": {}}


@case("one_limit", "provisions.s06_sales.limits[0]", "一种内容")
def a_limit_of_two_things(pack):
    pack.provision("s06_sales")["limits"][0]["cap"] = 7


@case("share_base", "provisions.s03_equipment.amount.of", "基数")
def a_rate_of_nothing(pack):
    del pack.provision("s03_equipment")["amount"]["of"]


@case("per_missing", "provisions.s03_equipment.limits[0].per", "按什么计")
def a_cap_of_nobody_knows_what(pack):
    del pack.provision("s03_equipment")["limits"][0]["per"]


@case("per_missing", "provisions.art06_rent.limits[0].years_fact", "按什么计", "real")
def a_number_of_years_that_nobody_counts(pack):
    del pack.provision("art06_rent")["limits"][0]["years_fact"]


@case("item_without_list", "provisions.s03_equipment.item_when", "列表")
def conditions_of_items_without_a_list(pack):
    del pack.provision("s03_equipment")["each"]


@case("words_missing", "provisions.s03_equipment.item", "item")
def a_list_whose_items_have_no_name(pack):
    del pack.provision("s03_equipment")["item"]


@case("value_unknown", "provisions.s03_equipment.limits[0].per", "month")
def a_cap_per_something_unknown(pack):
    pack.provision("s03_equipment")["limits"][0]["per"] = "month"


@case("value_unknown", "provisions.s05_craft_awards.combine", "worst")
def items_combined_in_an_unknown_way(pack):
    pack.provision("s05_craft_awards")["combine"]["when"]["highest"] = "worst"


@case("measure_unknown", "provisions.art13_financing.item_when[0].measure", "gross", "real")
def a_condition_on_a_measure_that_does_not_exist(pack):
    pack.provision("art13_financing")["item_when"][0]["measure"] = "gross"


@case("measure_unused", "provisions.art13_financing.measures.gross_in_window", "gross_in_window", "real")
def a_measure_that_no_rule_uses(pack):
    pack.provision("art13_financing")["amount"]["of"]["when"]["false"] = "net_in_window"


@case("window_unknown", "provisions.s03_equipment.item_when[0].in_window", "last_4_years")
def a_window_that_does_not_exist(pack):
    pack.provision("s03_equipment")["item_when"][0]["in_window"] = "last_4_years"


@case("window_unused", "windows.last_3_years", "last_3_years")
def a_window_that_no_rule_uses(pack):
    pack.provision("s03_equipment")["item_when"] = []


@case("pool_unknown", "provisions.s04_workshops.pool", "s04x")
def a_yearly_total_that_does_not_exist(pack):
    pack.provision("s04_workshops")["pool"] = "s04x"


@case("pool_unknown", "provisions.s05_craft_awards.pool", "（5）")
def a_yearly_total_of_another_article(pack):
    pack.provision("s05_craft_awards")["pool"] = "s04"


@case("pool_unused", "pools.s04", "s04")
def a_yearly_total_that_no_provision_draws_on(pack):
    del pack.provision("s04_workshops")["pool"]


@case("exclusive_unknown", "provisions.s05_craft_awards.exclusive", "s05_either")
def a_choice_between_provisions_that_does_not_exist(pack):
    pack.provision("s05_craft_awards")["exclusive"] = "s05_either"


@case("exclusive_unused", "exclusives.art10_both_sides", "art10_both_sides", "real")
def a_choice_between_provisions_that_none_is_under(pack):
    for provision in pack.raw["provisions"]:
        provision.pop("exclusive", None)


@case("provision_unknown", "frame[2].exempt.provisions", "art99_nothing", "real")
def an_exemption_for_a_provision_that_does_not_exist(pack):
    pack.raw["frame"][2]["exempt"]["provisions"].append("art99_nothing")


@case("rule_missing", "rules", "inclusive")
def bounds_without_the_clause_that_makes_them_inclusive(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "inclusive"]


@case("rule_missing", "rules", "project_funding", "real")
def limits_of_projects_without_their_rule(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "project_funding"]


@case("reading_unknown", "provisions.s05_craft_awards.combine.reading", "s05_awards")
def a_reading_that_does_not_exist(pack):
    pack.provision("s05_craft_awards")["combine"]["reading"] = "s05_awards"


@case("reading_unused", "readings.s05_awards_together", "s05_awards_together")
def a_reading_that_no_rule_uses(pack):
    del pack.provision("s05_craft_awards")["combine"]


@case("reading_not_switch", "windows.last_3_years.anniversary", "s05_awards_together")
def a_yes_or_no_that_is_neither(pack):
    pack.block("windows", "last_3_years")["anniversary"] = "s05_awards_together"


@case("choice_missing", "provisions.s05_craft_awards.combine.when", "highest")
def a_choice_for_which_nothing_is_said(pack):
    del pack.provision("s05_craft_awards")["combine"]["when"]["highest"]


@case("choice_unknown", "provisions.s05_craft_awards.combine.when", "lowest")
def a_choice_that_the_reading_does_not_have(pack):
    pack.provision("s05_craft_awards")["combine"]["when"]["lowest"] = "best"


@case("choice_unknown", "exclusives.art10_both_sides.choice", "lower_only", "real")
def a_choice_between_provisions_under_a_choice_that_does_not_exist(pack):
    pack.raw["exclusives"][0]["choice"] = "lower_only"


@case("choices_few", "readings.s05_awards_together.choices", "两个")
def a_reading_without_an_alternative(pack):
    del pack.raw["readings"][0]["choices"][1]


# ---- both languages


@case("words_missing", "provisions.s03_equipment.title.en", "en")
def a_title_that_is_empty_in_one_language(pack):
    pack.provision("s03_equipment")["title"]["en"] = " "


@case("words_missing", "provisions.s03_equipment.facts.machines.price.help", "help")
def a_question_without_help(pack):
    del pack.fact("s03_equipment", "price")["help"]


@case("words_missing", "provisions.s03_equipment.facts.machines.price.evidence", "evidence")
def an_amount_without_its_usual_evidence(pack):
    del pack.fact("s03_equipment", "price")["evidence"]


@case("words_missing", "shared_facts.awarded_this_year.awarded_this_year.question", "question")
def a_shared_fact_without_a_question(pack):
    del pack.raw["shared_facts"]["awarded_this_year"][0]["question"]


@case("words_missing", "provisions.s06_sales.limits[0].fails", "fails")
def a_once_only_without_a_reason_to_give(pack):
    del pack.provision("s06_sales")["limits"][0]["fails"]


@case("words_missing", "provisions.art06_rent.limits[0].fails", "fails", "real")
def a_number_of_years_without_a_reason_to_give(pack):
    del pack.provision("art06_rent")["limits"][0]["fails"]


@case("not_translated", "articles.1.explains.zh", "没有翻译")
def english_on_both_sides(pack):
    pack.raw["articles"][0]["explains"]["zh"] = "Says why the measures were made"


@case("placeholder_form", "frame[0].fails", "花括号")
def a_brace_that_is_not_closed(pack):
    pack.raw["frame"][0]["fails"]["en"] = "Is not {registered"


@case("placeholders_differ", "in_force.fails", "{day} {start} {until}；{day} {start}")
def a_placeholder_in_one_language_only(pack):
    pack.raw["in_force"]["fails"]["en"] = "The application date {day} is before {start}"


@case("placeholder_unfilled", "frame[0].fails", "{value}")
def a_placeholder_that_nothing_fills(pack):
    pack.raw["frame"][0]["fails"] = {"zh": "没有登记：{value}", "en": "Not registered: {value}"}


@case("placeholder_unfilled", "provisions.s03_equipment.title", "{last_year}")
def a_placeholder_in_a_title(pack):
    pack.provision("s03_equipment")["title"] = {"zh": "设备{last_year}", "en": "Equipment {last_year}"}


@case("placeholder_unfilled", "provisions.s03_equipment.item_when[0].fails", "{bound}")
def a_reason_about_a_day_with_the_placeholder_of_a_year(pack):
    pack.provision("s03_equipment")["item_when"][0]["fails"] = {"zh": "不在{bound}年", "en": "Not in {bound}"}


@case("chinese_marks", "frame[0].label.zh", "「,」")
def a_half_width_comma_in_our_chinese(pack):
    pack.raw["frame"][0]["label"]["zh"] = "在本县,登记"


@case("chinese_marks", "frame[0].label.zh", "「(」")
def a_half_width_parenthesis_in_our_chinese(pack):
    pack.raw["frame"][0]["label"]["zh"] = "在本县登记(总部)"


@case("english_marks", "frame[0].label.en", "县")
def chinese_in_our_english(pack):
    pack.raw["frame"][0]["label"]["en"] = "Is registered in the 县"


@case("english_marks", "frame[0].label.en", "，")
def a_full_width_comma_in_our_english(pack):
    pack.raw["frame"][0]["label"]["en"] = "Is registered， in the county"


@case("cny_wrong", "articles.3.explains.en", "8万元 (CNY 8,000)")
def an_explanation_whose_yuan_are_not_those_of_the_amount(pack):
    pack.raw["articles"][2]["explains"]["en"] = "15% of three years, at most 8万元 (CNY 8,000)"


@case("numbers_differ", "articles.3.explains", "14")
def an_explanation_with_another_number_in_english(pack):
    pack.raw["articles"][2]["explains"]["en"] = "14% of three years, at most 8万元 (CNY 80,000)"


# ---- what cannot be read at all


@case("form_missing", "provisions.s03_equipment.prepare", "缺少")
def a_key_that_is_missing(pack):
    del pack.provision("s03_equipment")["prepare"]


@case("form_extra", "provisions.s03_equipment.limits[0].capp", "拼错")
def a_key_that_is_misspelt(pack):
    pack.provision("s03_equipment")["limits"][0]["capp"] = 8


@case("form_extra", "provisions.s03_equipment.facts.machines.price.unit", "拼错")
def a_key_that_facts_do_not_have(pack):
    pack.fact("s03_equipment", "price")["unit"] = "元"


@case("form_literal", "articles.3.effect", "'grant'")
def a_value_that_is_not_among_those_there_are(pack):
    pack.raw["articles"][2]["effect"] = "gift"


@case("form_integer", "provisions.s03_equipment.limits[0].cap", "整数")
def an_amount_that_is_no_whole_number(pack):
    pack.provision("s03_equipment")["limits"][0]["cap"] = "eight"


@case("form_integer", "provisions.s03_equipment.limits[0].cap", "整数")
def an_amount_with_decimals(pack):
    pack.provision("s03_equipment")["limits"][0]["cap"] = Decimal("8.5")


@case("form_text", "provisions.s03_equipment.amount.share", "文本")
def a_rate_that_is_not_written_as_text(pack):
    pack.provision("s03_equipment")["amount"]["share"] = Decimal("0.15")


@case("form_yes_no", "frame[0].waivable", "true")
def a_switch_that_is_neither_on_nor_off(pack):
    pack.raw["frame"][0]["waivable"] = []


@case("form_date", "in_force.from", "日期")
def a_day_that_is_in_no_calendar(pack):
    pack.raw["in_force"]["from"] = "2026-02-30"


@case("form_list", "provisions.s03_equipment.quotes", "列表")
def one_quote_where_a_list_is_wanted(pack):
    pack.provision("s03_equipment")["quotes"] = "对近3年"


@case("form_other", "provisions", "s03_equipment")
def two_provisions_with_one_id(pack):
    pack.raw["provisions"].append(pack.raw["provisions"][0])


@case("form_other", "policy.toml", "无法")
def provisions_that_are_no_list(pack):
    pack.raw["provisions"] = 7


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.broken.__name__)
def test_a_broken_pack_is_found_with_place_and_words(case):
    pack = PACKS[case.pack].copy()
    case.broken(pack)
    findings = [f for f in pack.check() if (f.kind, f.place) == (case.kind, case.place)]
    assert findings, listed(pack.check())
    assert any(case.says in finding.message["zh"] for finding in findings), findings
    assert all(re.search(r"[A-Za-z]{4}", finding.message["en"]) for finding in findings)


SAID_OF_FILES = {"file_unreadable", "id_folder", "words_languages", "sound", "unsound"}
"""Kinds that cannot come of a pack in memory; the tests below see to them."""


def test_every_kind_of_fault_has_its_broken_pack():
    assert {case.kind for case in CASES} == set(check._sentences()) - SAID_OF_FILES


# ------------------------------------------------------------------------- what is not there, or is not what it seems


def places(findings: list[Finding]) -> dict[str, str]:
    return {finding.place: finding.kind for finding in findings}


def test_a_folder_without_a_pack_is_a_finding(tmp_path):
    assert places(check.check(tmp_path))["policy.toml"] == "file_unreadable"


def test_a_pack_that_is_no_toml_is_a_finding_that_names_the_line(folder):
    (folder / "policy.toml").write_text('id = "a"\nid = "b"\n', encoding="utf-8")
    finding = next(f for f in check.check(folder) if f.place == "policy.toml")
    assert finding.kind == "file_unreadable"
    assert "line 2" in finding.message["zh"]


def test_a_pack_in_a_folder_of_another_name_is_a_finding(folder):
    renamed = folder.rename(folder.parent / "tiny-invented-2027")
    finding = next(f for f in check.check(renamed) if f.place == "id")
    assert "tiny-invented-2026" in finding.message["en"]
    assert "tiny-invented-2027" in finding.message["en"]


def test_a_law_that_is_not_there_is_a_finding(folder):
    (folder / "law.zh.txt").unlink()
    assert places(check.check(folder))["law.zh"] == "file_unreadable"


def test_a_translation_that_is_not_utf_8_is_a_finding(folder):
    (folder / "law.en.txt").write_bytes(b"\xff\xfe")
    assert places(check.check(folder))["law.en"] == "file_unreadable"


def test_a_law_with_other_line_ends_is_another_file(folder):
    law = (folder / "law.zh.txt").read_bytes()
    (folder / "law.zh.txt").write_bytes(law.replace(b"\n", b"\r\n"))
    assert places(check.check(folder))["law.sha256"] == "sha256"


def test_words_of_the_interface_are_checked_like_those_of_the_pack(tmp_path, monkeypatch):
    (tmp_path / "check.toml").write_text((words.FOLDER / "check.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "broken.toml").write_text("a = {", encoding="utf-8")
    (tmp_path / "pages.toml").write_text(
        """
plain = "words"
alone = { zh = "只有中文" }
third = { zh = "中文", en = "English", fr = "français" }
names = { zh = "{a}项", en = "{b} items" }
marks = { zh = "先填,后交", en = "Fill in, then hand in" }
sound = { zh = "金额{wan}万元", en = "Amount {wan}万元 ({cny})" }
other = { zh = "English", en = "中文" }
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    assert places(check.check(INVENTED)) == {
        "words.broken": "file_unreadable",
        "words.pages.plain": "words_languages",
        "words.pages.alone.en": "words_missing",
        "words.pages.third": "words_languages",
        "words.pages.names": "placeholders_differ",
        "words.pages.marks.zh": "chinese_marks",
    }


JUNK: list[Any] = [0, -1, 10**30, "", "x", "{", [], [[]], {}, {"zh": 1}, True, Decimal("0.5"), date(1, 1, 1), None]


def every_place(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from every_place(below, (*path, key))


def assert_nothing_raises(junk_at_each_place: int) -> None:
    pack = PACKS["invented"].copy()
    for n, path in enumerate(list(every_place(pack.raw))):
        before = found(pack.raw, path)
        for k in range(junk_at_each_place):
            put(pack.raw, path, JUNK[(n + k) % len(JUNK)])
            assert isinstance(pack.check(), list)
        put(pack.raw, path, before)


def test_whatever_stands_in_a_pack_is_answered_with_findings():
    assert_nothing_raises(junk_at_each_place=1)


@pytest.mark.long
def test_whatever_stands_anywhere_in_a_pack_is_answered_with_findings():
    assert_nothing_raises(junk_at_each_place=len(JUNK))


# ------------------------------------------------------------------------------------- how the law is read


@pytest.mark.parametrize(
    ("share", "form"),
    [
        ("0.30", "30%"),
        ("0.3", "30%"),
        ("0.05", "5%"),
        ("0.125", "12.5%"),
        ("1", "100%"),
        ("0.0005", "0.05%"),
        ("30%", None),
        ("-0.3", None),
        ("1e-1", None),
        ("0.00001", None),
        ("", None),
    ],
)
def test_a_share_is_looked_for_as_a_percentage(share, form):
    assert check.percent_form(share) == form


def test_an_amount_is_looked_for_in_万元_and_where_it_is_whole_in_亿元():
    assert check.wan_forms(5000) == ("5000万元",)
    assert check.wan_forms(20_000) == ("20000万元", "2亿元")


@pytest.mark.parametrize(
    ("start", "years", "last"),
    [
        (date(2025, 1, 1), 3, date(2027, 12, 31)),
        (date(2026, 3, 1), 2, date(2028, 2, 29)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2025, 1, 1), 0, None),
        (date(9999, 1, 1), 1, None),
    ],
)
def test_a_validity_ends_the_day_before_its_anniversary(start, years, last):
    assert check.last_day(start, years) == last


@pytest.mark.parametrize(
    ("text", "number"), [("三", 3), ("十", 10), ("十九", 19), ("二十", 20), ("两", 2), ("一百零二", 102)]
)
def test_numbers_in_characters_are_read(text, number):
    assert check.written_number(text) == number


@pytest.mark.parametrize(
    ("text", "part", "times"),
    [
        ("最高100万元", "10", 0),
        ("最高100万元", "00万元", 0),
        ("最高100万元", "100", 1),
        ("最高1,000元", "000元", 0),
        ("最高12.5%", "5%", 0),
        ("最高12.5%", "12", 0),
        ("10万元、10万元", "10万元", 2),
        ("第5,给予5%", "5", 2),
        ("每年", "", 0),
    ],
)
def test_a_part_of_a_number_is_not_that_number(text, part, times):
    assert len(check.find_all(text, part)) == times


LAW = """\
第一章 总则

  第一条\xa0为了纸。

  第二款。

第二章 附则
  第二条 自今日起。
某办公室
  不属于任何条
"""


def test_the_law_is_read_by_articles_and_paragraphs_and_what_stands_around_them_is_left_out():
    law = LawText(LAW, Notes(), "law")
    assert law.articles == {1: "为了纸。\n第二款。", 2: "自今日起。"}
    assert law.chapters == {1: "第一章 总则", 2: "第二章 附则"}
    assert law.quoted("第二款", 1) == law.quoted("第二款", 1, 2) == [(5, 8)]
    assert law.quoted("第二款", 1, 1) == law.quoted("第二款", 2) == law.quoted("纸。第二款", 1) == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("近2年内", "in the last two years"),
        ("取两位小数", "to two decimal places"),
        ("第十九条", "Article 19"),
        ("第五、九、十条", "Articles 5, 9 and 10"),
        ("2024年11月27日", "27 November 2024"),
        ("5000万元", "5000万元 (CNY 50,000,000)"),
        ("“近2年”是指", "“last two years” (近2年) means"),
        ("一次性奖励", "a one-off reward"),
        ("可以", "May be"),
    ],
)
def test_a_number_is_the_same_in_both_languages_however_it_is_said(zh, en):
    assert check.spoken_numbers(zh, "zh") == check.spoken_numbers(en, "en")
