"""A header that the environment has and a call gives too: the call's is sent, and a refusal says so."""

import pytest

from WsKeywords.core import OpeningFailed, Sessions


def refusal(chat: str, common: dict[str, str], **options: object) -> str:
    with Sessions(base_url=chat, headers=common) as sessions, pytest.raises(OpeningFailed) as failure:
        sessions.open("/ws/chat", **options)
    return str(failure.value)


@pytest.mark.parametrize("options", [{"bearer": "guessed-token"}, {"headers": {"authorization": "Bearer guessed"}}])
def test_a_refusal_names_what_was_replaced(chat: str, options: dict[str, object]) -> None:
    text = refusal(chat, {"Authorization": "Bearer of-the-environment", "X-Env": "test"}, **options)
    assert text.endswith('\nThe environment has the header "Authorization" too; what the call says was sent instead.')


def test_several(chat: str) -> None:
    text = refusal(chat, {"X-Env": "a", "X-Team": "b"}, headers={"x-env": "c", "x-team": None})
    assert text.endswith(
        '\nThe environment has the headers "X-Env", "X-Team" too; what the call says was sent instead.'
    )


def test_nothing_is_said_where_nothing_was_replaced(chat: str) -> None:
    assert "The environment has" not in refusal(chat, {"X-Env": "a"}, headers={"X-Team": "b"})
