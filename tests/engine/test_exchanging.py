"""Request and response in one call: what counts as the answer, and what is refused."""

import re

import pytest

from WsKeywords.core import Mismatch, Session
from WsKeywords.core.errors import InvalidArgument, NoMessage, SessionClosed


def head(error: pytest.ExceptionInfo[BaseException]) -> str:
    """An error without the session's context."""
    return str(error.value).partition('\nSession "alice", ')[0]


def unread(alice: Session, *texts: str) -> None:
    """Leave these messages unread."""
    for text in texts:
        alice.send_text(f"json {text}")
    assert alice.wait_count(lambda count: count == len(texts), timeout=2) == len(texts)


def test_returns_the_next_message(alice: Session) -> None:
    assert alice.exchange_text("one") == "Echo: one"
    assert alice.exchange_text("two") == "Echo: two"
    assert alice.last is not None
    assert alice.last.data == "Echo: two"


def test_json_returns_the_value(alice: Session) -> None:
    unread(alice, "0")
    assert alice.exchange_text('json {"a": [1, true]}', skip=True) == '{"a": [1, true]}'
    assert alice.value_of_last() == {"a": [1, True]}
    with pytest.raises(Mismatch) as error:
        alice.exchange_json({"a": 1})
    assert head(error) == (
        'Expected the next message of session "alice" to be JSON, but it is not (expected a value at line 1, column 1, '
        'but there is "Echo: {"a":1}"):\n    "Echo: {"a":1}"'
    )
    assert alice.count() == 0, "what was compared counts as read"


def test_refuses_what_was_unread_before(alice: Session) -> None:
    unread(alice, "old")
    with pytest.raises(Mismatch) as error:
        alice.exchange_text("hello")
    assert head(error) == (
        'Expected nothing unread on session "alice" that could pass for the answer to "hello", but this message was '
        'unread before it was sent:\n    "old"\n'
        "Nothing was sent. Read that message or clear the messages first, or pass over it with skip=True."
    )
    assert alice.messages("sent") == ["json old"]
    assert alice.receive() == "old"
    assert alice.exchange_text("hello") == "Echo: hello"


def test_skip_passes_over_it(alice: Session) -> None:
    unread(alice, "old", "older")
    assert alice.exchange_text("hello", skip=True) == "Echo: hello"
    assert alice.count() == 0


def test_match_takes_the_answer_and_leaves_the_others(alice: Session) -> None:
    unread(alice, '{"id": 1}')
    request = '{"answers": [{"id": "7"}, [7], {"id": 7, "ok": true}, {"id": 8}], "id": 7}'
    assert alice.exchange_text(request, match="$.id") == '{"id": 7, "ok": true}'
    alice.expect(json={"id": 1})
    alice.expect(json={"id": "7"})
    alice.expect(json=[7])
    alice.expect(json={"id": 8})
    alice.expect_nothing(within=0.05)


def test_match_refuses_an_answer_that_was_there_before(alice: Session) -> None:
    unread(alice, '{"id": 7}')
    with pytest.raises(Mismatch, match=re.escape('could pass for the answer to "{"id": 7}"')):
        alice.exchange_text('{"id": 7}', match="$.id")
    assert alice.count() == 1


def test_match_that_nothing_answers(alice: Session) -> None:
    with pytest.raises(NoMessage) as error:
        alice.exchange_text('{"id": 7}', match="$.id", timeout=0.2)
    assert head(error) == (
        'Expected an answer with 7 at $.id to "{"id": 7}" on session "alice", but the one message that came is not it '
        'within 0.2 s. Unread stays:\n    "Echo: {"id": 7}"'
    )
    assert alice.count() == 1


def test_silence(alice: Session) -> None:
    with pytest.raises(NoMessage) as error:
        alice.exchange_text("quiet", timeout=0.1)
    assert head(error) == ('Expected an answer to "quiet" on session "alice", but no message arrived within 0.1 s.')


def test_close_instead_of_an_answer(alice: Session) -> None:
    with pytest.raises(NoMessage) as error:
        alice.exchange_text("close 4001 enough")
    assert head(error) == (
        'Expected an answer to "close 4001 enough" on session "alice", but the session was closed by the peer with '
        'code 4001 and reason "enough".'
    )
    with pytest.raises(SessionClosed):
        alice.exchange_text("hello")


@pytest.mark.parametrize(
    ("text", "match", "message"),
    [
        ("{}", "$.id", 'Nothing to match: the request "{}" has no value at $.id, so no answer can have the same.'),
        (
            '{"a": 1}',
            "$.*",
            'Expected match to be a JSONPath of one value, such as $.id, but "$.*" can select several.',
        ),
    ],
)
def test_a_match_that_cannot_be_used(alice: Session, text: str, match: str, message: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        alice.exchange_text(text, match=match)
    assert str(error.value) == message
    assert alice.messages("sent") == []


def test_match_needs_json(alice: Session) -> None:
    with pytest.raises(InvalidArgument, match=re.escape('match needs a request that is JSON, but "hello" is not: ')):
        alice.exchange_text("hello", match="$.id")
