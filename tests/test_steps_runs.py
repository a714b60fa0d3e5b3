"""Behave runs as a user has them: layers and cleanups, userdata, transcripts and reports, the user's own steps."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .behave_runs import ROOT, STEPS, normal, run_behave


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    apps = Apps(Settings())
    yield apps.start("features.apps.chat:app", cwd=ROOT).base_url
    apps.close()


#: A step that says what is open, and hooks that open a session for the feature.
LOOK = (
    STEPS
    + """
from behave import step
from WsKeywords.steps.world import World

@step('the sessions are "{names}"')
def look(context, names):
    sessions = World._of_this_run.sessions
    assert ",".join(sessions.names()) == names.strip(), sessions.names()

@step('the current session is "{name}"')
def current(context, name):
    assert World._of_this_run.sessions.current.name == name
"""
)
HOOKS = """
def before_feature(context, feature):
    context.execute_steps('Given "feature" is connected to "/ws/echo"')

def before_scenario(context, scenario):
    if "hooked" in scenario.tags:
        context.execute_steps('Given "hook" is connected to "/ws/echo"')

def after_all(context):
    from WsKeywords.steps.world import World
    with open("at-the-end", "w") as file:
        file.write(str(World._of_this_run.sessions.names()))
"""


def test_sessions_close_with_the_layer_that_opened_them(tmp_path: Path, url: str) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "environment.py").write_text(HOOKS)
    feature = """
Feature: Layers
  Background:
    Given "background" is connected to "/ws/echo"

  @hooked
  Scenario: one
    Then the sessions are "feature,hook,background"
    When "alice" is connected to "/ws/echo"
    And "alice" disconnects
    Then the sessions are "feature,hook,background,alice"
    And the current session is "alice"

  Scenario: two
    Then the sessions are "feature,background"
    And the current session is "background"
    When I send a GET request to "/health"
    Then "feature" should receive nothing within 10 milliseconds

  Rule: in a rule
    Scenario: three
      Then the sessions are "feature,background"
      When "feature" sends "still open"
      Then "feature" should receive "Echo: still open"
"""
    run = run_behave(tmp_path, {"layers": feature}, "-D", f"base_url={url}", steps=LOOK)
    assert run.code == 0, run.output
    assert (tmp_path / "at-the-end").read_text() == "[]"


def test_values_end_with_the_scenario_and_the_base_url_returns(tmp_path: Path, url: str) -> None:
    feature = f"""
Feature: Values

  Scenario: saves
    Given I save "Ada" as "name"
    And the base URL is "http://127.0.0.1:9"
    When I try to connect to "/ws/echo"
    Then the connection should be refused
    When I try to connect to "{url}/ws/echo"

  Scenario: has lost
    Given I am connected to "/ws/echo"
    When I send "${{name}}"
"""
    run = run_behave(tmp_path, {"values": feature}, "-D", f"base_url={url}")
    assert run.summary()[1] == "1 scenario passed, 0 failed, 1 error, 0 skipped"
    assert 'InvalidArgument: No value is saved as "name"; there are ${base_url}.' in run.output


def test_an_app_of_a_background_starts_once_and_is_started_again_when_a_scenario_stopped_it(tmp_path: Path) -> None:
    feature = """
Feature: App
  Background:
    Given the app "features.apps.chat:app" is running:
      | option | value        |
      | name   | chat         |
      | cwd    | ROOT         |
    And I send a GET request to "/health"

  Scenario: one
    When I save "${chat.port}" as "port"
    And I run the command "python -c \\"open('first', 'w').write('${chat.port}')\\""

  Scenario: two
    When I run the command "python -c \\"assert open('first').read() == '${chat.port}'\\""
    And the app stops

  Scenario: three
    Then the HTTP status should be 200
    When the app "chat" restarts
    And I send a GET request to "/health"
    Then the HTTP status should be 200
    And the log of the app "chat" should contain "Started server process"
""".replace("ROOT", str(ROOT))
    other = """
Feature: Another
  Scenario: without an app
    When I send a GET request to "/health"
"""
    run = run_behave(tmp_path, {"a": feature, "b": other})
    assert run.summary()[1] == "3 scenarios passed, 0 failed, 1 error, 0 skipped", run.output
    assert "base_url" in run.scenario("without an app")


def test_an_app_of_a_scenario_ends_with_it(tmp_path: Path) -> None:
    feature = """
Feature: App
  Scenario: one
    Given the command "python -m http.server {port}" is running within 20 seconds:
      | option   | value |
      | ready    | /     |
      | env MODE | test  |
    When I send a GET request to "${app.url}"
    Then the HTTP status should be 2xx

  Scenario: two
    Then the app's log should contain "GET"
"""
    run = run_behave(tmp_path, {"a": feature})
    assert run.summary()[1] == "1 scenario passed, 0 failed, 1 error, 0 skipped", run.output
    assert 'InvalidArgument: There is no app "app". No app was started.' in run.output


def test_userdata_of_a_file_and_an_environment(tmp_path: Path, url: str) -> None:
    (tmp_path / "behave.ini").write_text("[behave.userdata]\nenvironment = local\ntimeout = 100ms\ngreeting = hello\n")
    (tmp_path / "wskeywords.yaml").write_text(
        f'environments:\n  local: {{base_url: "{url}", headers: {{Cookie: "${{WHO}}"}}}}\n'
    )
    feature = """
Feature: Userdata
  Scenario: an environment
    Given I am connected to "/ws/echo"
    When I send "${greeting}"
    Then I should receive "Echo: hello"
    And I should receive "more"
"""
    run = run_behave(tmp_path, {"a": feature}, env={"WHO": "sid=1"})
    assert "but no message arrived within 0.1 s." in run.output
    assert "is no setting" not in run.output
    run = run_behave(tmp_path, {"a": feature}, "-D", "environment=lokal", "-D", "timeot=1s")
    assert 'has no environment "lokal"; did you mean "local"?' in run.output
    hint = "-D timeot is no setting of WsKeywords, but a value for ${timeot}. Did you mean -D timeout?\n"
    assert run.output.count(hint) == 1


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        (
            "transcripts=FAILED",
            'Expected -D transcripts to be ON_FAILURE, ALWAYS or NEVER, but it was "FAILED".',
        ),
        (
            "timeout=soon",
            'Expected argument "-D timeout" to be a time such as 500ms, 2 seconds, 1.5 or 01:30, but it was "soon".',
        ),
    ],
)
def test_userdata_that_cannot_be_used(tmp_path: Path, argument: str, text: str) -> None:
    feature = 'Feature: F\n  Scenario: S\n    Given I save "a" as "b"\n'
    run = run_behave(tmp_path, {"a": feature}, "-D", argument)
    assert f"InvalidArgument: {text}" in run.output


TRANSCRIPTS = """
Feature: Chat & more

  Scenario: it works
    Given I am connected to "/ws/echo"
    When I send "hello"

  Scenario: it <fails>
    Given "alice" is connected to "/ws/echo?token=geheim-geheim"
    When "alice" sends "<script>"
    Then "alice" should receive "Echo: hello"
    And "alice" should receive "more"

  Scenario: a step of the user fails
    Given "bob" is connected to "/ws/echo"
    Then it fails
"""
FAILS = STEPS + '\nfrom behave import then\n\n@then("it fails")\ndef fails(context):\n    assert False\n'
FAILED = """Session "alice": ws://127.0.0.1:PORT/ws/echo?token=•••
Opened DATE TIME+ZONE: 101 Switching Protocols, N ms
Closed DATE TIME+ZONE: 1000, by us

TIME     +SECONDS s  ·  handshake  101 Switching Protocols, N ms
TIME     +SECONDS s  →  text  8 B  "<script>"
TIME     +SECONDS s  ←  text  14 B  "Echo: <script>"
TIME     +SECONDS s  →  close  1000
TIME     +SECONDS s  ←  close  1000"""


def timeless(text: str) -> str:
    text = re.sub(r"\+ *\d+\.\d{3} s", "+SECONDS s", normal(text))
    return re.sub(r"\d{4}-\d\d-\d\d TIME[+-]\d\d:\d\d", "DATE TIME+ZONE", text).rstrip()


def test_transcripts_of_failed_scenarios_are_files_and_text_in_the_reports(tmp_path: Path, url: str) -> None:
    run = run_behave(
        tmp_path,
        {"chat": TRANSCRIPTS},
        "-D",
        f"base_url={url}",
        "--junit",
        steps=FAILS,
    )
    folder = tmp_path / "wskeywords-output"
    names = ["Chat-more-a-step-of-the-user-fails", "Chat-more-it-fails"]
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{name}{ending}" for name in names for ending in (".har", ".txt")
    ]
    assert timeless((folder / "Chat-more-it-fails.txt").read_text("utf-8")) == FAILED
    har = json.loads((folder / "Chat-more-it-fails.har").read_text("utf-8"))
    assert [m["data"] for m in har["log"]["entries"][0]["_webSocketMessages"]] == ["<script>", "Echo: <script>"]
    assert "Transcript: wskeywords-output/Chat-more-it-fails.txt (and .har)" in run.output
    assert "<script>" in run.output.split("End of its transcript")[1]
    assert FAILED.splitlines()[0] not in normal(run.output), "the console has the name of the file, not the transcript"
    embedded = {
        (scenario["name"], step["name"]): base64.b64decode(each["data"]).decode()
        for scenario in run.json()
        for step in scenario["steps"]
        for each in step.get("embeddings", ())
    }
    assert set(embedded) == {
        ("it <fails>", '"alice" should receive "Echo: hello"'),
        ("a step of the user fails", "it fails"),
    }
    shown = FAILED.replace("\n\n", "\n")
    assert timeless(embedded["it <fails>", '"alice" should receive "Echo: hello"']) == shown
    report = ElementTree.parse(tmp_path / "reports" / "TESTS-chat.xml")
    out = {case.get("name"): case.findtext("system-out") or "" for case in report.iter("testcase")}
    assert shown in timeless(out["it <fails>"])
    assert "handshake" not in out["it works"]


@pytest.mark.parametrize(("mode", "count"), [("ALWAYS", 3), ("never", 0)])
def test_transcripts_of_all_scenarios_or_none(tmp_path: Path, url: str, mode: str, count: int) -> None:
    run_behave(tmp_path, {"chat": TRANSCRIPTS}, "-D", f"base_url={url}", "-D", f"transcripts={mode}", steps=FAILS)
    assert len(list(tmp_path.glob("wskeywords-output/*.txt"))) == count


def test_two_scenarios_of_one_name_have_two_files(tmp_path: Path, url: str) -> None:
    feature = """
Feature: F
  Scenario Outline: same
    Given I am connected to "/ws/<path>"

    Examples:
      | path |
      | echo |
      | echo |

  Scenario: same
    Given I am connected to "/ws/echo"

  Scenario: same
    Given I am connected to "/ws/echo"

  Scenario: 长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长\
长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长
    Given I am connected to "/ws/echo"
"""
    run_behave(tmp_path, {"a": feature}, "-D", f"base_url={url}", "-D", "transcripts=ALWAYS")
    assert sorted(path.name for path in tmp_path.glob("wskeywords-output/*.txt")) == [
        "F-same-1.1.txt",
        "F-same-1.2.txt",
        "F-same-2.txt",
        "F-same.txt",
        f"F-{'长' * 66}.txt",
    ]


def test_a_transcript_that_cannot_be_written_is_in_the_report_all_the_same(tmp_path: Path, url: str) -> None:
    (tmp_path / "wskeywords-output").write_text("no folder")
    arguments = ("-D", f"base_url={url}", "--junit", "--junit-directory", "reports")
    run = run_behave(tmp_path, {"chat": TRANSCRIPTS}, *arguments, steps=FAILS)
    assert "CLEANUP-ERROR" not in run.output
    assert 'The transcript cannot be written to "' in run.output
    report = ElementTree.parse(tmp_path / "reports" / "TESTS-chat.xml")
    assert 'Session "alice"' in "".join(case.findtext("system-out") or "" for case in report.iter("testcase"))


def test_a_transcript_that_the_user_saves(tmp_path: Path, url: str) -> None:
    feature = """
Feature: F
  Scenario: saves
    Given "alice" is connected to "/ws/echo"
    And I am connected to "/ws/echo"
    When "alice" sends "hello"
    And I save the transcript to "all.har"
    And I save the transcript to "sub/alice.txt" of "alice"
"""
    run = run_behave(tmp_path, {"a": feature}, "-D", f"base_url={url}")
    assert run.code == 0, run.output
    assert len(json.loads((tmp_path / "wskeywords-output/all.har").read_text("utf-8"))["log"]["entries"]) == 2
    assert '"hello"' in (tmp_path / "wskeywords-output/sub/alice.txt").read_text("utf-8")


def test_the_users_matcher_step_and_types_stay(tmp_path: Path, url: str) -> None:
    steps = """
from behave import step, use_step_matcher, register_type
import behave.matchers
import parse

mine = step
use_step_matcher("re")

from WsKeywords.steps import *

assert step is mine
assert behave.matchers.get_step_matcher_factory().current_matcher.NAME == "re"

@step(r"a regexp (\\d+)")
def regexp(context, number):
    assert number == "42"

use_step_matcher("parse")

@parse.with_pattern(r"\\w+")
def word(text):
    return text.upper()

register_type(Text=word, Who=word)

@step('{who:Who} says {text:Text}')
def says(context, who, text):
    assert (who, text) == ("I", "HELLO")

@behave.then('I should receive "{text}"')
def wins(context, text):
    context.text_of_mine = text
"""
    feature = """
Feature: F
  Scenario: both
    Given a regexp 42
    And I says hello
    When I am connected to "/ws/echo"
    Then I should receive "what the user's own step takes"
"""
    run = run_behave(tmp_path, {"a": feature}, "-D", f"base_url={url}", steps=steps)
    assert run.code == 0, run.output


def test_a_dry_run_finds_every_step_and_opens_nothing(tmp_path: Path) -> None:
    run = run_behave(tmp_path, {"chat": TRANSCRIPTS}, "--dry-run", steps=FAILS)
    assert run.code == 0, run.output
    assert "undefined" not in run.output
    assert not (tmp_path / "wskeywords-output").exists()


def test_behave_may_strip_trailing_colons(tmp_path: Path, url: str) -> None:
    feature = '''
Feature: F
  Scenario: stripped
    Given I am connected to "/ws/echo":
      | option      | value |
      | param greet | Ada   |
    Then I should receive these messages within 2 seconds:
      | message      |
      | Welcome, Ada |
    When I send:
      """
      hello
      """
    Then I should receive:
      """
      Echo: hello
      """
'''
    for setting in ("yes", "no"):
        env = {"BEHAVE_STRIP_STEPS_WITH_TRAILING_COLON": setting}
        run = run_behave(tmp_path, {"a": feature}, "-D", f"base_url={url}", env=env)
        assert run.code == 0, run.output


def test_nested_steps(tmp_path: Path, url: str) -> None:
    steps = STEPS + (
        "\nfrom behave import when\n\n"
        '@when("{name} joins")\n'
        "def joins(context, name):\n"
        "    context.execute_steps(f'''\n"
        '        Given "{name}" is connected to "/ws/echo" with the query parameter "greet" set to "{name}"\n'
        '        Then "{name}" should receive "Welcome, {name}"\n'
        "    ''')\n"
    )
    feature = """
Feature: F
  Scenario: S
    When ada joins
    And "ada" sends "x"
    Then "ada" should receive "Echo: x"
"""
    run = run_behave(tmp_path, {"a": feature}, "-D", f"base_url={url}", steps=steps)
    assert run.code == 0, run.output


def test_nothing_is_left_running_when_the_user_interrupts(tmp_path: Path) -> None:
    steps = STEPS + (
        "\nfrom behave import step\n\n"
        '@step("the user presses Ctrl-C")\n'
        "def interrupt(context):\n"
        "    raise KeyboardInterrupt\n"
    )
    feature = f"""
Feature: F
  Scenario: S
    Given the app "features.apps.chat:app" is running:
      | option | value  |
      | cwd    | {ROOT} |
    And I am connected to "/ws/echo"
    And I run the command "python -c \\"open('port', 'w').write('${{app.port}}')\\""
    When the user presses Ctrl-C
"""
    run = run_behave(tmp_path, {"a": feature}, steps=steps)
    assert run.code != 0
    import socket

    with socket.socket() as client:
        client.settimeout(2)
        assert client.connect_ex(("127.0.0.1", int((tmp_path / "port").read_text()))) != 0
