"""Starting, restarting and stopping apps, for real."""

from __future__ import annotations

import re
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.interrupting import signals
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.errors import AppFailed, InvalidArgument, Mismatch
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings

HERE = Path(__file__).parent


@pytest.fixture
def settings() -> Settings:
    return Settings(base_url="http://before.example")


@pytest.fixture
def apps(settings: Settings) -> Iterator[Apps]:
    started = Apps(settings)
    yield started
    started.close()


@pytest.fixture
def http(settings: Settings) -> Iterator[HttpSessions]:
    sessions = HttpSessions(settings)
    yield sessions
    sessions.close()


def accepts(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(2)
        return client.connect_ex(("127.0.0.1", port)) == 0


def failure(apps: Apps, app: str, **options: object) -> str:
    with pytest.raises(AppFailed) as caught:
        apps.start(app, cwd=HERE, **options)
    return str(caught.value)


def test_serves_with_its_lifespan_until_it_is_stopped(apps: Apps, http: HttpSessions, settings: Settings) -> None:
    app = apps.start("served.apps:app", cwd=HERE, env={"MODE": "acceptance"})
    assert settings.base_url == app.base_url == f"http://127.0.0.1:{app.port}"
    assert app.process
    assert http.request("GET", "/pid").json() == {"pid": app.process.pid, "mode": "acceptance", "cwd": str(HERE)}
    assert apps.stop() is True
    assert not accepts(app.port)
    log = app.log.text()
    expected = ["lifespan: up", "Application startup complete", f"Uvicorn running on {app.base_url}", "lifespan: down"]
    assert [text for text in expected if text not in log] == []
    assert apps.stop() is True


def test_accepts_only_once_its_lifespan_has_begun(apps: Apps) -> None:
    failed = failure(apps, "served.apps:slow", timeout=5)
    assert re.sub(r"\[\d+\]", "[PID]", failed) == (
        'The app "app" (served.apps:slow) was not ready within 5 s: the port refuses connections. It was stopped.\n'
        "The last 3 lines of its log:\n"
        "    INFO:     Started server process [PID]\n"
        "    INFO:     Waiting for application startup.\n"
        "    lifespan: taking its time"
    )


def test_a_failed_start_leaves_no_app_and_no_base_url(apps: Apps, settings: Settings) -> None:
    failure(apps, "served.apps:number")
    assert settings.base_url == "http://before.example"
    assert apps.names() == []


def test_a_module_that_is_not_there(apps: Apps) -> None:
    assert failure(apps, "served.nowhere:app") == (
        'The app "app" (served.nowhere:app) cannot be started: the module "served.nowhere" could not be imported: '
        "ModuleNotFoundError: No module named 'served.nowhere'. Modules are looked for in the working directory: say "
        f'with cwd= where the app is. Its working directory was "{HERE}".'
    )


def test_a_module_that_fails_shows_where(apps: Apps) -> None:
    assert failure(apps, "served.crashing:app") == (
        'The app "app" (served.crashing:app) cannot be started: the module "served.crashing" could not be imported: '
        f'RuntimeError: no settings. Its working directory was "{HERE}".\n'
        "The last 4 lines of its log:\n"
        "    Traceback (most recent call last):\n"
        f'      File "{HERE}/served/crashing.py", line 3, in <module>\n'
        '        raise RuntimeError("no settings")\n'
        "    RuntimeError: no settings"
    )


@pytest.mark.parametrize(
    ("app", "options", "reason"),
    [
        ("served.apps:ap", {}, '"served.apps" has no attribute "ap"; did you mean "app"?'),
        ("served.apps:zzz", {}, '"served.apps" has no attribute "zzz".'),
        ("served.apps:number", {}, '"served.apps:number" is no ASGI app but of type int.'),
        (
            "served.apps:make_nothing",
            {},
            'the factory "served.apps:make_nothing" returned no ASGI app but something of type NoneType.',
        ),
    ],
)
def test_what_is_no_app(apps: Apps, app: str, options: dict[str, object], reason: str) -> None:
    assert failure(apps, app, **options) == (
        f'The app "app" ({app}) cannot be started: {reason} Its working directory was "{HERE}".'
    )


@pytest.mark.parametrize("factory", [True, False])
def test_a_factory_that_raises(apps: Apps, factory: bool) -> None:
    assert failure(apps, "served.apps:make_error", factory=factory).partition("\n")[0] == (
        'The app "app" (served.apps:make_error) cannot be started: the factory "served.apps:make_error" failed: '
        f'ValueError: no settings. Its working directory was "{HERE}".'
    )


@pytest.mark.parametrize("app", ["served.apps:broken", "served.apps:bare_broken"])
def test_a_lifespan_that_fails(apps: Apps, app: str) -> None:
    first, _, log = failure(apps, app).partition("\n")
    assert first == (
        f'The app "app" ({app}) cannot be started: the lifespan of the app failed at startup. '
        f'Its working directory was "{HERE}".'
    )
    assert re.search(r"\n    RuntimeError: no (database|cache)\n    ERROR:    Application startup failed", log)


@pytest.mark.parametrize(
    ("app", "factory", "path", "status"),
    [
        ("served.apps:make", False, "/docs", 200),
        ("served.apps:make", True, "/docs", 200),
        ("served.apps:bare", False, "/", 200),
    ],
)
def test_factories_and_apps_without_lifespan(
    apps: Apps, http: HttpSessions, app: str, factory: bool, path: str, status: int
) -> None:
    apps.start(app, cwd=HERE, factory=factory)
    http.request("GET", path, expected_status=status)


def test_never_healthy(apps: Apps) -> None:
    with pytest.raises(AppFailed) as caught:
        apps.start_process([sys.executable, "served/unavailable.py", "{port}"], cwd=HERE, ready="/health", timeout=2)
    assert (
        str(caught.value)
        .partition("\n")[0]
        .endswith(") was not ready within 2 s: GET /health is answered with status 503. It was stopped.")
    )


def test_any_answer_below_500_is_ready(apps: Apps) -> None:
    assert apps.start("served.apps:app", cwd=HERE, ready="/nowhere").running


def test_ready_by_its_log(apps: Apps) -> None:
    app = apps.start("served.apps:app", cwd=HERE, ready="Uvicorn running on")
    assert accepts(app.port)


def test_a_text_that_never_comes(apps: Apps) -> None:
    failed = failure(apps, "served.apps:app", ready="I am ready", timeout=2)
    assert failed.partition("\n")[0] == (
        'The app "app" (served.apps:app) was not ready within 2 s: "I am ready" is not in its log. It was stopped.'
    )


@pytest.mark.parametrize("graceful", [True, False])
def test_restart_keeps_port_and_log(apps: Apps, http: HttpSessions, graceful: bool) -> None:
    app = apps.start("served.apps:app", cwd=HERE, ready="Uvicorn running on")
    first = http.request("GET", "/pid").json()["pid"]
    url = app.base_url
    assert apps.restart(graceful=graceful).base_url == url
    second = http.request("GET", "/pid").json()["pid"]
    assert first != second
    assert f"[{first}]" in app.log.text()
    assert f"[{second}]" in app.log.text()
    assert ("lifespan: down" in app.log.text()) is graceful


def test_restart_starts_a_stopped_one(apps: Apps) -> None:
    app = apps.start("served.apps:app", cwd=HERE)
    port = app.port
    apps.stop()
    assert not app.running
    apps.restart()
    assert app.running
    assert accepts(port)


def test_a_dead_app_refuses(apps: Apps) -> None:
    app = apps.start("served.apps:app", cwd=HERE)
    assert app.process
    app.process.kill()
    deadline = monotonic() + 5
    while app.running and monotonic() < deadline:
        threading.Event().wait(0.01)
    assert not accepts(app.port)


def test_an_event_stream_does_not_hold_up_the_end(apps: Apps, http: HttpSessions) -> None:
    app = apps.start("served.web:app", cwd=HERE)
    with socket.create_connection(("127.0.0.1", app.port), timeout=30) as client:
        client.sendall(b"GET /drip HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(100)
        assert apps.stop(timeout=9) is True


def test_what_ignores_requests_to_stop_is_killed(apps: Apps) -> None:
    app = apps.start_process([sys.executable, "served/stubborn.py", "{port}"], cwd=HERE, ready="pids")
    started = monotonic()
    assert apps.stop(timeout=0.3) is False
    assert monotonic() - started < 30
    assert not accepts(app.port)


def test_scopes(apps: Apps, settings: Settings) -> None:
    apps.enter_scope("suite")
    outer = apps.start("served.apps:app", "outer", cwd=HERE)
    apps.enter_scope("test")
    inner = apps.start("served.apps:app", "inner", cwd=HERE)
    late = apps.start("served.apps:app", "late", cwd=HERE, scope="suite")
    assert settings.base_url == late.base_url
    assert apps.leave_scope("test") == []
    assert (outer.running, inner.running, late.running) == (True, False, True)
    assert apps.names() == ["outer", "late"]
    assert apps.leave_scope("suite") == []
    assert settings.base_url == "http://before.example"
    assert apps.names() == []
    assert not outer.running
    assert apps.leave_scope("suite") == []


def test_a_base_url_that_the_test_set_itself_stays(apps: Apps, settings: Settings) -> None:
    apps.enter_scope("test")
    apps.start("served.apps:app", cwd=HERE)
    settings.base_url = "http://mine.example"
    apps.leave_scope("test")
    assert settings.base_url == "http://mine.example"


def test_log_waits(apps: Apps) -> None:
    apps.start("served.apps:app", cwd=HERE)
    apps.expect_log("lifespan: up")
    threading.Timer(0.2, lambda: apps["app"].process and apps["app"].process.ask()).start()
    apps.expect_log("lifespan: down", timeout=5)


def test_log_without_the_text(apps: Apps) -> None:
    app = apps.start("served.apps:app", cwd=HERE, ready="Uvicorn running")
    assert app.process
    with pytest.raises(Mismatch) as caught:
        apps.expect_log("lifespan: sideways", timeout=0.1, msg="hm")
    tail = (
        "The last 5 lines of its log:\n"
        f"    INFO:     Started server process [{app.process.pid}]\n"
        "    INFO:     Waiting for application startup.\n"
        "    lifespan: up\n"
        "    INFO:     Application startup complete.\n"
        f"    INFO:     Uvicorn running on {app.base_url}"
    )
    assert str(caught.value) == (
        f'hm: Expected the log of the app "app" to contain "lifespan: sideways", but it did not within 0.1 s.\n{tail}'
    )


def test_the_log_of_an_app_that_ended_is_not_waited_for(apps: Apps) -> None:
    apps.start("served.apps:app", cwd=HERE)
    apps.stop()
    started = monotonic()
    with pytest.raises(Mismatch, match=r'to contain "nothing", but the app was stopped\.\n'):
        apps.expect_log("nothing", timeout=20)
    assert monotonic() - started < 10
    apps.expect_log("lifespan: down")


def test_bad_arguments(apps: Apps, tmp_path: Path) -> None:
    apps.start("served.apps:app", "api", cwd=HERE)
    url = apps["api"].base_url
    port = apps["api"].port

    def told(error: type[Exception], call: object, *args: object, **named: object) -> str:
        with pytest.raises(error) as caught:
            call(*args, **named)  # type: ignore[operator]
        return str(caught.value)

    bad = InvalidArgument
    assert told(bad, apps.start, "served/apps.py") == (
        'Expected an app as "module:attribute", such as "examples.chat:app", but got "served/apps.py".'
    )
    assert told(bad, apps.start, "served.apps:app", "api", cwd=HERE) == (
        f'The app "api" is running already ({url}): stop it, or give this one another name.'
    )
    assert told(bad, apps.stop, "apy") == ('There is no app "apy"; did you mean "api"? Apps that were started: "api".')
    assert told(bad, apps.start, "a:b", cwd=tmp_path / "gone") == f'There is no directory "{tmp_path}/gone" (cwd).'
    assert told(bad, apps.start, "a:b", port=70000) == (
        'Expected a port from 0 (any free one) to 65535, but got "70000".'
    )
    assert told(bad, apps.start, "a:b", scheme="ftp") == 'Expected the scheme "http" or "https", but got "ftp".'
    assert told(bad, apps.start, "a:b", host="192.0.2.1") == ('The host "192.0.2.1" is no address of this machine.')
    assert told(bad, apps.start, "a:b", ready="") == (
        'An empty "ready" is in every log: give a /path, a text of the log, or nothing.'
    )
    assert told(bad, apps.start, "a:b", env={"A=B": "c"}) == ('"A=B" cannot be the name of an environment variable.')
    assert told(bad, apps.expect_log, "", "api") == "Nothing to check: every log contains an empty text."
    assert told(AppFailed, apps.start, "served.apps:app", cwd=HERE, port=port) == (
        f"Port {port} of 127.0.0.1 is taken by another process. Stop that one, or let port=0 find a free port."
    )


def test_all_interfaces_are_reached_by_loopback(apps: Apps) -> None:
    assert apps.start("served.apps:app", cwd=HERE, host="0.0.0.0").base_url.startswith("http://127.0.0.1:")


def test_a_wait_can_be_interrupted(apps: Apps) -> None:
    """An exception that a signal raises in the middle of a start leaves no process."""
    with signals() as raising:
        assert raising.after(1.0, lambda: apps.start("served.apps:slow", "slow", cwd=HERE))
    assert apps.names() == []
    apps.start("served.apps:app", "slow", cwd=HERE)
