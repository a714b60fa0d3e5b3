"""What holds for any ``wskeywords.yaml``: it is used, or one error names the file, a line and what is wrong there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from WsKeywords.core.config import apply, load_config, load_yaml
from WsKeywords.core.errors import ConfigError
from WsKeywords.core.options import OPTION_NAMES

TEXTS = st.sampled_from(
    [
        *(
            "",
            "x",
            "5s",
            "-1s",
            "1e999",
            "9" * 400,
            "nan",
            "1 MiB",
            "true",
            "null",
            "ü🎉",
            "a\nb",
            "${HOME}",
            "${NO_SUCH}",
        ),
        *(
            "${",
            "$",
            "http://127.0.0.1:1",
            "ftp://x",
            "ws://[",
            "#uuid",
            "#uid",
            "a,b",
            "user:pw",
            "direct",
            "none",
            "/",
        ),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
MATCHERS = st.sampled_from(
    ["json_contains", "contains", "text", "regexp", "glob", "schema", "jsonpath", "hex", "conains"]
)


def mapping(keys: st.SearchStrategy[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(keys | TEXTS, values, max_size=3)


ANY = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=2) | mapping(TEXTS, inner), max_leaves=4)
ENVIRONMENT = mapping(
    st.sampled_from(["base_url", "headers", "verify", "ca_cert", "client_cert", "proxy", "no_proxy"]), ANY
)
PROFILE = mapping(st.sampled_from(OPTION_NAMES), ANY | mapping(MATCHERS, ANY))
FILES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("timeout", "open_timeout", "max_size", "max_unread", "redact"), ANY),
        "environments": ANY | mapping(st.just("local"), ANY | ENVIRONMENT),
        "completion": ANY | mapping(st.just("default"), ANY | mapping(MATCHERS, ANY)),
        "profiles": ANY | mapping(st.just("admin"), ANY | PROFILE),
        "profile": ANY,
    },
)


def refusal(path: Path, text: str) -> str | None:
    """What is said of a file; ``None``: all of it can be used. Any other exception fails the test."""
    path.write_text(text, encoding="utf-8")
    try:
        config = load_config(path)
        for environment in (None, *config.environments):
            profiles = apply(config, environment).profiles
            for name in profiles.names():
                profiles.profile(name)
            _ = profiles.completions
    except ConfigError as error:
        return str(error)
    return None


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("config") / "wskeywords.yaml"


@settings(max_examples=250)
@given(content=FILES, flow=st.booleans())
def test_a_file_is_used_or_one_error_says_where_it_is_wrong(path: Path, content: Any, flow: bool) -> None:
    text = yaml.safe_dump(content, default_flow_style=flow, allow_unicode=True)
    told = refusal(path, text)
    if told is not None:
        assert re.match(r"\S*wskeywords\.yaml, line \d+: |\S*wskeywords\.yaml ", told), told
        place = re.match(r"\S*, line (\d+): ", told)
        assert place is None or 1 <= int(place[1]) <= text.count("\n") + 1


#: What YAML and JSON can hold alike.
JSON = st.recursive(
    SCALARS.filter(lambda value: not isinstance(value, str))
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab:# -é🎉", max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(value=JSON)
@example(
    value={"on": ["yes", "no", "~", "null", "1e3", "0x1F", "2024-01-31", "<<", "=", "- a", "a: b", "#x", " ", "\t"]}
)
def test_what_was_json_is_the_same_as_yaml(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")
    assert load_yaml(path) == value


@given(value=JSON)
def test_what_a_yaml_library_writes_is_read_back(path: Path, value: Any) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    # It writes U+0085 as it is. That is a line break, of which YAML makes a space.
    assume("\x85" not in text)
    path.write_text(text, encoding="utf-8")
    assert load_yaml(path) == value
