"""What stands around every page: language, the saved file, what the tab keeps, the front door."""

import asyncio
import json
import re
from contextlib import nullcontext
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit

from engine.application import saved
from engine.text import words
from pages.door import middleware
from pages.shared import browser_store, in_use, language, navigation, replacing, theme, workbench
from pages.shared import tab as kept
from pages.shared.answers import UNANSWERED, Answers
from tests.pages.visiting import again, box, choose, drawn, go, listed_tasks, press, text, type_in, visit


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def state(at):
    return at.session_state["answers"]


# ------------------------------------------------------------------------------------------------ language


@pytest.mark.parametrize(
    ("locale", "lang"),
    [("zh-CN", "zh"), ("zh-Hant-HK", "zh"), ("ZH", "zh"), (None, "zh"), ("en-GB", "en"), ("fr", "en")],
)
def test_the_browser_chooses_the_language_first(locale, lang):
    assert language.from_browser(locale) == lang


def test_the_address_chooses_over_the_browser():
    assert "Your organisation" in text(visit("profile", "zh", query={"lang": "en"}))
    assert "基本情况" in text(visit("profile", "en", query={"lang": "zh"}))
    assert "基本情况" in text(visit("profile", "zh", query={"lang": "xx"}))


def test_a_language_once_chosen_stays_in_the_address_on_every_page():
    at = choose(visit("profile", "zh"), "switch", "en")
    assert at.query_params["lang"] == "en"
    del at.query_params["lang"]  # as a change of page does
    go(at, "review")
    assert at.query_params["lang"] == "en"
    assert "Check your answers" in text(at)
    choose(at, "switch", "zh")
    assert at.query_params["lang"] == "zh"
    assert "核对答案" in text(at)


def test_without_a_choice_the_address_is_left_alone():
    assert "lang" not in visit("profile", "en").query_params


def test_streamlits_own_words_are_all_said_in_chinese_too():
    pairs = json.loads(language.widget_words())
    assert {"zh": "每个文件不超过{n}MB", "en": "{n}MB per file"} in pairs
    for lang in words.LANGUAGES:
        said = [pair[lang] for pair in pairs]
        assert len(said) == len(set(said)), "one sentence would be turned into two"


def test_links_in_html_keep_the_language():
    at = visit("review", "zh", query={"lang": "en"})
    assert 'href="article-6?lang=en' in drawn(at)


def test_pages_are_registered_anew_only_for_another_language():
    at = visit("profile", "zh")
    before = at.session_state[navigation.PLACES]
    assert go(at, "result").session_state[navigation.PLACES] is before
    now = choose(at, "switch", "en").session_state[navigation.PLACES]
    assert now["law"].title != before["law"].title


# ------------------------------------------------------------------------------------------------ the side


@pytest.mark.parametrize(
    ("lang", "first", "last"), [("zh", "基本情况", "三年规划"), ("en", "Your organisation", "Plan over years")]
)
def test_the_list_of_tasks_leads_to_every_step(lang, first, last):
    at = visit("article-6", lang)
    found = listed_tasks(at)
    articles = [navigation.article_place(n) for n in state(at).articles()]
    others = [article for article in articles if article != "article-6"]
    assert [page for page, _ in found] == ["profile", "happened", "article-6", "review", "result", "plan", *others]
    assert found[0][1].startswith(first)
    assert found[5][1] == last


def test_the_list_of_tasks_says_how_far_each_is():
    at = choose(visit("article-6"), "art06_rent", "yes")
    go(at, "article-4")
    choose(at, "art04_compute_voucher", "yes")
    choose(go(at, "article-6"), "-assessed", "yes")
    labels = dict(listed_tasks(at))
    assert "填写中" in labels["article-6"]
    assert "未开始" in labels["article-4"]
    assert "未选" in labels["article-5"]
    assert words.text("pages.to_fill", "zh", count=2) in text(at)
    choose(go(at, "profile"), "-applicant-legal_person", "no")
    assert "不适用" in dict(listed_tasks(at))["article-4"]
    assert words.text("pages.to_fill_none", "zh") in text(at)


@pytest.mark.parametrize(
    ("page", "on", "back"),
    [
        ("profile", "happened", None),
        ("happened", "article-6", "profile"),
        ("article-6", "article-13", "happened"),
        ("article-9", "article-13", "article-6"),  # not ticked: one is here all the same
        ("article-13", "review", "article-6"),
        ("review", "result", "article-13"),
    ],
)
def test_each_step_leads_to_what_is_ticked_and_back(page, on, back):
    answers = Answers.blank(in_use.policy_in_use())
    for provision in ("art06_rent", "art13_financing"):
        answers.claim_under(provision)
    at = visit(page, session={"answers": answers})
    assert re.findall(r'<a class="go_(?:on|back)" href="([^?]+)', drawn(at)) == [on, *([back] if back else [])]


def test_nobody_is_led_to_what_is_closed_to_the_applicant():
    answers = Answers.blank(in_use.policy_in_use())
    for provision in ("art06_rent", "art11_standards", "art13_financing"):
        answers.claim_under(provision)
    answers.answer(("applicant", "entity_type"), "institution")
    at = visit("article-11", session={"answers": answers})
    assert re.findall(r'<a class="go_(?:on|back)" href="([^?]+)', drawn(at)) == ["review", "article-6"]


def test_home_and_law_have_no_side():
    assert not listed_tasks(visit(""))
    assert not listed_tasks(visit("law"))


def upload(at, data, name="自评.json"):
    """Hand a file to the box that opens one."""
    at.file_uploader[0].set_value((name, data, "application/json"))
    return again(at)


def a_file(policy):
    answers = Answers.blank(policy)
    answers.answer(("applicant", "legal_person"), True)
    answers.claim_under("art06_rent")
    key = answers.entries(("c1", "rents"))[0]
    fact = policy.provision("art06_rent").fact("rents.amount")
    answers.type_in(("c1", "rents", key, "amount"), fact, "523,000元")
    return answers.file()


@pytest.mark.parametrize(("lang", "said"), [("zh", "已打开“自评.json”。"), ("en", "Opened “自评.json”.")])
def test_a_saved_file_is_opened_in_a_fresh_session(lang, said):
    at = visit("article-6", lang)
    upload(at, a_file(state(at).policy))
    assert said in text(at)
    assert box(at, "text_input", "-amount").value == "523,000元"
    press(at, "notice_read")
    assert said not in text(at)


def test_a_file_is_opened_once_and_not_again_with_every_run():
    at = visit("article-6")
    upload(at, a_file(state(at).policy))
    type_in(at, "-amount", "1万")
    again(at)
    assert box(at, "text_input", "-amount").value == "1万"


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"\x89PNG\xff", "不是文本文件", "not a text file"),
        (b'{"a": 1}', "这不是自评文件", "not a saved self-assessment"),
        (b" " * (saved.LARGEST + 1), "文件过大", "too large"),
    ],
)
def test_a_file_that_is_refused_says_so_and_changes_nothing(data, zh, en):
    for lang, said in (("zh", zh), ("en", en)):
        at = choose(visit("article-6", lang), "art06_rent", "yes")
        type_in(at, "-amount", "1万")
        upload(at, data)
        assert said in text(at)
        assert 'role="alert"' in drawn(at)
        assert box(at, "text_input", "-amount").value == "1万"


def test_what_changed_since_a_file_was_saved_is_listed():
    at = visit("article-6")
    document = json.loads(a_file(state(at).policy))
    document["policy"]["version"] = "2024-01-01"
    document["application"]["claims"][0]["facts"]["deposit"] = "5"
    upload(at, json.dumps(document).encode())
    assert "保存时的规则版本是2024-01-01" in text(at)
    assert "问题“deposit”已不再需要" in text(at)


def test_clearing_takes_every_answer_away():
    at = choose(visit("article-6"), "art06_rent", "yes")
    press(at, "clear")
    assert state(at).is_blank()
    assert box(at, "button_group", "art06_rent").value is None


# ------------------------------------------------------------------------------------------------ what the tab keeps


class Again(Exception):
    """The run ends, and another begins."""


class Tab:
    """Stands in for a tab: what it is told, and what it answers."""

    def __init__(self, monkeypatch, cookies=()):
        self.told: dict[str, Any] = {}
        self.answer: str | None = None
        self.late: str | None = None
        self.drawn: list[str] = []
        place: Any = nullcontext()
        place.empty, place.html = (lambda: None), self.drawn.append
        self.st = SimpleNamespace(
            session_state={},
            context=SimpleNamespace(cookies=dict.fromkeys(cookies, "1")),
            rerun=self._again,
            stop=self._again,
            empty=lambda: place,
        )
        monkeypatch.setattr(browser_store, "st", self.st)
        monkeypatch.setattr(browser_store, "_component", lambda: self._mounted)
        monkeypatch.setattr(browser_store, "PATIENCE", (0.0,))

    def _again(self):
        raise Again

    def _mounted(self, key, data, **_more):
        self.told = json.loads(data)
        return SimpleNamespace(found=self.answer, late=self.late, companies=None, left=None, opened=None, link=None)

    def run(self, answers, answer=None):
        """One run of the session, in which the tab answers so."""
        self.answer = answer
        try:
            browser_store.settle(answers, boxes=True, more={})
        except Again:
            self.answer = None
            return "again"
        return "drawn"


def found(record, **screen):
    """What a tab hands over."""
    return json.dumps({"record": record, "screen": json.dumps(screen)})


def answered_before():
    """Answers with an entry of a list, which have been through the hands of a visitor."""
    answers = Answers.blank(in_use.policy_in_use())
    answers.generation = 3
    answers.claim_under("art06_rent")
    fact = answers.policy.provision("art06_rent").fact("rents")
    answers.add_entry(("c1", "rents"), fact)
    answers.remove_entry(("c1", "rents", answers.entries(("c1", "rents"))[0]))
    answers.answer(("c1", "rents", answers.entries(("c1", "rents"))[0], "amount"), "30")
    return answers


@pytest.fixture
def answers():
    return Answers.blank(in_use.policy_in_use())


def test_the_tab_keeps_the_answers_with_every_run_and_is_not_asked_whether(monkeypatch, answers):
    tab = Tab(monkeypatch)
    assert tab.run(answers) == "drawn"
    assert tab.told["asks"]
    assert tab.run(answers, found("")) == "again"
    answers.answer(("applicant", "legal_person"), True)
    assert tab.run(answers) == "drawn"
    assert not tab.told["asks"]
    assert json.loads(tab.told["record"])["file"] == answers.document()


def test_a_new_session_takes_up_what_the_tab_kept_box_by_box(monkeypatch, answers):
    before = answered_before()
    tab = Tab(monkeypatch)
    assert tab.run(answers, found(kept.text(before))) == "again"
    assert answers.document() == before.document()
    assert answers.keys == before.keys
    assert answers.generation == before.generation
    (fresh,) = set(answers.keys[("c1", "rents")])
    answers.add_entry(("c1", "rents"), answers.policy.provision("art06_rent").fact("rents"))
    assert len(set(answers.keys[("c1", "rents")])) == 2, f"the key {fresh} is given twice"


def test_a_new_session_takes_up_what_was_submitted_in_the_tab_and_leaves_out_what_nobody_submitted(
    monkeypatch, answers
):
    tab = Tab(monkeypatch)
    monkeypatch.setattr(workbench, "st", tab.st)
    sent = workbench.Submitted("CODE", "甲（示例）", datetime(2025, 6, 15, tzinfo=UTC))
    workbench.note_submitted(sent)
    record = json.loads(kept.text(answered_before()))
    record["submitted"] += [None, 7, {"code": "X"}, {**record["submitted"][0], "name": "\ud83d"}]
    workbench.put_submitted(None)
    tab.run(answers, found(json.dumps(record)))
    assert workbench.submitted() == [sent]


def test_what_the_boxes_showed_is_newer_than_what_the_tab_was_sent(monkeypatch, answers):
    before = answered_before()
    entry = before.entries(("c1", "rents"))[0]
    screen = {
        f"w3-zh-c1-rents-{entry}-amount": "３８．５",
        f"w3-zh-c1-rents-{entry}-year": 1,
        "w3-zh-c1-years_received": "两年",
        "w3-zh-art06_park_operations": 1,
        "w3-zh-application_date": "2025-6-15",
        "w3-zh-payout": "80%",
        "w2-zh-c1-years_received": "9",
    }
    tab = Tab(monkeypatch)
    tab.run(answers, found(kept.text(before), **screen))
    assert answers.value(("c1", "rents", entry, "amount")) == "38.5"
    assert answers.value(("c1", "rents", entry, "year")) == 2024
    assert answers.typed[("c1", "years_received")] == "两年"
    assert answers.gate("art06_park_operations") is False
    assert answers.day() == date(2025, 6, 15)
    assert answers.payout == "80%"
    assert not tab.st.session_state[browser_store.LOST]


def test_what_cannot_be_taken_from_a_box_is_said(monkeypatch, answers):
    before = answered_before()
    tab = Tab(monkeypatch)
    shown = {"w3-zh-c1-years_received": "两年", "w3-zh-c1-assessed": 9, "w3-zh-c9-years_received": "7"}
    tab.run(answers, found(kept.text(before), **shown))
    said = tab.st.session_state[browser_store.LOST]
    assert said == ["已经评估：9", "“7”所在的问题已不在"]


@pytest.mark.parametrize("box", ["applicant-name", "payout", "c1-years_received", "application_date"])
@pytest.mark.parametrize("shown", ["示\ud83d", "9" * 5_000, -99])
def test_whatever_a_box_is_said_to_show_the_page_goes_on_and_the_tab_keeps_it(monkeypatch, answers, box, shown):
    """Half of a letter (JSON can hold it, UTF-8 cannot), more than a box takes, a choice that there is not."""
    tab = Tab(monkeypatch)
    tab.run(answers, found(kept.text(answered_before()), **{f"w3-zh-{box}": shown}))
    assert answers.payout_ratio is None
    assert kept.text(answers).encode()
    assert tab.run(answers) == "drawn"


def test_a_choice_that_there_is_not_is_not_taken(monkeypatch, answers):
    tab = Tab(monkeypatch)
    tab.run(answers, found(kept.text(answered_before()), **{"w3-zh-c1-assessed": -99}))
    assert tab.st.session_state[browser_store.LOST] == ["已经评估：-99"]


@pytest.mark.parametrize("text", ["2025--15", "2025-02-31"])
def test_what_is_no_day_is_taken_from_its_box_as_it_was_typed(monkeypatch, answers, text):
    tab = Tab(monkeypatch)
    tab.run(answers, found(kept.text(answered_before()), **{"w3-zh-application_date": text}))
    assert not tab.st.session_state[browser_store.LOST]
    assert answers.day_text() == text
    assert text in answers.day_fault()["zh"]
    assert answers.day() is None


def test_what_was_typed_first_of_all_is_taken_up_too(monkeypatch, answers):
    tab = Tab(monkeypatch)
    tab.run(answers, found(kept.text(answers), **{"w0-zh-applicant-name": "示例（示例）"}))
    assert answers.value(("applicant", "name")) == "示例（示例）"


def test_no_box_is_drawn_before_the_tab_has_said_what_it_kept(monkeypatch, answers):
    tab = Tab(monkeypatch, cookies=[browser_store.COOKIE])
    assert tab.run(answers) == "again"
    assert words.text("pages.tab_waits", "zh") in tab.drawn[0]
    assert tab.run(answers, found(kept.text(answered_before()))) == "again"
    assert tab.run(answers) == "drawn"


def test_what_the_tab_kept_never_replaces_what_was_answered_in_the_session(monkeypatch, answers):
    tab = Tab(monkeypatch)
    tab.run(answers)
    answers.claim_under("art11_standards")
    tab.run(answers, found(kept.text(answered_before())))
    assert answers.gate("art06_rent") is None
    # Nor does it later, when the connection was cut and is back.
    tab.run(answers, found(kept.text(answered_before()), **{"w0-zh-applicant-name": "旧"}))
    assert answers.gate("art06_rent") is None
    assert answers.value(("applicant", "name")) is UNANSWERED


def test_what_was_typed_while_the_answers_were_being_taken_up_is_added(monkeypatch, answers):
    tab = Tab(monkeypatch)
    tab.run(answers, found(kept.text(answered_before())))
    tab.late = json.dumps({"w3-zh-c1-years_received": "2"})
    tab.run(answers)
    assert answers.value(("c1", "years_received")) == 2


@pytest.mark.parametrize(
    "told",
    ["", "x", "[]", found("{"), found('{"file": {"format": "policy-self-assessment"}}'), found('{"file": []}')],
)
def test_what_comes_from_a_tab_is_read_with_suspicion(monkeypatch, answers, told):
    tab = Tab(monkeypatch)
    tab.run(answers, told)
    assert answers.is_blank()
    assert tab.run(answers) == "drawn"


def test_keys_that_do_not_fit_are_given_anew(monkeypatch, answers):
    record = json.loads(kept.text(answered_before()))
    record |= {"keys": [[["c1", "rents"], [1, 1]], [["c1"], "x"], 7], "generation": "many"}
    Tab(monkeypatch).run(answers, found(json.dumps(record)))
    assert len(answers.entries(("c1", "rents"))) == 1
    assert answers.generation == 0


# ------------------------------------------------------------------------------------------------ the front door


async def behind(scope, receive, send):
    """An app behind the front door that says its path."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def ask(path):
    """Status, headers and body of what the front door answers."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": "http", "path": path, "method": "GET", "headers": []}
    asyncio.run(middleware.FrontDoor(behind)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1].get("body", b"")


@pytest.mark.parametrize(
    "path", ["/", "/profile", "/article-6/", "/result", "/static/js/a.js", "/_stcore/metrics", "/x"]
)
def test_every_answer_carries_the_safety_headers(path):
    headers = ask(path)[1]
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    permitted = dict(feature.split("=") for feature in headers["permissions-policy"].split(", "))
    assert {"camera", "microphone", "geolocation", "usb", "payment", "clipboard-read"} <= permitted.keys()
    used = {"fullscreen", "clipboard-write"}
    assert {feature for feature, where in permitted.items() if where != "()"} == used


def test_pages_are_served_and_unknown_addresses_lead_home():
    assert ask("/article-13")[0] == 200
    for unknown in ("/article-3", "/company/profile", "/secret", "/tasks"):
        status, headers, _ = ask(unknown)
        assert (status, headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    "closed",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/profile/_stcore/health",
        "/article-6/_stcore/upload_file/a/b",
        "/static/_stcore/stream",
        "//_stcore/health",
    ],
)
def test_what_nobody_needs_is_closed(closed):
    assert ask(closed)[0] == 404


def test_the_one_inline_script_of_streamlits_page_is_allowed_by_its_hash():
    scripts = middleware.own_inline_scripts()
    assert all(script in middleware.POLICY for script in scripts)
    assert len(scripts) == 1


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        (r'<link rel="stylesheet" href="\.([^"]+)"', "css", theme.sheet),
        (r'<script type="module" src="\.([^"]+)">', "javascript", browser_store.scripts),
    ],
)
def test_the_style_sheet_and_the_scripts_come_with_the_page_and_may_be_kept(written, kind, text):
    (address,) = re.findall(written, ask("/article-6")[2].decode())
    status, headers, body = ask(address)
    assert (status, headers["content-type"]) == (200, f"text/{kind}; charset=utf-8")
    assert "immutable" in headers["cache-control"]
    assert "immutable" not in ask("/article-6")[1]["cache-control"]
    assert body.decode() == text()


def test_our_scripts_come_before_streamlits_which_call_them():
    ours, streamlits = re.findall(r'<script type="module"[^>]*src="([^"]+)"', ask("/article-6")[2].decode())
    assert ours.startswith("./scripts-")
    assert streamlits.startswith("./static/js/")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_error_in_a_page_is_said_calmly(lang, monkeypatch):
    import app

    said: list[str] = []
    monkeypatch.setattr(streamlit, "warning", said.append)
    monkeypatch.setattr(language, "language", lambda: lang)
    assert app.on_script_error(RuntimeError("secret detail")) is True
    assert words.text("pages.script_error_title", lang) in said[0]
    assert "secret" not in said[0]


def test_the_name_of_the_notice_is_free_of_markup():
    at = visit("article-6")
    upload(at, b"{}", name="<b>x</b>.json")
    assert "&lt;b&gt;x&lt;/b&gt;.json" in drawn(at)
    assert replacing.NOTICE in at.session_state
