"""The conversation as a picture: well-formed, in the order of time, bounded, and nothing from the server is markup."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from stories import Story, unhurried

from WsKeywords.core.report.diagram import MOST_ENTRIES, MOST_SESSIONS
from WsKeywords.core.report.views import diagram

SVG = "{http://www.w3.org/2000/svg}"


def texts(markup: str) -> list[str]:
    """What is written in the picture, from top to bottom."""
    return [element.text or "" for element in ElementTree.fromstring(f"<x>{markup}</x>").iter(f"{SVG}text")]


def test_columns_and_arrows_in_the_order_of_time() -> None:
    alice, bob = Story().opened(), Story(name="bob", url="ws://127.0.0.1:8000/ws/chat")
    alice.sent("hello")
    bob.received('{"text": "hi", "token": "abc"}')
    alice.closed(1000, "bye", "peer")
    written = [text for text in texts(diagram([alice, bob])) if not text.endswith(" s")]
    assert written == [
        "alice",
        "bob",
        "127.0.0.1:8000",
        "open /ws/chat 101",
        '"hello"',
        '"{"text": "hi", "token": "•••"}"',
        'close 1000 "bye"',
    ]


def test_an_arrow_leads_from_who_said_it(story: Story) -> None:
    story.sent("there").received("back")
    lines = ElementTree.fromstring(diagram([story])).iter(f"{SVG}line")
    there, back = [(float(line.get("x1", 0)), float(line.get("x2", 0))) for line in lines if line.get("stroke-width")]
    assert there[0] < there[1]
    assert back == there[::-1]


def test_what_is_left_out_is_said() -> None:
    stories = [Story(name=f"user-{number}").sent("x") for number in range(MOST_SESSIONS + 2)]
    for number in range(MOST_ENTRIES + 5):
        stories[0].sent(str(number))
    markup = diagram(stories)
    assert markup.endswith("<p>Not shown: 25 older entries and 2 more sessions.</p>")
    assert len(markup) < 200_000


def test_no_entries(story: Story) -> None:
    assert texts(diagram([story])) == ["alice", "127.0.0.1:8000"]


@unhurried
@given(st.text(), st.text())
def test_nothing_that_was_said_is_markup(said: str, name: str) -> None:
    story = Story(name=name).sent(said).received(f"<script>{said}</script>]]>")
    found = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(diagram([story])).iter()}
    assert found <= {"div", "svg", "text", "line", "path", "g", "title", "circle"}
