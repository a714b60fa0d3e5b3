"""Whole Robot runs: what log.html and the files beside the report hold, and what ends when."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from robot.api import ExecutionResult, ResultVisitor

from tests import processes
from tests.processes import ROBOT
from WsKeywords.robotfront import file_name

APPS = Path(__file__).parent.parent / "robot_tests" / "apps"
#: What the fixture ``run`` hands out.
Run = Callable[..., "Outcome"]


class Outcome(ResultVisitor):
    """One run: its result, its files, and every message that was logged."""

    def __init__(self, folder: Path, process: "subprocess.CompletedProcess[str]") -> None:
        self.folder = folder
        self.console = process.stdout + process.stderr
        self.result = ExecutionResult(str(folder / "output.xml"))
        self.tests = {test.name: test for test in self.result.suite.all_tests}
        self.messages: list[str] = []
        self.of_keyword: dict[str, list[str]] = {}
        self.result.visit(self)

    def visit_message(self, msg: Any) -> None:
        self.messages.append(msg.message)
        name = getattr(msg.parent, "name", "")
        self.of_keyword.setdefault(str(name), []).append(msg.message)

    def files(self, pattern: str) -> list[str]:
        return sorted(path.name for path in self.folder.glob(pattern))

    @property
    def everything(self) -> str:
        # The log is made of output.xml, and packed: three letters may stand in it by chance.
        files = [path for path in self.folder.iterdir() if path.is_file() and path.name != "log.html"]
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    def start(body: str, arguments: str = "", *options: str, status: int | None = 0) -> Outcome:
        suite = tmp_path / "suite.robot"
        suite.write_text(
            "*** Settings ***\n"
            f"Library    WsKeywords    {arguments}\n"
            f"Suite Setup    Start App    server:app    cwd={APPS}    ready=/docs\n\n" + body,
            encoding="utf-8",
        )
        folder = tmp_path / "out"
        process = processes.run(
            [*ROBOT, "--outputdir", str(folder), *options, str(suite)],
            cwd=tmp_path,
        )
        assert status is None or process.returncode == status, process.stdout + process.stderr
        return Outcome(folder, process)

    return start


def assert_passes(path: Path) -> None:
    """Every test of a suite or folder passes."""
    process = processes.run(
        [*ROBOT, "--outputdir", str(path.parent / "out"), str(path)],
    )
    assert process.returncode == 0, process.stdout


CONVERSATION = """
*** Test Cases ***
Talks
    Open WebSocket    /ws/echo    alice
    Send Text    hello
    Message Should Be    Echo: hello
    Send JSON    {"a": 1}
    Receive JSON
    Close WebSocket
"""


def test_each_send_and_receive_is_an_entry(run: Run) -> None:
    outcome = run(CONVERSATION)
    for keyword, direction, text in (
        ("Send Text", "sent", "hello"),
        ("Message Should Be", "received", "Echo: hello"),
        ("Send JSON", "sent", "&quot;a&quot;: 1"),
        ("Receive JSON", "received", "&quot;echo&quot;: {"),
    ):
        (message,) = outcome.of_keyword[keyword]
        assert f'title="{direction}"' in message
        assert "<b>alice</b>" in message
        assert message.startswith("<details")
        assert text in message
    (opened,) = outcome.of_keyword["Open WebSocket"]
    assert opened.startswith("<details")
    assert "Upgrade: websocket" in opened
    assert "101" in opened
    (closed,) = outcome.of_keyword["Close WebSocket"]
    assert "Transcript of <b>alice</b>" in closed
    assert closed.count("Echo: hello") == 1


def test_short_entries(run: Run) -> None:
    outcome = run(CONVERSATION, "log_messages=SHORT")
    (message,) = outcome.of_keyword["Send JSON"]
    assert message.startswith("<div")
    assert "<details" not in message


def test_no_entries(run: Run) -> None:
    outcome = run(CONVERSATION, "log_messages=NONE")
    assert not any("title=" in message or "Transcript of" in message for message in outcome.messages)


FAILING = """
*** Test Cases ***
Passes
    Open WebSocket    /ws/echo    alice
    Send Text    hello
    Message Should Be    Echo: hello

Fails: "a/b" <i>
    Open WebSocket    /ws/echo    alice
    Send Text    hello
    Message Should Be    goodbye
"""


def test_transcripts_of_failed_tests_are_saved_and_linked(run: Run) -> None:
    outcome = run(FAILING, status=1)
    (text,) = outcome.files("transcript-*.txt")
    (har,) = outcome.files("transcript-*.har")
    assert re.fullmatch(r"transcript-Suite\.Fails-a-b-i-[0-9a-f]{6}\.txt", text)
    links = [message for message in outcome.messages if message.startswith("Transcripts of 1 session: ")]
    assert [re.findall('href="([^"]+)"', link) for link in links] == [[text, har]]
    content = (outcome.folder / text).read_text(encoding="utf-8")
    assert 'Session "alice": ws://127.0.0.1:' in content
    assert '"Echo: hello"' in content
    assert "→  close  1000" in content
    failed = outcome.of_keyword["Message Should Be"]
    assert any("Transcript of <b>alice</b>" in message for message in failed)


def test_transcripts_always_and_never(run: Run) -> None:
    assert len(run(FAILING, "transcripts=ALWAYS", status=1).files("transcript-*.txt")) == 2


def test_no_transcripts(run: Run) -> None:
    assert run(FAILING, "transcripts=NEVER", status=1).files("transcript-*") == []


def test_a_session_that_a_test_leaves_open_leaves_its_transcript_in_the_log(run: Run) -> None:
    outcome = run("*** Test Cases ***\nLeaves\n    Open WebSocket    /ws/echo    alice\n    Send Text    hello\n")
    (message,) = outcome.of_keyword["Leaves"]
    assert "Transcript of <b>alice</b>" in message
    assert "closed 1000, by us" in message


def test_markup_stays_text(run: Run) -> None:
    outcome = run(
        """
*** Test Cases ***
Markup
    Open WebSocket    /ws/echo    <b>bold</b>
    Send Text    *HTML* <script>alert(1)</script>
    Message Should Be    nothing
""",
        status=1,
    )
    test = outcome.tests["Markup"]
    assert "<script>alert(1)</script>" in test.message
    assert not test.message.startswith("*HTML*")
    html = [message for message in outcome.messages if "<details" in message]
    assert html
    assert not any("<script>" in message or "<b>bold" in message for message in html)


SECRETS = """
*** Test Cases ***
Secrets
    ${secret} =    Evaluate    robot.api.types.Secret("hush-hush-hush")
    VAR    &{headers}    X-Key=${secret}
    VAR    &{payload}    password=${secret}
    VAR    @{where}    /ws/echo
    Open WebSocket    @{where}    bearer=${{ "the-token" + "-of-the-test" }}    headers=${headers}
    ...    cookies={"theme": "cookie-monster-cookie"}
    Open WebSocket    /ws/echo    bob    bearer=a-literal-in-a-cell
    Open WebSocket    /ws/echo?token=in-the-address    carol    auth=ada:lovelace-1815
    Send JSON    ${payload}
    Receive JSON
    Send Text    hush-hush-hush the-token-of-the-test a-literal-in-a-cell lovelace-1815 in-the-address
    ${text} =    Receive Text
    Log    ${text}
    Send Text    aHVzaC1odXNoLWh1c2g= cookie-monster-cookie
    Message Should Be    hush-hush-hush
"""


def test_no_secret_is_shown_anywhere(run: Run) -> None:
    outcome = run(SECRETS, "", "--loglevel", "TRACE", status=1)
    shown = outcome.everything + outcome.console
    for secret in (
        "the-token-of-the-test",
        "a-literal-in-a-cell",
        "lovelace-1815",
        "in-the-address",
        "aHVzaC1odXNoLWh1c2g",
        "cookie-monster-cookie",
    ):
        assert secret not in shown, secret
    assert "Echo: ••• ••• ••• ••• •••" in "".join(outcome.messages)


def test_arguments_at_trace_level_hide_what_may_be_secret(run: Run) -> None:
    outcome = run(
        """
*** Test Cases ***
Short Ones Too
    Open WebSocket    /ws/mirror    bearer=short    headers={"Authorization": "tiny"}    cookies={"sid": "mini"}
""",
        "",
        "--loglevel",
        "TRACE",
    )
    (arguments, *_) = outcome.of_keyword["Open WebSocket"]
    assert arguments == (
        "Arguments: [ '/ws/mirror' | bearer=••• | headers={'Authorization': •••} | cookies={'sid': •••} ]"
    )


IN_JSON = """
*** Test Cases ***
Secrets In JSON
    VAR    &{payload}    password=${{ "sent-" + "as-json" }}    id=${1}
    ...    credentials=${{ {"pin": "of-" + "a-dict", "sid": "short"} }}
    Open WebSocket    /ws/echo
    Send JSON    ${payload}
    Receive JSON
    ${value} =    Get JSON Value    $.echo.password
    Log    ${value}
    Send Text    ${{ '{"token": "sent-' + 'as-text"}' }}
    ${text} =    Receive Message
    Log    ${{ $text.split('"')[-2] }}
    Send To Every Session    ${{ {"list": [{"passwd": "sent-to-" + "everyone"}]} }}
    Send To Every Session    ${{ {"passwd": "t1ny"} }}
    @{all} =    Receive Messages    2
    Send Text    sent-to-everyone
    Run Keyword And Ignore Error    HTTP Request    POST    /nowhere    json={"password": "in-a-cell-1"}
    ...    cookies={"theme": "m1ni"}
    Run Keyword And Ignore Error    HTTP Request    POST    /nowhere    json=${{ {"password": "p" + "w3"} }}
    Log    in-a-cell-1
    Message Should Contain JSON    {"echo": "no"}
"""


def test_values_under_redacted_names_of_messages_are_masked_by_value(run: Run) -> None:
    outcome = run(IN_JSON, "", "--loglevel", "TRACE", status=1)
    shown = outcome.everything + outcome.console
    for secret in (
        "sent-as-json",
        "of-a-dict",
        "'sid': 'short'",
        "sent-as-text",
        "sent-to-everyone",
        "t1ny",
        "in-a-cell-1",
        "m1ni",
        "pw3",
    ):
        assert secret not in shown, secret


def test_a_misspelt_argument_fails_in_every_round_of_a_loop(run: Run) -> None:
    outcome = run(
        """
*** Test Cases ***
Loop
    Open WebSocket    /ws/echo
    FOR    ${i}    IN RANGE    3
        Run Keyword And Expect Error    *sesion*    Wait For Message    sesion=bob
        Run Keyword And Ignore Error    Wait For Message    sesion=bob
        Run Keyword And Continue On Failure    Receive Message    1s    sesion=bob
    END
""",
        status=1,
    )
    errors = [message for message in outcome.messages if message.startswith('"sesion=bob" was taken as a text')]
    assert len(errors) == 9
    waits = [kw for kw in outcome.tests["Loop"].body if kw.type == "FOR"]
    assert "sesion=bob" in str([kw.args for kw in waits[0].body[0].body])


def test_sessions_end_with_the_suite(run: Run) -> None:
    run(
        """
*** Test Cases ***
One
    Open WebSocket    /ws/echo    alice
Two
    Connection Should Be Open    alice
    Send Text    hello    session=alice
    Message Should Be    Echo: hello    session=alice
""",
        "auto_close=SUITE",
    )


def test_sessions_end_with_the_run(tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    library = "*** Settings ***\nLibrary    WsKeywords    auto_close=MANUAL\n\n*** Test Cases ***\n"
    (both / "a.robot").write_text(
        library + f"First\n    Start App    server:app    cwd={APPS}    ready=/docs\n"
        "    Open WebSocket    /ws/echo    alice\n",
        encoding="utf-8",
    )
    (both / "b.robot").write_text(
        library + "Second\n    Connection Should Be Open    alice\n"
        "    Send Text    hello\n    Message Should Be    Echo: hello\n",
        encoding="utf-8",
    )
    assert_passes(both)


def test_scopes_of_nested_suites(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    settings = "*** Settings ***\nLibrary    WsKeywords\nLibrary    Collections\n"
    (top / "__init__.robot").write_text(
        settings + "Suite Setup    Begin\nSuite Teardown    End\n\n*** Keywords ***\nBegin\n"
        f"    Start App    server:app    cwd={APPS}    ready=/docs\n"
        "    Open WebSocket    /ws/echo    outer\n"
        '    Send JSON    {"id": 7}\n'
        '    Message Should Contain JSON    {"echo": {"id": "#capture above"}}\n'
        "End\n    Send Text    x\n    Message Should Be    Echo: x    session=outer\n"
        "    ${names} =    Get Session Names\n    Should Be Equal    ${names}    ${{ ['outer'] }}\n",
        encoding="utf-8",
    )
    for name in ("a", "b"):
        (top / f"{name}.robot").write_text(
            settings + "Suite Setup    Begin\n\n*** Test Cases ***\n"
            "In A Test\n    Open WebSocket    /ws/echo    test\n    Send Text    x\n"
            "    Message Should Be    Echo: x    session=test\n"
            "After It\n    Send Text    y\n    Message Should Be    Echo: y    session=inner\n"
            "    ${names} =    Get Session Names\n    Should Be Equal    ${names}    ${{ ['outer', 'inner'] }}\n"
            "    Should Be Equal    ${who}    Ada\n    Should Be Equal As Integers    ${above}    7\n\n"
            "*** Keywords ***\nBegin\n    Open WebSocket    /ws/echo    inner\n"
            '    Send JSON    {"who": "Ada"}\n'
            '    Message Should Contain JSON    {"echo": {"who": "#capture who"}}\n',
            encoding="utf-8",
        )
    assert_passes(top)


def test_a_captured_value_belongs_to_the_test_and_is_never_read_as_robot_reads_cells(run: Run) -> None:
    outcome = run(
        """
*** Test Cases ***
Is What The Server Said
    Open WebSocket    /ws/echo
    FOR    ${said}    IN    \\${EMPTY}    \\@{TEST TAGS}    \\%{HOME}    \\\\x41\\\\    \\${{1/0}}    SEPARATOR=x
        Send JSON    ${{ {"id": $said} }}
        Message Should Contain JSON    {"echo": {"id": "#capture id"}}
        Should Be Equal    ${id}    ${said}
    END
Captures
    Open WebSocket    /ws/echo
    Send JSON    {"id": 7}
    Message Should Contain JSON    {"echo": {"id": "#capture id"}}
    Should Be Equal    ${id}    ${7}
Another
    Should Be Equal    ${id}    ${7}
""",
        status=1,
    )
    assert outcome.tests["Is What The Server Said"].message == ""
    assert outcome.tests["Captures"].passed
    assert "Variable '${id}' not found" in outcome.tests["Another"].message


def test_a_failed_suite_setup_saves_its_transcripts(run: Run, tmp_path: Path) -> None:
    outcome = run(
        "Suite Teardown    Fails\n\n*** Test Cases ***\nPasses\n    No Operation\n\n"
        "*** Keywords ***\nFails\n    Open WebSocket    /ws/echo    alice\n"
        "    Message Should Be    x    timeout=50ms\n",
        status=1,
    )
    assert [re.sub("[0-9a-f]{6}", "…", name) for name in outcome.files("transcript-*")] == [
        "transcript-Suite-….har",
        "transcript-Suite-….txt",
    ]


def test_a_dry_run_reads_what_can_be_read(run: Run) -> None:
    outcome = run(
        """
*** Test Cases ***
Good
    Open WebSocket    /ws/echo    headers={"a": "b"}
    Message Should Be JSON    {"a": "say \\\\"hi\\\\""}    timeout=2s
    Receive Message    ${later}
Bad JSON
    Send JSON    {"a": }
Bad Time
    Receive Message    soon
""",
        "",
        "--dryrun",
        status=2,
    )
    assert outcome.tests["Good"].passed
    assert "line 1, column 7" in outcome.tests["Bad JSON"].message
    assert "a time such as 500ms" in outcome.tests["Bad Time"].message


def test_import_arguments_that_cannot_be_used(tmp_path: Path) -> None:
    for argument, error in (
        ("timeout=soon", 'Expected argument "timeout" to be a time such as 500ms, 2 seconds, 1.5 or 01:30, '),
        ("max_unread=many", 'Expected argument "max_unread" to be an integer, but it was "many".'),
        ("auto_close=NEVER", 'Expected argument "auto_close" to be SCOPE, SUITE or MANUAL, but it was "NEVER".'),
        ("config=nowhere.yaml", "nowhere.yaml"),
        (
            "timout=2s",
            '"timout=2s" was taken for the base_url: the library has no import argument "timout". '
            'Did you mean "timeout=2s"?',
        ),
        (
            "nope=1",
            '"nope=1" was taken for the base_url: the library has no import argument "nope". The arguments are '
            "base_url, timeout, ",
        ),
        (
            "ftp://x",
            'Expected argument "base_url" to be a URL that begins with http://, https://, ws:// or wss://, '
            'but it was "ftp://x".',
        ),
        ("/ws/chat", 'ws:// or wss://, but it was "/ws/chat".'),
        ("max_unread=0", 'Expected argument "max_unread" to be at least 1, but it was 0.'),
        ("max_size=0", 'Expected argument "max_size" to be at least 1, but it was 0.'),
        ("open_timeout=-1s", 'Expected argument "open_timeout" to be a time that is not negative, but it was "-1s".'),
        ("environment=staging", 'The environment "staging" was asked for, but there is no wskeywords.yaml in '),
    ):
        suite = tmp_path / "suite.robot"
        suite.write_text(
            f"*** Settings ***\nLibrary    WsKeywords    {argument}\n\n*** Test Cases ***\nOne\n    No Operation\n",
            encoding="utf-8",
        )
        process = processes.run(
            [*ROBOT, "--output", "NONE", "--log", "NONE", "--report", "NONE", str(suite)],
            cwd=tmp_path,
        )
        assert error in process.stderr, argument
        assert "Traceback" not in process.stderr, "where in the library it was noticed helps nobody"


def test_an_empty_config_is_none(tmp_path: Path) -> None:
    """So that ``config=%{CONFIG=}`` may be left unset, as ``environment=%{TEST_ENV=}`` may."""
    suite = tmp_path / "suite.robot"
    suite.write_text(
        "*** Settings ***\nLibrary    WsKeywords    config=${EMPTY}\n\n"
        "*** Test Cases ***\nOne\n    Get Session Names\n",
        encoding="utf-8",
    )
    outputs = ("--output", "NONE", "--log", "NONE", "--report", "NONE")
    process = processes.run([*ROBOT, *outputs, str(suite)], cwd=tmp_path)
    assert (process.returncode, process.stderr) == (0, "")


def test_settings_come_from_the_file_unless_they_are_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wskeywords.yaml").write_text(
        "timeout: 100ms\nredact: [colour]\nenvironments:\n  here: {headers: {X-Env: here}}\n", encoding="utf-8"
    )
    outcome = run(
        """
*** Test Cases ***
From The File
    Open WebSocket    /ws/mirror
    Message Should Contain JSON    {"headers": {"x-env": "here"}}
    Message Should Be    x
""",
        "environment=here",
        status=1,
    )
    assert "within 0.1 s" in outcome.tests["From The File"].message


def test_the_library_works_with_a_timeout_of_robot(run: Run) -> None:
    outcome = run(
        """
*** Test Cases ***
Times Out
    [Timeout]    1 second
    Open WebSocket    /ws/echo    alice
    Message Should Be    never    timeout=1 minute
    [Teardown]    Go On

*** Keywords ***
Go On
    Send Text    hello
    Message Should Be    Echo: hello
""",
        status=1,
    )
    assert outcome.tests["Times Out"].message == "Test timeout 1 second exceeded."


def test_two_libraries_with_their_own_sessions(tmp_path: Path) -> None:
    suite = tmp_path / "suite.robot"
    suite.write_text(
        f"""
*** Settings ***
Library    WsKeywords    AS    One
Library    WsKeywords    timeout=100ms    AS    Two

*** Test Cases ***
Both
    ${{url}} =    One.Start App    server:app    cwd={APPS}    ready=/docs
    One.Open WebSocket    /ws/echo
    Two.Open WebSocket    ${{url.replace("http", "ws")}}/ws/echo
    One.Send Text    hello
    One.Message Should Be    Echo: hello
    Two.Get Message Count    ==    0    unread=False
    Run Keyword And Expect Error    *within 0.1 s*    Two.Message Should Be    Echo: hello
    Run Keyword And Expect Error    "sesion=x" was taken*    Two.Message Should Be    sesion=x
""",
        encoding="utf-8",
    )
    assert_passes(suite)


def test_a_transcript_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    its_own = tmp_path / "out" / f"{file_name('Suite.Saves')}.txt"
    its_own.mkdir(parents=True)
    outcome = run(
        "*** Test Cases ***\nSaves\n    Open WebSocket    /ws/echo    alice\n"
        f"    Save Transcript    {tmp_path}/some.har\n    Save Transcript    {tmp_path}/file/sub/some.har\n",
        status=1,
    )
    assert outcome.tests["Saves"].message == (
        f'The transcript cannot be written to "{tmp_path}/file/sub/some.har": Not a directory.'
    )
    assert f'The transcript cannot be written to "{its_own}": Is a directory.' in outcome.messages
    assert f'Saved the transcript of session "alice" in {tmp_path}/some.har.' in outcome.messages
