"""Several receivers: what "no session" means in each sentence, and that they share one time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.steps.catalogue import example
from WsKeywords.steps.sentence import DEFINITIONS

from .behave_runs import ROOT, Run, run_behave

#: What each sentence about receivers says of "no session": whether it passes when there is what it speaks of, and when
#: there is not. Where the opposite means nothing clear, it is an error both times.
OF_NO_SESSION = {
    "receive_containing": ("failed", "passed"),
    "receive_not_containing": ("failed", "passed"),
    "receive_matching": ("failed", "passed"),
    "receive_matching_regexp": ("failed", "passed"),
    "receive_matching_schema": ("failed", "passed"),
    "receive_where": ("failed", "passed"),
    "receive_json": ("failed", "passed"),
    "receive_json_containing": ("failed", "passed"),
    "receive_bytes": ("failed", "passed"),
    "receive_event": ("passed", "passed"),  # these are WebSockets: they have no events
    "receive_text": ("failed", "passed"),
    "receive_block": ("failed", "passed"),
    "receive_nothing": ("error", "error"),
    "receive_count": ("error", "error"),
    "receive_these": ("error", "error"),
    "should_be_disconnected": ("failed", "passed"),
}
RECEIVING = {
    function.__name__: function for sentence, function in DEFINITIONS if re.match(r"{\w+:Receivers} should ", sentence)
}
#: The message that the example of a sentence speaks of, where it is not its quoted text.
MESSAGES = {
    "receive_not_containing": "hello",
    "receive_matching": "Echo: 1",
    "receive_matching_regexp": "Echo",
    "receive_matching_schema": {"type": "welcome"},
    "receive_where": {"items": [{"id": 7}]},
    "receive_json": {"type": "joined", "id": "7f3c1c2e-9a55-4c1e-8f3e-0a4b8f0f5e11"},
    "receive_json_containing": {"type": "joined"},
    "receive_block": "a text\nof two lines",
}
SCHEMA = "{type: object, required: [type]}"


def of_no_session(name: str, there: bool) -> str:
    """A scenario with the example of a sentence, said of no session."""
    text = example(RECEIVING[name])
    step, _, block = re.sub(r"^Then .*?(?= should)", "Then no session", text).partition("\n")
    step = re.sub("should eventually receive", "should receive", step).replace(" with code 4401", "")
    if not there and " within " not in step:
        step = re.sub("(:?)$", r" within 50 milliseconds\1", step, count=1)
    given = f'Given "{name}-{there}" is connected to "/ws/echo"'
    if name == "receive_bytes":
        when = f'When "{name}-{there}" sends the bytes "{"00 01 10 99" if there else "ff"}"'
    elif name == "should_be_disconnected":
        when = f'When "{name}-{there}" sends the JSON:\n"""\n{{"do": "close", "code": 4401}}\n"""' if there else ""
    else:
        quoted = re.search(r'"(.*?)"', step)
        message = MESSAGES.get(name) or (quoted[1] if quoted else "hello")
        if not there:
            message = "an error" if name == "receive_not_containing" else "something else"
        order = json.dumps({"do": "say", "texts": [message] * 3})
        when = f'When "{name}-{there}" sends the JSON:\n"""\n{order}\n"""'
    return f"Scenario: {name} {there}\n{given}\n{when}\n{step}\n{block}\n"


SHARED = '''
Feature: One time for all

  Background:
    Given "alice" is connected to "/ws/echo"
    And "bob" is connected to "/ws/echo"
    When "alice" sends the JSON:
      """
      {"do": "say", "texts": ["one"], "after": 0.4}
      """
    And "bob" sends the JSON:
      """
      {"do": "say", "texts": ["one"], "after": 0.75}
      """

  Scenario: so many
    Then "alice" and "bob" should receive 1 message within 500 milliseconds

  Scenario: at least so many
    Then "alice" and "bob" should receive at least 1 message within 500 milliseconds

  Scenario: these
    Then "alice" and "bob" should receive these messages within 500 milliseconds:
      | message |
      | one     |

  Scenario: nothing
    Then every session named "b*" should receive nothing within 100 milliseconds
    And "bob" and "alice" should receive nothing within 500 milliseconds

  Scenario: closed
    When "alice" sends the JSON:
      """
      {"do": "close", "code": 4000}
      """
    And "bob" sends the JSON:
      """
      {"do": "close", "code": 4000}
      """
    Then "alice" and "bob" should be disconnected within 500 milliseconds

  Scenario: out of order
    When "alice" sends "two"
    And "bob" sends "two"
    Then "alice" and "bob" should receive, out of order, "Echo: two"
    And "alice" and "bob" should receive "one"

  Scenario: in time
    Then "alice" and "bob" should receive 1 message within 5 seconds
'''
#: How each of them fails.
IN_TIME = {
    "so many": 'Expected a message of session "bob", but only 0 of 1 came within 0.5 s.',
    "at least so many": 'Expected the number of unread messages of session "bob" to be at least 1, but it was 0',
    "these": 'Expected the next message ("one") of session "bob", but only 0 of 1 came within 0.5 s.',
    "nothing": 'Expected that no message arrives at session "alice" within 0.5 s, but this one arrived:',
    "closed": 'Expected session "bob" to be closed, but it was still open after N s.',
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    apps = Apps(Settings())
    yield apps.start("features.apps.chat:app", cwd=ROOT).base_url
    apps.close()


@pytest.fixture(scope="module")
def of_none(tmp_path_factory: pytest.TempPathFactory, url: str) -> Run:
    folder = tmp_path_factory.mktemp("none")
    (folder / "schemas").mkdir()
    (folder / "schemas" / "welcome.yaml").write_text(SCHEMA)
    scenarios = "\n".join(of_no_session(name, there) for name in RECEIVING for there in (True, False))
    return run_behave(folder, {"none": f"Feature: No session\n{scenarios}"}, "-D", f"base_url={url}")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, url: str) -> Run:
    return run_behave(tmp_path_factory.mktemp("shared"), {"shared": SHARED}, "-D", f"base_url={url}")


def test_no_sentence_about_receivers_is_forgotten() -> None:
    assert set(OF_NO_SESSION) == set(RECEIVING)


@pytest.mark.parametrize("name", list(OF_NO_SESSION))
def test_no_session_means_the_opposite_or_is_an_error(of_none: Run, name: str) -> None:
    found = {str(scenario["name"]): scenario for scenario in of_none.json()}
    ends = tuple(found[f"{name} {there}"]["status"] for there in (True, False))
    assert ends == OF_NO_SESSION[name], of_none.output
    steps = found[f"{name} True"]["steps"]
    assert steps[-1]["name"].startswith("no session")  # type: ignore[index]
    assert steps[-1]["result"]["status"] == OF_NO_SESSION[name][0]  # type: ignore[index]


def test_no_session_can_be_guarded(tmp_path: Path, url: str) -> None:
    feature = """
Feature: Guards
  Scenario: of no session
    Given "alice" is connected to "/ws/echo"
    And no session must never receive "oops"
"""
    run = run_behave(tmp_path, {"guards": feature}, "-D", f"base_url={url}")
    (scenario,) = run.json()
    assert scenario["status"] == "error", run.output
    assert '"No session" means nothing clear in this step.' in run.output


@pytest.mark.parametrize("name", list(IN_TIME))
def test_all_receivers_share_one_time(shared: Run, name: str) -> None:
    assert IN_TIME[name] in shared.scenario(name), shared.scenario(name)


@pytest.mark.parametrize("name", ["out of order", "in time"])
def test_what_comes_passes(shared: Run, name: str) -> None:
    found = {str(scenario["name"]): scenario["status"] for scenario in shared.json()}
    assert found[name] == "passed", shared.scenario(name)
