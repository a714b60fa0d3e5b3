"""Two front ends, one engine: everything that a keyword can do a sentence can do, and the other way round."""

from __future__ import annotations

import json
import re

from WsKeywords import WsKeywords
from WsKeywords.steps.catalogue import keywords, parameter_types, sentences
from WsKeywords.steps.front import StepKeywords
from WsKeywords.steps.sentence import DEFINITIONS

#: Keywords without a sentence, and why.
ROBOT_ONLY = {
    "Switch Session": "a sentence names its session, so there is no current one to switch",
    "Get Session Names": "a list for a Robot variable; sentences speak of every session named …",
    "Get Messages": "a list for a Robot variable; sentences speak of messages as they are received",
    "Log Conversation": "a picture in log.html; behave's reports hold no markup",
    "Get Fuzz Result": "a dict for a Robot variable; a failure tells what was found",
    "Get Transcript": "a text for a Robot variable; a scenario's transcript is in its report, and can be saved",
}
#: The files of sentences.
GROUPS = (
    "app",
    "asserting",
    "connection",
    "fuzzing",
    "guards",
    "http",
    "liveness",
    "receiving",
    "reporting",
    "sending",
    "taking",
    "users",
)
#: Sentences that call no keyword, and why.
BEHAVE_ONLY = {
    "these users{end:Colon}": "the argument users",
    "the users of {path:Text}": "the argument users",
    "the base URL is {url:Text}": "the import argument base_url",
    "I save that message as {name:Text}": "the return value of Receive Message",
    "I save a new UUID as {name:Text}": "Robot has Evaluate",
    "I save the current time as {name:Text}": "Robot has Get Time",
    "I save the environment variable {variable:Text} as {name:Text}": "Robot has %{NAME}",
    "I save {text:Text} as {name:Text}": "Robot has VAR",
    "I save the command's output as {name:Text}": "the return value of Run Command",
    "the command's output should {check:Check}": "an assertion on the return value of Run Command",
}


def names(owner):
    methods = (getattr(owner, name, None) for name in dir(owner))
    return {method.robot_name for method in methods if getattr(method, "robot_name", None)}


def test_behave_has_all_the_keywords_that_robot_has():
    assert names(StepKeywords) == names(WsKeywords)


def test_every_keyword_has_a_sentence_or_a_reason():
    called = {name for _, function in DEFINITIONS for name in keywords(function)}
    assert names(WsKeywords) - called == set(ROBOT_ONLY)


def test_every_sentence_calls_a_keyword_or_has_a_reason():
    assert {sentence for sentence, function in DEFINITIONS if not keywords(function)} == set(BEHAVE_ONLY)


def test_the_catalogue_has_every_sentence_once_with_an_example_and_its_keyword():
    found = sentences()
    assert [sentence for sentence, *_ in found] == [sentence for sentence, _ in DEFINITIONS]
    for sentence, example, group, keyword in found:
        assert re.match(r"(Given|When|Then) ", example), sentence
        assert group in GROUPS, sentence
        assert set(keyword.split(", ")) <= names(WsKeywords) or sentence in BEHAVE_ONLY, sentence
    for expected in [
        (
            "{who:WhoSends} {text:TextTimes}",
            'When "alice" sends "hello"',
            "sending",
            "Send Text",
        ),
        (
            "{who:Receivers} should {receive:Receive} JSON containing{wait:Awaited}",
            'Then every other session should receive JSON containing:\n  """\n  {"type": "joined"}\n  """',
            "receiving",
            "Every Session Should Receive, Message Should Contain JSON",
        ),
        (
            "the connection should be refused{refusal:Refusal}",
            "Then the connection should be refused with status 403",
            "connection",
            "Opening WebSocket Should Fail, Opening Event Stream Should Fail",
        ),
    ]:
        assert expected in found


#: What the words of an example say which keyword it stands for: the first that fits.
WORDS = [
    (r"for \d+ \w+ every message", "Every Message Should"),
    (r"that message should|the last message of .* should", "Last Message Should"),
    (r"(try|tries) to connect|should be refused", "Opening WebSocket Should Fail"),
    (r"no session should receive|should receive nothing|should not receive", "No Message Should Arrive"),
    (r"every (other )?session.* should receive", "Every Session Should Receive"),
    (r"should eventually receive", "Wait For Message"),
    (r"receives messages until nothing", "Drain Messages"),
    (r"receives messages until", "Receive Messages Until"),
    (r"should be (closed|disconnected)|should close the connection", "Connection Should Be Closed"),
    (r"ignores", "Ignore Messages"),
    (r"crashes|restarts", "Restart App"),
]


def test_the_first_keyword_that_is_shown_is_what_the_words_of_the_example_say():
    wrong = []
    for _, example, _, keyword in sentences():
        said = next((name for words, name in WORDS if re.search(words, example.splitlines()[0])), "")
        if not keyword.startswith(said):
            wrong.append((example, keyword, said))
    assert wrong == []


def test_the_types_for_editors_name_every_field():
    types = json.loads(parameter_types())["cucumber.parameterTypes"]
    fields = {field for sentence, _ in DEFINITIONS for field in re.findall(r"\{([^}]*)\}", sentence)}
    assert {each["name"] for each in types} == fields
    assert all(re.compile(each["regexp"]) for each in types)
