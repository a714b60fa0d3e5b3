"""While sessions are open, Python's threads take turns oftener; afterwards as before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from WsKeywords.core import Sessions
from WsKeywords.core.wire.switching import QUICK


@pytest.fixture(autouse=True)
def interval() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.004)
    yield
    sys.setswitchinterval(before)


def talk(sessions: Sessions, name: str = "alice") -> None:
    """By the time of the answer the I/O thread has taken the session over."""
    alice = sessions.open("/", name)
    alice.send_text("hi")
    alice.expect(text="Echo: hi")


def test_it_is_short_while_a_session_is_open(server: str) -> None:
    with Sessions(server) as sessions:
        assert sys.getswitchinterval() == pytest.approx(0.004)
        talk(sessions)
        assert sys.getswitchinterval() == pytest.approx(QUICK)
        sessions["alice"].close()
        assert sessions.open("/", "alice").is_open
    assert sys.getswitchinterval() == pytest.approx(0.004)


def test_the_last_of_several_ends_it(server: str) -> None:
    with Sessions(server) as first:
        talk(first)
        with Sessions(server) as second:
            talk(second)
            talk(second, "bob")
        assert sys.getswitchinterval() == pytest.approx(QUICK)
    assert sys.getswitchinterval() == pytest.approx(0.004)


def test_who_never_joined_ends_nothing(server: str) -> None:
    """A connection that was given up before the I/O thread took it over."""
    with Sessions(server) as sessions:
        talk(sessions)
        stranger = sessions.open("/", "stranger").connection
        sessions["stranger"].close()
        stranger.soon(lambda: sessions.hub.leave(stranger))
        talk(sessions, "bob")
        assert sys.getswitchinterval() == pytest.approx(QUICK)
        assert len(sessions.hub.members) == 2
    assert sys.getswitchinterval() == pytest.approx(0.004)


def test_what_somebody_else_set_meanwhile_stays(server: str) -> None:
    with Sessions(server) as sessions:
        talk(sessions)
        sys.setswitchinterval(0.002)
        talk(sessions, "bob")
        assert sys.getswitchinterval() == pytest.approx(0.002)
    assert sys.getswitchinterval() == pytest.approx(0.002)


def test_a_shorter_one_is_left_alone(server: str) -> None:
    sys.setswitchinterval(1e-5)
    with Sessions(server) as sessions:
        talk(sessions)
        assert sys.getswitchinterval() == pytest.approx(1e-5)
    assert sys.getswitchinterval() == pytest.approx(1e-5)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX forks")
def test_a_fork_before_anything_was_opened() -> None:
    """There is nothing to restore, nothing to end and nobody to wait for."""
    code = """
import os, sys
from WsKeywords.core import Sessions

with Sessions() as sessions:
    before, child = sys.getswitchinterval(), os.fork()
    if not child:
        sessions.close()
        os._exit(7 if sys.getswitchinterval() == before else 1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("7\n", "")
