"""Event streams of a real server, as sessions: opened, read, asserted, resumed, shown."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.docs_blocks import ROOT
from tests.hostile import RawServer
from tests.networks import proxy
from WsKeywords.core import EventSession, InvalidArgument, Mismatch, NoMessage, OpeningFailed, Sessions, WsError
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.profiles import Profiles
from WsKeywords.core.report.views import har, html_entries, text_lines
from WsKeywords.core.settings import Settings


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    apps = Apps(Settings())
    try:
        yield apps.start("events:app", cwd=str(ROOT / "robot_tests" / "apps"), ready="/page").base_url
    finally:
        apps.close()


@pytest.fixture
def sessions(server: str) -> Iterator[Sessions]:
    with Sessions(server, timeout=3) as opened:
        yield opened


def test_events_are_texts_with_a_type_and_an_id(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/count", "s", params={"to": 3})
    assert isinstance(stream, EventSession)
    assert sessions.current is stream
    first = stream.receive()
    assert (first, first.event, first.id, first.retry) == ('{"number": 1}', "count", "1", None)
    assert stream.receive_json() == {"number": 2}
    assert stream.expect(event="count", json={"number": 3}) == {"number": 3}
    assert stream.last_event_id == "3"
    assert stream.wait_closed()[:3] == (1000, "", "peer")


def test_a_close_to_which_the_io_thread_comes_late_ends_in_time(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/events", "s")
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        held.set()
        go_on.wait(30)

    stream.connection.soon(hold)
    assert held.wait(30)
    freed = threading.Timer(0.3, go_on.set)
    freed.start()
    try:
        # The second that is left to the I/O thread then is enough.
        assert stream.close(timeout=0.05)[:3] == (1000, "", "us")
    finally:
        go_on.set()
        freed.join(30)
    assert not stream.is_open


def test_a_websocket_url_is_one_of_http(sessions: Sessions, server: str) -> None:
    stream = sessions.open_event_stream(server.replace("http://", "ws://") + "/count?to=1")
    assert (stream.url, stream.receive_json()) == (f"{server}/count?to=1", {"number": 1})


def test_an_event_of_another_type_is_a_mismatch(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/count?to=1")
    with pytest.raises(Mismatch) as failure:
        stream.expect(event="tick")
    lines = str(failure.value).splitlines()
    assert lines[:3] == [
        'Expected the next message of session "default" to be the event "tick", but it was:',
        '    "{"number": 1}"',
        'It is the event "count".',
    ]


def test_a_message_of_a_websocket_is_no_event(sessions: Sessions) -> None:
    socket = sessions.open("/echo")
    socket.send_text("tick")
    with pytest.raises(Mismatch, match=r"It is a WebSocket message, which has no event\."):
        socket.expect(event="message")


@pytest.mark.parametrize("event", ["", 5])
def test_an_event_needs_a_type(sessions: Sessions, event: object) -> None:
    with pytest.raises(InvalidArgument) as failure:
        sessions.open_event_stream("/count?to=1").wait_for(event=event)
    assert str(failure.value) == (
        'Expected argument "event" to be the type of an event, which is "message" where the server names none, '
        f'but it was "{event}".'
    )


def test_a_reconnect_goes_on_behind_the_newest_event_and_keeps_what_is_unread(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/count?to=2")
    stream.wait_closed()
    stream.expect(json={"number": 1})
    stream.reconnect(params={"to": 4})
    assert stream.receive_many(3) == ['{"number": 2}', '{"number": 3}', '{"number": 4}']
    stream.wait_closed()
    kinds = [entry.kind for entry in stream.transcript.entries() if entry.kind != "note"]
    assert kinds == ["handshake", "message", "message", "close", "handshake", "message", "message", "close"]


@pytest.mark.parametrize(
    ("changed", "expected"), [({"headers": {"Last-Event-ID": "1"}}, 2), ({"last_event_id": "3"}, 4)]
)
def test_a_test_may_say_where_to_go_on(sessions: Sessions, changed: dict[str, object], expected: int) -> None:
    stream = sessions.open_event_stream("/count?to=2")
    stream.wait_closed()
    stream.clear()
    stream.reconnect(params={"to": 9}, **changed)
    assert stream.receive_json() == {"number": expected}


def test_a_reconnect_that_is_refused(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/drop")
    assert stream.wait_closed()[:3] == (1006, "", "network")
    with pytest.raises(InvalidArgument, match='"compression" is no option of an event stream'):
        stream.reconnect(compression=False)
    with pytest.raises(OpeningFailed) as failure:
        sessions.open_event_stream("/gone", "other")
    assert failure.value.rejection.status == 204


def test_every_session_means_websockets(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/events", "stream")
    with pytest.raises(InvalidArgument) as failure:
        sessions.expect_in_every(text="x", timeout=0)
    assert str(failure.value) == (
        "Nothing to check: there is no WebSocket session, and event streams are meant only by name or glob. "
        'The only session is "stream".'
    )
    socket = sessions.open("/echo", "socket")
    sessions.send_to_every("x")
    sessions.expect_in_every(text="x")
    sessions.http.request("POST", "/say", json={"event": "e", "data": "y"})
    assert sessions.expect_in_every(event="e", sessions="s*", excluding="socket") == {"stream": "y"}
    sessions.close_all()
    assert (stream.is_open, socket.is_open) == (False, False)


def test_what_is_given_as_a_secret_is_sent_and_not_shown(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/headers", cookies={"own": "cookie-of-mine"}, bearer="secret-token-1")
    assert stream.receive_json()["cookie"] == "own=cookie-of-mine"
    assert "secret-token-1" not in "".join(text_lines(stream))


def test_it_may_be_expected_not_to_open(sessions: Sessions) -> None:
    assert sessions.expect_stream_refused("/page", error="NOT AN EVENT STREAM", ignore_case=True).status == 200
    with pytest.raises(Mismatch, match="to fail with status 404, but what came is not an event stream after"):
        sessions.expect_stream_refused("/page", status=404)
    with pytest.raises(InvalidArgument, match="Nothing to check: error is empty"):
        sessions.expect_stream_refused("/page", error="")
    assert sessions.current is None


def test_a_time_out_shows_what_came(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/events", "s")
    with pytest.raises(NoMessage) as failure:
        stream.expect(event="tick", timeout=0.05)
    lines = str(failure.value).splitlines()
    assert lines[0] == (
        'Expected the next message of session "s" to be the event "tick", but no message arrived within 0.05 s.'
    )
    assert lines[-1].endswith('←  comment  7 B  "welcome"')


def test_views_show_type_and_id(sessions: Sessions, tmp_path: Path) -> None:
    stream = sessions.open_event_stream("/count?to=1", "s")
    stream.wait_closed()
    lines = [line.split(" s  ", 1)[1] for line in text_lines(stream)]
    assert lines[1:] == ['←  event "count", id "1"  13 B  "{"number": 1}"', "·  close  1000, by the peer"]
    assert "event &quot;count&quot;, id &quot;1&quot; 13 B" in html_entries(stream, stream.transcript.entries())
    (entry,) = har([stream])["log"]["entries"]
    (message,) = entry["_eventSourceMessages"]
    assert {**message, "time": 0} == {"time": 0, "eventName": "count", "eventId": "1", "data": '{"number": 1}'}
    assert (entry["_resourceType"], "_webSocketMessages" in entry) == ("eventsource", False)
    assert entry["response"]["status"] == 200
    assert entry["response"]["content"]["mimeType"] == "text/event-stream; charset=utf-8"


def test_a_name_that_is_open_is_taken(sessions: Sessions) -> None:
    sessions.open_event_stream("/events", "s")
    for again in (sessions.open_event_stream, sessions.open):
        with pytest.raises(InvalidArgument, match='A session "s" is open already'):
            again("/events", "s")


def test_after_the_end_nothing_opens(server: str) -> None:
    with Sessions(server) as sessions:
        pass
    with pytest.raises(WsError, match="No session can be opened any more"):
        sessions.open_event_stream("/events")


def test_a_stream_can_be_paused_and_guarded(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/events")
    stream.must_never_arrive(contains="error")
    stream.pause_receiving()
    sessions.http.request("POST", "/say", json={"event": "e", "data": "an error"})
    with pytest.raises(NoMessage, match="paused by the test"):
        stream.receive(timeout=0.2)
    stream.resume_receiving()
    with pytest.raises(Mismatch, match='no message containing "error" ever arrives at session "default"'):
        stream.receive()
    assert "error" in stream.receive()


def test_nothing_is_answered_or_kept_up_on_a_stream(sessions: Sessions) -> None:
    stream = sessions.open_event_stream("/events")
    for call in (lambda: stream.reply_to("x", text="y"), lambda: stream.keep_sending("x", 1)):
        with pytest.raises(WsError, match='Nothing can be sent on session "default": it is an event stream'):
            call()
    with pytest.raises(WsError, match='Session "default" cannot leave pings unanswered: an event stream has none'):
        stream.stop_answering_pings()


def test_a_profile_gives_what_an_event_stream_has_use_for(server: str) -> None:
    profiles = Profiles({"blue": {"headers": {"X-Team": "blue"}, "subprotocols": ["chat.v2"], "params": {"a": "1"}}})
    with Sessions(settings=Settings(base_url=server, profiles=profiles)) as sessions:
        stream = sessions.open_event_stream("/headers", profile="blue", params={"b": "2"})
        headers = stream.receive_json()
        assert (headers["x-team"], headers["query"]) == ("blue", {"a": "1", "b": "2"})
        assert "sec-websocket-protocol" not in headers
        stream.wait_closed()
        stream.reconnect()
        assert stream.receive_json()["x-team"] == "blue"


def test_through_a_proxy(server: str) -> None:
    with proxy() as between, Sessions(server, timeout=5) as sessions:
        stream = sessions.open_event_stream("/count?to=1", proxy=f"http://127.0.0.1:{between.port}")
        assert stream.receive_json() == {"number": 1}
        assert stream.url == f"{server}/count?to=1"


def test_with_tls_and_a_ca_of_its_own(tmp_path: Path) -> None:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    with RawServer(head + b"data: safe\n\n", tls=context, hold=True) as raw, Sessions(timeout=5) as sessions:
        url = f"https://127.0.0.1:{raw.port}/events"
        stream = sessions.open_event_stream(url, "s", ca_cert=tmp_path / "ca.pem")
        assert stream.receive() == "safe"
        stream.close()  # the server serves one after the other
        rejection = sessions.expect_stream_refused(url, error="TLS")
        assert rejection.status is None


def test_a_server_without_tls(server: str) -> None:
    with Sessions() as sessions, pytest.raises(OpeningFailed) as failure:
        sessions.open_event_stream(server.replace("http://", "https://") + "/events", "s")
    assert "For a server without TLS write http:// instead of https://." in str(failure.value)
