"""Servers in any language, and commands that run once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import psutil
import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.app.process import Log, Process
from WsKeywords.core.errors import AppFailed, InvalidArgument, Mismatch
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings

HERE = Path(__file__).parent
PYTHON = sys.executable


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def apps(settings: Settings) -> Iterator[Apps]:
    started = Apps(settings)
    yield started
    started.close()


def test_any_server(apps: Apps, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_text("hello")
    app = apps.start_process("python -m http.server {port} --bind {host}", cwd=tmp_path, ready="/hello.txt")
    http = HttpSessions(settings)
    assert http.request("GET", "/hello.txt").text == "hello"
    apps.expect_log('"GET /hello.txt HTTP/1.1" 200')
    apps.restart()
    assert app.base_url == settings.base_url
    assert http.request("GET", "/hello.txt").text == "hello"
    http.close()


def test_port_and_host_in_the_environment(apps: Apps) -> None:
    server = "import http.server as h, os; h.test(port=int(os.environ['PORT']), bind=os.environ['HOST'])"
    apps.start_process([PYTHON, "-c", server], env={"PORT": "{port}", "HOST": "{host}"})
    apps.expect_log("Serving HTTP on 127.0.0.1")


def test_words_as_a_shell_splits_them_but_no_shell(apps: Apps) -> None:
    code = "import sys; print(sys.argv[1:])"
    assert apps.run_command(f"'{PYTHON}' -c \"{code}\" 'two words' $HOME '*' a;b") == (
        "['two words', '$HOME', '*', 'a;b']"
    )


def test_ends_before_it_is_ready(apps: Apps) -> None:
    with pytest.raises(AppFailed) as caught:
        apps.start_process([PYTHON, "-c", "print('no licence'); raise SystemExit(4)", "{port}"], "api", port=0)
    what = str(caught.value)
    assert what.startswith(f"The app \"api\" ({PYTHON} -c 'print('\"'\"'no licence'\"'\"'); raise SystemExit(4)' ")
    assert what.endswith(
        f'ended with exit code 4 before it was ready. Its working directory was "{Path.cwd()}".\n'
        "The last line of its log:\n    no licence"
    )


def test_killed_before_it_is_ready(apps: Apps) -> None:
    with pytest.raises(AppFailed, match=r" ended by signal SIGKILL before it was ready\. "):
        apps.start_process([PYTHON, "-c", "import os; os.kill(os.getpid(), 9)", "{port}"])


def test_a_command_that_is_not_there(apps: Apps) -> None:
    with pytest.raises(AppFailed) as caught:
        apps.start_process("nosuchserver --port 8123", port=8123)
    assert str(caught.value) == (
        'The app "app" (nosuchserver --port 8123) cannot be started: there is no program "nosuchserver", neither as a '
        "path nor on the PATH."
    )
    with pytest.raises(AppFailed) as caught:
        apps.run_command("nosuchcommand --now")
    assert str(caught.value) == (
        'The command "nosuchcommand --now" cannot be started: there is no program "nosuchcommand", neither as a path '
        "nor on the PATH."
    )


def test_files_that_are_no_programs(apps: Apps, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("hello")
    with pytest.raises(AppFailed) as caught:
        apps.run_command([str(text)])
    assert str(caught.value) == (
        f'The command "{text}" cannot be started: "{text}" may not be executed (permission denied).'
    )
    text.chmod(0o755)
    with pytest.raises(AppFailed) as caught:
        apps.run_command([str(text)])
    assert str(caught.value) == (
        f'The command "{text}" cannot be started: "{text}" is no program (a script needs a first line such as '
        "#!/bin/sh)."
    )


def test_nothing_tells_the_port(apps: Apps) -> None:
    with pytest.raises(InvalidArgument) as caught:
        apps.start_process("node server.js")
    assert str(caught.value) == (
        'Nothing tells "node server.js" which port to use: write {port} into the command or into a value of env, or '
        "say with port= which one it takes."
    )


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("", "Expected a command, but got nothing: there is nothing to run."),
        ([], "Expected a command, but got nothing: there is nothing to run."),
        ("echo 'x", 'The command "echo \'x" cannot be split into words: No closing quotation.'),
        (["echo", "a\0b"], 'The command "echo a\\x00b" holds a NUL character, which no command can.'),
    ],
)
def test_commands_that_are_none(apps: Apps, command: str | list[str], text: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        apps.run_command(command)
    assert str(caught.value) == text


def test_what_cannot_be_started_at_all_is_not_waited_for(tmp_path: Path) -> None:
    process = Process(["a\0b"], cwd=str(tmp_path), env={}, log=Log())
    with pytest.raises(AppFailed, match=r"^The system starts no further process: embedded null byte\.$"):
        process.start()


def test_output_of_a_command(apps: Apps, tmp_path: Path) -> None:
    code = "import os, sys; print('out', os.getcwd(), os.environ['MODE']); print('err', file=sys.stderr)"
    output = apps.run_command([PYTHON, "-c", code], cwd=tmp_path, env={"MODE": "x", "HOME": None})
    assert output == f"out {tmp_path} x\nerr"


def test_output_that_is_no_utf8(apps: Apps) -> None:
    assert apps.run_command([PYTHON, "-c", r"import os; os.write(1, b'gr\xfcn \xe2\x82')"]) == "gr\ufffdn \ufffd"


def test_exit_codes(apps: Apps) -> None:
    command = [PYTHON, "-c", "print('seeding'); raise SystemExit(3)"]
    assert apps.run_command(command, expected_rc=3) == "seeding"
    with pytest.raises(Mismatch) as caught:
        apps.run_command("sh -c 'echo seeding; exit 3'")
    assert str(caught.value) == (
        "Expected the command \"sh -c 'echo seeding; exit 3'\" to end with exit code 0, but it ended with exit code "
        "3.\nIt wrote:\n    seeding"
    )
    with pytest.raises(Mismatch) as caught:
        apps.run_command("true", expected_rc=1)
    assert str(caught.value) == (
        'Expected the command "true" to end with exit code 1, but it ended with exit code 0.\nIt wrote nothing.'
    )


def test_a_command_that_takes_too_long_is_killed_with_all_it_started(apps: Apps) -> None:
    started = monotonic()
    with pytest.raises(AppFailed) as caught:
        apps.run_command("sh -c 'sleep 600 & echo $!; wait'", timeout=0.5)
    first, title, pid = str(caught.value).splitlines()
    assert monotonic() - started < 30
    assert (first, title) == (
        "The command \"sh -c 'sleep 600 & echo $!; wait'\" did not end within 0.5 s and was killed.",
        "It wrote:",
    )
    gone(int(pid))


def test_what_a_command_leaves_running_ends_with_it(apps: Apps) -> None:
    pid = apps.run_command("sh -c 'sleep 600 > /dev/null 2>&1 & echo $!'")
    gone(int(pid))


def test_a_command_that_writes_without_end(apps: Apps) -> None:
    with pytest.raises(AppFailed) as caught:
        apps.run_command("yes", timeout=30)
    assert str(caught.value).splitlines()[:3] == [
        'The command "yes" wrote more than 16 Mi characters and was killed.',
        "It wrote at the end:",
        "    y",
    ]


def test_a_log_without_end_keeps_its_end(apps: Apps) -> None:
    code = "for n in range(300_000): print(n, 'x' * 50)\nimport time\nwhile True: time.sleep(9)"
    app = apps.start_process([PYTHON, "-c", code, "{port}"], ready="299999 x")
    assert len(app.log.text()) < 9 << 20
    assert app.log.dropped > 5 << 20
    with pytest.raises(Mismatch, match=r"Its first \d+ characters are no longer kept\."):
        apps.expect_log("nowhere", timeout=0.1)


def test_values_under_redacted_names_in_the_environment_are_masked(apps: Apps) -> None:
    with pytest.raises(Mismatch) as caught:
        apps.run_command("sh -c 'echo $DB_PASSWORD $PASSWORD; exit 1'", env={"PASSWORD": "geheim-1234"})
    assert str(caught.value).endswith("It wrote:\n    •••")


def test_python_is_the_one_that_runs_the_tests(apps: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert apps.run_command("python -c 'import sys; print(sys.prefix)'") == sys.prefix
    monkeypatch.setenv("VIRTUAL_ENV", "/somewhere")
    assert Path(PYTHON).parent != Path("/usr/bin")
    assert "PATH=/usr/bin:/bin" in apps.run_command("env").splitlines()


def gone(pid: int) -> None:
    """The process is over; whoever adopted it may not have collected it yet."""
    try:
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE:
            process.wait(timeout=5)
    except psutil.NoSuchProcess:
        return
    assert os.getpid() != pid
