"""The sections *completion* and *profiles* of wskeywords.yaml, and the same in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from WsKeywords.core import Contains, ContainsJson, InvalidArgument, Sessions, WsError
from WsKeywords.core.config import Config, apply, find_config
from WsKeywords.core.errors import ConfigError
from WsKeywords.core.matching.matchers import MATCHER_ARGUMENTS
from WsKeywords.core.options import OPTION_NAMES
from WsKeywords.core.profiles import Profiles, over
from WsKeywords.core.suggest import all_of, one_of

FULL = """\
completion:
  default: {json_contains: {action: complete}}
  group: {contains: "done in ${ROOM}"}
profiles:
  admin:
    headers: {Authorization: "Bearer ${ADMIN_TOKEN}", X-Number: 7, X-Not-Sent: null}
    cookies: {sid: "${SID}"}
    params: {a: 1, b: [x, true]}
    subprotocols: chat.v2, chat.v1
    open_timeout: 500ms
    max_size: 1 MiB
    ping_interval: 2s
    verify: ca.pem
    compression: false
    ignore: {contains: heartbeat}
    separator: "\\x1e"
    completion: group
  guest:
    bearer: ${GUEST_TOKEN}
    completion: {default: {text: bye}, other: {contains: other}}
  plain:
"""
OPTIONS = ", ".join([name for name in OPTION_NAMES if name != "profile"]) + " and completion"
MATCHERS = all_of(MATCHER_ARGUMENTS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ca.pem").write_text("")
    for name, value in {"ADMIN_TOKEN": "token-of-admin", "SID": "id-of-session", "ROOM": "lobby"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GUEST_TOKEN", raising=False)
    return tmp_path


def profiles(text: str) -> Profiles:
    Path("wskeywords.yaml").write_text(text, encoding="utf-8")
    return apply(find_config()).profiles


def test_a_completion_message_may_be_called_as_a_matcher_argument_is(folder: Path) -> None:
    found = profiles("completion: {event: {json_contains: {action: event_complete}}, text: {text: bye}}").completions()
    assert sorted(found) == ["event", "text"]


def test_everything(folder: Path) -> None:
    found = profiles(FULL.replace("  plain:\n", "  plain: {}\n"))
    assert found.names() == ("admin", "guest", "plain")
    admin = found.profile("admin")
    assert admin.options == {
        "headers": {"Authorization": "Bearer token-of-admin", "X-Number": "7", "X-Not-Sent": None},
        "cookies": {"sid": "id-of-session"},
        "params": {"a": "1", "b": ["x", "true"]},
        "subprotocols": ["chat.v2", "chat.v1"],
        "open_timeout": 0.5,
        "max_size": 1 << 20,
        "ping_interval": 2.0,
        "verify": "ca.pem",
        "compression": False,
        "ignore": Contains("heartbeat"),
        "separator": "\x1e",
    }
    assert admin.secrets == ("token-of-admin", "id-of-session")
    assert admin.completion == {"default": Contains("done in lobby")}
    assert found.profile("plain").options == {}
    assert found.completion(None, None, "s") == ContainsJson({"action": "complete"})
    assert found.completion(None, "admin", "s") == Contains("done in lobby")
    assert found.completion("group", "admin", "s") == Contains("done in lobby")
    assert found.completion({"contains": "x"}, "admin", "s") == Contains("x")
    assert found.completion(None, "plain", "s") == ContainsJson({"action": "complete"})


def test_variables_are_looked_up_for_the_profile_that_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = profiles(FULL.replace("  plain:\n", ""))
    with pytest.raises(ConfigError) as caught:
        found.profile("guest")
    assert str(caught.value).startswith('wskeywords.yaml, line 19: the environment variable "GUEST_TOKEN" is not set')
    monkeypatch.setenv("GUEST_TOKEN", "token-of-guest")
    assert found.profile("guest").options == {"bearer": "token-of-guest"}
    assert found.profile("guest").secrets == ("token-of-guest",)
    monkeypatch.setenv("GUEST_TOKEN", "")
    with pytest.raises(ConfigError) as caught:
        found.profile("guest")
    assert str(caught.value) == (
        'wskeywords.yaml, line 19: bearer of the profile "guest" must be a text that is not empty, but it is '
        '"${GUEST_TOKEN}".'
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("profiles: [a]", "line 1: profiles must be a mapping (name: value), but it is a list."),
        ("profiles: {a: b}", 'line 1: the profile "a" must be a mapping (name: value), but it is "b".'),
        (
            "profiles:\n  admin:\n    header: {}\n",
            f'line 3: unknown key "header" of the profile "admin"; did you mean "headers"? The keys are {OPTIONS}.',
        ),
        (
            "profiles:\n  admin:\n    profile: other\n",
            f'line 3: unknown key "profile" of the profile "admin". The keys are {OPTIONS}.',
        ),
        (
            "profiles:\n  admin:\n    headers: {X-A: [1]}\n",
            'line 3: "X-A" in headers of the profile "admin" must be a text, but it is a list.',
        ),
        (
            "profiles:\n  admin:\n    headers: Bearer x\n",
            'line 3: headers of the profile "admin" must be a mapping (name: value), but it is "Bearer x".',
        ),
        (
            "profiles: {admin: {open_timeout: soon}}",
            'line 1: open_timeout of the profile "admin" must be a time such as 5s, 500ms or 2 minutes, but it is '
            '"soon".',
        ),
        (
            "profiles: {admin: {max_unread: 0}}",
            'line 1: max_unread of the profile "admin" must be a number of messages, at least 1, but it is 0.',
        ),
        (
            "profiles: {admin: {answer_pings: maybe}}",
            'line 1: answer_pings of the profile "admin" must be true or false, but it is "maybe".',
        ),
        (
            "profiles: {admin: {subprotocols: [1]}}",
            'line 1: subprotocols of the profile "admin" must be a list of names or a text with commas, but it is a '
            "list.",
        ),
        (
            "profiles:\n  admin:\n    auth: a:b\n    bearer: c\n",
            'line 2: the profile "admin" cannot be used: auth and bearer both set the Authorization header: give one '
            "of them.",
        ),
        (
            "profiles: {admin: {bearer: '${}'}}",
            "line 1: ${} names no environment variable.",
        ),
        (
            "profiles:\n  admin:\n    ignore: {contain: x}\n",
            'line 3: unknown matcher argument "contain" of ignore of the profile "admin"; did you mean "contains"? '
            f"They are {MATCHERS}; JSON to look for is written json_contains: {{…}}.",
        ),
        (
            "completion: {group: {x: 1}}\nprofiles:\n  admin:\n    completion: grop\n",
            'line 1: unknown matcher argument "x" of the completion message "group". '
            f"They are {MATCHERS}; JSON to look for is written json_contains: {{…}}.",
        ),
        (
            "completion: {group: {contains: x}}\nprofiles:\n  admin:\n    completion: grop\n",
            'line 4: the profile "admin" names the unknown completion message "grop"; did you mean "group"? '
            "There is group.",
        ),
        (
            "profiles:\n  admin:\n    completion: group\n",
            'line 3: the profile "admin" names the unknown completion message "group". None is named under completion.',
        ),
        (
            "completion:\n  default: {}\n",
            'line 2: the completion message "default" cannot be used: Nothing to check: give at least one of '
            f"{one_of(MATCHER_ARGUMENTS)}. In Robot Framework a cell that begins with # is a comment: a marker is "
            "written \\#array there.",
        ),
        (
            "completion:\n  default: done\n",
            'line 2: the completion message "default" must be a mapping (name: value), but it is "done".',
        ),
        (
            "completion:\n  json_contains: {action: complete}\n",
            'line 2: completion holds messages by name, but "json_contains" is a matcher argument; write completion: '
            "{default: {json_contains: …}}.",
        ),
        (
            "completion:\n  default: {jsonpath: x}\n",
            'line 2: the completion message "default" cannot be used: Expected argument "jsonpath" to be a JSONPath '
            '(RFC 9535), but "x" does not begin with $: write "$.x".',
        ),
    ],
)
def test_one_clear_error(folder: Path, text: str, error: str) -> None:
    Path("wskeywords.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Config("wskeywords.yaml")
    assert str(caught.value) == f"wskeywords.yaml, {error}"


def asked(found: Profiles, name: str) -> str:
    with pytest.raises(WsError) as caught, Sessions(profiles=found) as sessions:
        sessions.open("ws://127.0.0.1:9/", profile=name)
    return str(caught.value)


def test_unknown_profiles(folder: Path) -> None:
    assert asked(profiles("profiles: {admin: {}, guest: {}}"), "admn") == (
        'wskeywords.yaml has no profile "admn"; did you mean "admin"? It has admin and guest.'
    )
    assert asked(profiles("timeout: 1s"), "admin") == 'wskeywords.yaml has no profiles, but "admin" was asked for.'
    assert asked(apply(None).profiles, "admin") == (
        f'The profile "admin" was asked for, but there is no wskeywords.yaml in "{folder}": name the file with '
        "config=${CURDIR}/wskeywords.yaml."
    )
    assert asked(Profiles(), "admin") == 'Sessions has no profiles, but "admin" was asked for.'
    assert asked(Profiles({"admin": {}}), "admn") == (
        'Sessions has no profile "admn"; did you mean "admin"? It has admin.'
    )


def test_a_file_that_an_option_names_is_beside_the_configuration_and_there(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "my.yaml").write_text("profiles: {a: {ca_cert: ca.pem}}")
    (folder / "sub" / "ca.pem").write_text("")
    assert Config("sub/my.yaml").profiles.profile("a").options == {"ca_cert": "sub/ca.pem"}
    (folder / "sub" / "ca.pem").unlink()
    with pytest.raises(ConfigError) as caught:
        Config("sub/my.yaml").profiles.profile("a")
    assert str(caught.value) == (
        'sub/my.yaml, line 1: ca_cert of the profile "a" must be a file that exists, but there is no "sub/ca.pem".'
    )


@pytest.mark.parametrize(
    ("profile", "call", "both"),
    [
        ({"origin": "a", "max_size": 1}, {"origin": "b"}, {"origin": "b", "max_size": 1}),
        (
            {"headers": {"X-A": "1", "X-B": "1"}},
            {"headers": {"x-a": "2", "X-C": "2"}},
            {"headers": {"X-B": "1", "x-a": "2", "X-C": "2"}},
        ),
        (
            {"params": {"a": "1"}, "cookies": {"c": "1"}},
            {"params": {"b": "2"}},
            {"params": {"a": "1", "b": "2"}, "cookies": {"c": "1"}},
        ),
        ({"auth": "a:b"}, {"bearer": "c"}, {"bearer": "c"}),
        ({"bearer": "a"}, {"headers": {"authorization": "x"}}, {"headers": {"authorization": "x"}}),
        ({"ca_cert": "a.pem"}, {"verify": False}, {"verify": False}),
        ({"ca_cert": "a.pem"}, {"verify": True}, {"ca_cert": "a.pem", "verify": True}),
        ({"verify": False}, {"ca_cert": "a.pem"}, {"ca_cert": "a.pem"}),
        ({"client_cert": "a", "client_key": "b"}, {"client_cert": "c"}, {"client_cert": "c"}),
        ({"proxy": "http://p"}, {"unix_socket": "/s"}, {"unix_socket": "/s"}),
    ],
)
def test_what_the_call_says_wins(profile: dict[str, Any], call: dict[str, Any], both: dict[str, Any]) -> None:
    assert over(profile, call) == both


def test_the_same_in_python() -> None:
    found = Profiles(
        {"admin": {"bearer": "x", "completion": "group"}, "own": {"completion": {"other": {"text": "o"}}}, "none": {}},
        {"group": {"contains": "g"}},
    )
    assert found.profile("admin").options == {"bearer": "x"}
    assert found.completion(None, "admin", "s") == Contains("g")
    assert found.completion(Contains("x"), "admin", "s") == Contains("x")
    with pytest.raises(ConfigError) as caught:
        found.completion(None, "own", "alice")
    assert str(caught.value) == (
        'Nothing says which message ends all messages of session "alice": Sessions has no completion message '
        '"default", nor has its profile "own". It has group and other: completion=group means that one.\n'
        'For this call give completion={"json_contains": {"action": "complete"}}, or write for all:\n'
        '    Sessions(completion={"default": {"json_contains": {"action": "complete"}}})'
    )
    with pytest.raises(ConfigError) as caught:
        found.completion("othr", "own", "alice")
    assert str(caught.value) == (
        'Sessions has no completion message "othr"; did you mean "other"? It has group and other.'
    )


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"profiles": {"a": {"header": {}}}}, '"header" is no option of a connection. Did you mean "headers"?'),
        ({"profiles": {"a": {"profile": "b"}}}, 'The profile "a" cannot name another profile.'),
        ({"completion": {"a": {"contain": "x"}}}, '"contain" is no matcher argument of "completion.a".'),
        ({"completion": {"a": "x"}}, 'Expected argument "completion.a" to be a dict of matcher arguments such as '),
    ],
)
def test_python_that_cannot_be_used(given: dict[str, Any], error: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Sessions(**given)
    assert str(caught.value).startswith(error)
