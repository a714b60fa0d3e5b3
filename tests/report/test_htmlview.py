"""Entries in log.html: readable, folded, bounded; nothing from the server is markup."""

from __future__ import annotations

from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import Story, unhurried

from WsKeywords.core.report.views import html_entries, html_entry, html_transcript


class Page(HTMLParser):
    """What a browser makes of it: elements in order, and the text in ``summary`` and ``pre``."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text: dict[str, str] = {}
        self.attributes: set[str] = set()
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.text[tag] = self.text.get(tag, "") + data
        if "pre" not in self.open:
            # The log keeps white space: a line feed would show as an empty line.
            assert "\n" not in data

    @property
    def summary(self) -> str:
        return self.text["summary"].split(" ", 3)[3]


OURS = {"details", "summary", "div", "b", "span", "code", "pre"}


class TestEntry:
    def test_json_is_laid_out_one_click_away(self, story: Story) -> None:
        page = Page(html_entry(story, story.sent('{"type":"login","password":"x"}').last))
        assert page.tags[:2] == ["details", "summary"]
        assert page.text["summary"].startswith("→ alice ")
        assert page.summary == 'JSON 31 B {"type":"login","password":"•••"}'
        assert page.text["pre"] == '{\n  "type": "login",\n  "password": "•••"\n}'

    def test_text(self, story: Story) -> None:
        page = Page(html_entry(story, story.received("line 1\nline 2").last))
        assert page.text["summary"].startswith("← alice ")
        assert page.summary == r'text 13 B "line 1\nline 2"'
        assert page.text["pre"] == "line 1\nline 2"

    def test_binary(self, story: Story) -> None:
        page = Page(html_entry(story, story.received(b"\x00\xff\x10").last))
        assert page.summary == "binary 3 B 00 ff 10"
        assert page.text["pre"] == "000000  00 ff 10" + " " * 42 + "..."

    def test_handshake(self, story: Story) -> None:
        page = Page(html_entry(story, story.opened().last))
        assert page.summary == 'handshake 101 Switching Protocols, subprotocol "chat.v2", 12 ms'
        assert page.text["pre"] == (
            "GET ws://•••@127.0.0.1:8000/ws/chat?token=•••&room=lobby\n"
            "Host: 127.0.0.1:8000\nAuthorization: Bearer •••\nCookie: a=•••; b=•••\n\n"
            '101 Switching Protocols, subprotocol "chat.v2", 12 ms\n'
            "Upgrade: websocket\nSet-Cookie: sid=•••; Path=/; HttpOnly"
        )

    def test_what_is_said_in_one_line_is_not_folded(self, story: Story) -> None:
        story.closed(1008, "policy").add("", "note", "went on reading").add("received", "ping", b"hi").received("")
        texts = []
        for entry in story.transcript.entries():
            page = Page(html_entry(story, entry))
            assert "details" not in page.tags
            texts.append(page.text["div"].split(" ", 3)[3])
        assert texts == [
            'close 1008 "policy"',
            "note went on reading",
            'ping 2 B b"hi"',
            'text 0 B ""',
        ]

    def test_short_mode_is_one_line(self, story: Story) -> None:
        page = Page(html_entry(story, story.received('{"a":' + "1" * 1000 + "}").last, "SHORT"))
        assert page.tags[0] == "div"
        assert "details" not in page.tags
        assert len(page.text["div"]) < 250

    @pytest.mark.parametrize(
        "attack",
        ["<script>alert(1)</script>", "</pre></details><img src=x onerror=alert(1)>", "*HTML*<b>", "&lt;b&gt;", "'\""],
    )
    def test_markup_stays_text(self, story: Story, attack: str) -> None:
        story.name = f"s{attack}"
        story.opened(reason=attack, subprotocol=attack).received(attack, f'{{"{attack[:5]}": 1}}', attack.encode())
        story.add("", "note", attack).frame(1, attack.encode()).closed(1008, attack, note=attack)
        page = Page(html_entries(story, story.transcript.entries()) + html_transcript(story))
        assert set(page.tags) <= OURS
        assert page.attributes <= {"style", "title"}
        assert attack in page.text["summary"]
        assert attack in page.text["pre"]

    @unhurried
    @given(st.text(st.characters()) | st.binary())
    def test_any_message_is_well_formed(self, data: str | bytes) -> None:
        story = Story().received(data)
        markup = html_entry(story, story.last)
        assert set(Page(markup).tags) <= OURS
        markup.encode()

    def test_a_huge_message_is_bounded_and_says_so(self, story: Story) -> None:
        entry = story.received('{"token": "abc", "text": "' + "<" * 5_000_000 + '"}').last
        started = process_time()
        page = Page(html_entry(story, entry))
        assert process_time() - started < 2
        assert len(page.text["pre"]) == 100_000
        assert page.text["pre"].startswith('{"token": "•••", "text": "<<<')
        assert "The first 100 kB of 5.0 MB; Save Transcript writes all of it." in page.text["div"]
        assert len(page.summary) < 200

    def test_a_huge_binary_message_is_bounded_and_says_so(self, story: Story) -> None:
        page = Page(html_entry(story, story.received(bytes(5_000_000)).last))
        assert len(page.text["pre"].splitlines()) == 256
        assert "The first 4.1 kB of 5.0 MB; Save Transcript writes all of it." in page.text["div"]

    def test_json_that_grows_when_laid_out_stays_bounded(self, story: Story) -> None:
        page = Page(html_entry(story, story.received("[" * 400 + "1," * 40_000 + "1" + "]" * 400).last))
        assert len(page.text["pre"]) <= 300_000

    def test_secrets_by_value(self, story: Story) -> None:
        story.secrets.add('a<b>"secret')
        markup = html_entry(story, story.received('echo a<b>"secret').last)
        assert "secret" not in markup
        assert "•••" in markup


class TestEntries:
    def test_the_middle_of_many_is_left_out(self, story: Story) -> None:
        story.received(*map(str, range(1000)))
        page = Page(html_entries(story, story.transcript.entries(), most=10))
        assert page.tags.count("details") == 10
        assert "… 990 more, in the transcript …" in page.text["div"]

    def test_none(self, story: Story) -> None:
        assert html_entries(story, []) == ""


class TestTranscript:
    def test_folded_with_its_close(self, story: Story) -> None:
        story.opened().sent("hi").closed(1008, "policy")
        page = Page(html_transcript(story))
        assert page.text["summary"] == (
            'Transcript of alice: 3 entries, closed 1008 "policy", by the peer '
            "ws://•••@127.0.0.1:8000/ws/chat?token=•••&room=lobby"
        )
        assert len(page.text["pre"].splitlines()) == 3

    def test_only_the_newest_of_many(self, story: Story) -> None:
        story.received(*["x" * 10_000] * 600)
        page = Page(html_transcript(story, newest=100))
        lines = page.text["pre"].splitlines()
        assert len(lines) == 101
        assert lines[0] == "The last 100 entries; Save Transcript writes all that are kept."
        assert max(map(len, lines)) < 500
        assert "more than 100 entries, open" in page.text["summary"]
