"""The vocabulary of the Robot library: names, arguments, defaults, documentation."""

import inspect
import re
from typing import Any, get_args

import pytest
from robot.libdocpkg import LibraryDocumentation

from WsKeywords.core.options import OPTION_NAMES
from WsKeywords.keywords.arguments import CONVERTERS
from WsKeywords.keywords.base import Tag
from WsKeywords.keywords.choices import Argument
from WsKeywords.keywords.options import MATCHER_NAMES
from WsKeywords.library import WsKeywords

OPTIONS = (
    "headers=None subprotocols=None cookies=None params=None origin=None auth=None bearer=None http_session=None "
    "open_timeout=None max_size=None max_unread=None ping_interval=None ping_timeout=None compression={default} "
    "proxy=None ca_cert=None client_cert=None client_key=None verify={default} unix_socket=None ignore=None "
    "replies=None answer_pings={default} separator=None profile=None"
)
STREAM = (
    "headers=None params=None last_event_id=None cookies=None origin=None auth=None bearer=None http_session=None "
    "open_timeout=None max_size=None proxy=None ca_cert=None client_cert=None client_key=None verify=True "
    "unix_socket=None ignore=None profile=None"
)
OPENING = OPTIONS.format(default="True")
MATCHERS = "text= contains= regexp= glob= json= json_contains= schema= jsonpath= hex= kind= event= ignore_case=False"
ASSERTION = "operator=None expected= message=None"
#: Keyword → its arguments: positional or named, then after "*" named only; "/" ends positional only ones.
VOCABULARY = {
    "Open WebSocket": f"url session=default * {OPENING}",
    "Opening WebSocket Should Fail": (
        f"url session=default * status=None error=None ignore_case=False closed_within=None msg=None {OPENING}"
    ),
    "Open Event Stream": f"url session=default * {STREAM}",
    "Opening Event Stream Should Fail": (
        f"url session=default * status=None error=None ignore_case=False msg=None {STREAM}"
    ),
    "Open WebSockets": f"url count=None prefix=ws * users=None {OPENING}",
    "Switch Session": "session",
    "Get Session Names": "pattern=*",
    "Close WebSocket": "session=None * code=1000 reason= timeout=None",
    "Close All WebSockets": "",
    "Abort WebSocket": "session=None",
    "Reconnect WebSocket": f"session=None * attempts=5 backoff=100ms clear=False {OPTIONS.format(default='')}",
    "Connection Should Be Open": "session=None * msg=None",
    "Connection Should Be Closed": "session=None timeout=None * msg=None",
    "Connection Should Be Closed With Code": (
        "code reason=None by=None * ignore_case=False session=None timeout=None msg=None"
    ),
    "Get Close Code": f"{ASSERTION} * session=None",
    "Get Close Reason": f"{ASSERTION} * session=None",
    "Get Closed By": f"{ASSERTION} * session=None",
    "Get Subprotocol": f"{ASSERTION} * session=None",
    "Get Handshake Header": f"name {ASSERTION} * session=None",
    "Get Handshake Status": f"{ASSERTION} * session=None",
    "Send Text": "text / * session=None timeout=None",
    "Send JSON": "payload * session=None timeout=None",
    "Send Binary": "payload encoding=None * session=None timeout=None",
    "Send File": "path binary=False variables=None * session=None timeout=None",
    "Send Ping": "payload= * session=None timeout=None",
    "Send Fragments": "*parts binary=False session=None timeout=None",
    "Send Frame": "opcode payload= fin=True rsv=0 * session=None timeout=None",
    "Send To Every Session": "payload sessions=None * timeout=None",
    "Exchange Text": f"text / {ASSERTION} * match=None skip=False session=None timeout=None",
    "Exchange JSON": f"payload {ASSERTION} * match=None skip=False session=None timeout=None",
    "Receive Message": "timeout=None * session=None",
    "Receive Text": "timeout=None * session=None",
    "Receive Binary": "timeout=None * session=None",
    "Receive JSON": "timeout=None * session=None",
    "Receive Messages": "count as_json=False * timeout=None session=None",
    "Receive Messages Until": f"* {MATCHERS} timeout=None include_last=False as_json=False session=None",
    "Receive All Messages": "completion=None timeout=None as_json=True * session=None",
    "Collected Messages Should": (
        "* count=None every=None some=None joined=None text= contains= regexp= glob= ignore_case=False msg=None "
        "session=None"
    ),
    "Log In Users": (
        "users url * method=POST json= data=None headers=None params=None auth=None bearer=None http_session={name} "
        "save=None expected_status=2xx timeout=30s msg=None"
    ),
    "Drain Messages": "quiet=500ms timeout=None as_json=False * session=None",
    "Wait For Message": f"* {MATCHERS} keep_skipped=False unless=None timeout=None msg=None session=None",
    "Ignore Messages": f"* {MATCHERS} session=None",
    "Stop Ignoring": "session=None",
    "Get Messages": "direction=received * unread=False session=None",
    "Get Message Count": f"{ASSERTION} * unread=True timeout=0 session=None",
    "Get Transcript": "format=list * session=None",
    "Clear Messages": "session=None",
    "Get JSON Value": f"path {ASSERTION} * session=None",
    "Messages Should Arrive": (
        "*expected in_any_order=False in_order_per=None ignore_case=False timeout=None msg=None session=None"
    ),
    "Every Message Should": f"* {MATCHERS} within msg=None session=None",
    "No Message Should Arrive": f"* {MATCHERS} within=500ms include_read=False msg=None session=None",
    "Every Session Should Receive": f"* {MATCHERS} sessions=None excluding=None timeout=None msg=None",
    "Get Response Time": f"{ASSERTION} * since=None session=None",
    "Get Connect Time": f"{ASSERTION} * session=None",
    "Log Conversation": "sessions=*",
    "Save Transcript": "path sessions=* format=har",
}
ENDINGS = {
    "Be": "expected= encoding=None * ignore_case=False",
    "Contain": "*expected ignore_case=False",
    "Not Contain": "*expected ignore_case=False",
    "Match": "pattern= * ignore_case=False",
    "Match Regexp": "pattern= * ignore_case=False",
    "Be JSON": "expected= *",
    "Contain JSON": "expected= *",
    "Match Schema": "schema= *",
}
for _ending, _arguments in ENDINGS.items():
    VOCABULARY[f"Message Should {_ending}"] = f"{_arguments} timeout=None msg=None session=None"
    VOCABULARY[f"Last Message Should {_ending}"] = f"{_arguments} msg=None session=None"

LIBRARY = LibraryDocumentation("WsKeywords")
KEYWORDS = {keyword.name: keyword for keyword in LIBRARY.keywords}


def written(keyword: Any) -> str:
    """The arguments of a keyword, as the table above writes them."""
    words = []
    for argument in keyword.args:
        if argument.kind == argument.POSITIONAL_ONLY_MARKER:
            words.append("/")
        elif argument.kind == argument.NAMED_ONLY_MARKER:
            words.append("*")
        elif argument.kind == argument.VAR_POSITIONAL:
            words.append(f"*{argument.name}")
        else:
            words.append(argument.name if argument.default_repr is None else f"{argument.name}={argument.default_repr}")
    return " ".join(words)


@pytest.mark.parametrize("name", VOCABULARY)
def test_arguments(name: str) -> None:
    assert written(KEYWORDS[name]) == VOCABULARY[name]


def test_arguments_of_the_import() -> None:
    assert written(LIBRARY.inits[0]) == (
        "base_url=None * timeout=5 s open_timeout=10 s close_timeout=5 s max_size=16 MiB max_unread=100000 "
        "auto_close=SCOPE transcripts=ON_FAILURE log_messages=FULL redact= config=None environment=None"
    )


def test_the_shared_arguments_are_those_of_the_engine() -> None:
    assert set(re.findall(r"(\w+)=", OPENING)) == set(OPTION_NAMES)
    from WsKeywords.core.matching.matchers import MATCHER_ARGUMENTS

    assert set(MATCHER_NAMES) == set(MATCHER_ARGUMENTS)


METHODS = {
    method.robot_name: method
    for _, method in inspect.getmembers(WsKeywords, lambda member: hasattr(member, "robot_name"))
}


def documentation(name: str) -> str:
    """The whole documentation of a keyword; what Robot makes of its sections differs by version."""
    return inspect.getdoc(METHODS[name]) or ""


@pytest.mark.parametrize("name", KEYWORDS)
def test_documentation(name: str) -> None:
    keyword = KEYWORDS[name]
    assert set(keyword.tags) <= set(get_args(Tag))
    assert keyword.tags
    assert keyword.short_doc
    text = documentation(name)
    assert "\nExample:\n| " in text
    assert re.search(r"(?<!`)`[^`\n]+`(?!`)", text), "nothing related is named"
    for argument in keyword.args:
        assert not argument.name or f"\n    {argument.name}: " in text, f"{argument.name} is not documented"


def test_links_of_the_documentation_lead_somewhere() -> None:
    headings = set(re.findall(r"^= (.+) =$", LIBRARY.doc, re.MULTILINE)) | {"Importing", "Keywords"}
    texts = {name: documentation(name) for name in KEYWORDS} | {"the introduction": LIBRARY.doc}
    for where, text in texts.items():
        for target in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text):
            assert target in KEYWORDS or target in headings, f"`{target}` in {where} leads nowhere"


@pytest.mark.parametrize("name", KEYWORDS)
def test_no_keyword_takes_free_named_arguments(name: str) -> None:
    assert all(p.kind is not p.VAR_KEYWORD for p in inspect.signature(METHODS[name]).parameters.values())


def test_argument_types_are_converted_by_the_keyword() -> None:
    # Robot is shown their two bases while a test runs.
    assert [kind for kind in CONVERTERS if not issubclass(kind, Argument)] == []
