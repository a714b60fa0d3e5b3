"""What a cell becomes: each converter, what it takes, and the whole error for what it does not take."""

from datetime import timedelta
from pathlib import Path

import pytest
from robot.api.types import Secret

from WsKeywords.core.errors import InvalidArgument
from WsKeywords.keywords import converters as to
from WsKeywords.keywords.unveiling import walk


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("500ms", 0.5),
        ("2 minutes", 120),
        ("1.5", 1.5),
        ("01:30", 90),
        ("0", 0),
        (2, 2),
        (0.25, 0.25),
        (timedelta(seconds=3), 3),
        ("1 day", 86400),
        ("10 us", 0.00001),
    ],
)
def test_times(given: object, seconds: float) -> None:
    assert to.to_duration(given).total_seconds() == seconds


@pytest.mark.parametrize("given", ["soon", "", "1 parsec", True, None, "nan", "inf", "1e400", [1], "٣ qs"])
def test_what_is_no_time(given: object) -> None:
    with pytest.raises(InvalidArgument) as error:
        to.to_duration(given)
    assert str(error.value) == (
        'Expected argument "timeout" to be a time such as 500ms, 2 seconds, 1.5 or 01:30, '
        f"but it was {to.shown(given)}."
    )


def test_a_time_is_not_negative() -> None:
    with pytest.raises(InvalidArgument) as error:
        to.to_duration("-1s", "within")
    assert str(error.value) == 'Expected argument "within" to be a time that is not negative, but it was "-1s".'


@pytest.mark.parametrize(
    ("given", "expected"),
    [("True", True), ("no", False), ("ON", True), ("0", False), (1, True), (False, False)],
)
def test_flags(given: object, expected: bool) -> None:
    assert to.to_flag(given, "binary") is expected


@pytest.mark.parametrize("given", ["maybe", "", None, 2, [], "None"])
def test_what_is_no_flag(given: object) -> None:
    with pytest.raises(InvalidArgument) as error:
        to.to_flag(given, "binary")
    assert str(error.value) == f'Expected argument "binary" to be True or False, but it was {to.shown(given)}.'


@pytest.mark.parametrize(("given", "expected"), [("7", 7), ("0x1F", 31), ("1 000", 1000), (3.0, 3), (5, 5), ("-1", -1)])
def test_integers(given: object, expected: int) -> None:
    assert to.to_int(given, "count") == expected


@pytest.mark.parametrize("given", ["two", "", "1.5", 1.5, True, None])
def test_what_is_no_integer(given: object) -> None:
    with pytest.raises(InvalidArgument) as error:
        to.to_int(given, "count")
    assert str(error.value) == f'Expected argument "count" to be an integer, but it was {to.shown(given)}.'


@pytest.mark.parametrize(
    ("given", "expected"),
    [("65536", 65536), ("64 KiB", 65536), ("16MiB", 16 << 20), ("1 MB", 1_000_000), ("1.5k", 1500), (10, 10)],
)
def test_sizes(given: object, expected: int) -> None:
    assert to.to_size(given, "max_size") == expected


@pytest.mark.parametrize("given", ["big", "9" * 400, "1 TB"])
def test_what_is_no_size(given: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        to.to_size(given, "max_size")
    assert str(error.value) == (
        f'Expected argument "max_size" to be a number of bytes such as 65536, 64 KiB or 16 MiB, but it was "{given}".'
    )


@pytest.mark.parametrize(("given", "expected"), [("x", "x"), ("", ""), (42, "42"), (1.5, "1.5"), (Path("a"), "a")])
def test_texts(given: object, expected: str) -> None:
    assert to.to_text(given, "text") == expected


@pytest.mark.parametrize("given", [None, True, object, b"x", {"a": 1}, [1]])
def test_what_is_no_text(given: object) -> None:
    with pytest.raises(InvalidArgument, match=r'^Expected argument "text" to be text, but it was '):
        to.to_text(given, "text")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('{"a": [true, null]}', {"a": [True, None]}),
        ("{'a': [True, None]}", {"a": [True, None]}),
        ({"a": 1}, {"a": 1}),
        ("42", 42),
        ("null", None),
        ("None", None),
        ('"text"', '"text"'),
        ("'text'", '"text"'),
        (None, None),
    ],
)
def test_json(given: object, expected: object) -> None:
    once = to.to_json(given, "payload")
    assert once == expected
    assert to.to_json(once, "payload") == once


def test_json_value_of_a_string() -> None:
    assert to.json_value(to.to_json('"a \\"b\\""', "payload"), "payload") == 'a "b"'


@pytest.mark.parametrize(
    ("given", "names"),
    [("a,b", ["a", "b"]), (" a , b* ", ["a", "b*"]), ("*", ["*"]), (["a"], ["a"]), ('["a", "b"]', ["a", "b"])],
)
def test_names(given: object, names: list[str]) -> None:
    assert to.to_names(given, "sessions") == names


@pytest.mark.parametrize("given", ["", "a,,b", ",", [], [""], [1], None, "[]", {"a": 1}])
def test_what_is_no_list_of_names(given: object) -> None:
    with pytest.raises(InvalidArgument) as error:
        to.to_names(given, "sessions")
    assert str(error.value).startswith('Expected argument "sessions" to be names of sessions (a,b), a glob or a list, ')


def test_verify(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.touch()
    assert to.to_verify("False") is False
    assert to.to_verify(True) is True
    assert to.to_verify(str(ca)) == str(ca)
    with pytest.raises(InvalidArgument) as error:
        to.to_verify("perhaps")
    assert str(error.value) == (
        'Expected argument "verify" to be True, False or the path of a CA file that exists, but it was "perhaps".'
    )
    with pytest.raises(InvalidArgument) as error:
        to.to_verify("certs/ca.pem")
    assert str(error.value) == (
        'Expected argument "verify" to be True, False or the path of a CA file that exists '
        f'(seen from "{Path.cwd()}"), but it was "certs/ca.pem".'
    )


@pytest.mark.parametrize(("given", "was"), [("", '""'), ("a,,b", '"a,,b"'), ([""], "[''] (list)")])
def test_an_empty_subprotocol(given: object, was: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        to.to_words(given)
    assert str(error.value) == (
        'Expected argument "subprotocols" to be a list of names, none of them empty, or left out where there are none, '
        f"but it was {was}."
    )


def test_headers_keep_none_and_secrets() -> None:
    secret = Secret("hush")
    given = {"A": None, "B": 1, "C": True, "D": secret, "E": "x"}
    assert to.to_headers(given) == {"A": None, "B": "1", "C": "true", "D": secret, "E": "x"}
    assert to.to_headers('{"A": null}') == {"A": None}
    with pytest.raises(InvalidArgument) as error:
        to.to_headers("[1]")
    assert str(error.value) == 'Expected argument "headers" to be a dict such as {"name": "value"}, but it was "[1]".'


def test_params_may_repeat() -> None:
    assert to.to_params({"a": [1, "2"], "b": None}) == {"a": ["1", "2"], "b": None}


def test_choices() -> None:
    read = to.to_choice(("peer", "us", "network"))
    assert read("PEER", "by") == "peer"
    with pytest.raises(InvalidArgument) as error:
        read("pear", "by")
    assert (
        str(error.value) == 'Expected argument "by" to be peer, us or network, but it was "pear". Did you mean "peer"?'
    )


@pytest.mark.parametrize(
    ("payload", "encoding", "expected"),
    [
        (b"\x00", None, b"\x00"),
        (bytearray(b"ab"), "hex", b"ab"),
        ("00 ff:10", "hex", b"\x00\xff\x10"),
        ("0x00FF", "hex", b"\x00\xff"),
        ("AP8Q", "base64", b"\x00\xff\x10"),
        ("ü", "utf-8", b"\xc3\xbc"),
        ("", "hex", b""),
    ],
)
def test_bytes(payload: object, encoding: str | None, expected: bytes) -> None:
    assert to.to_bytes(payload, encoding) == expected


@pytest.mark.parametrize("payload", ["0", "xy"])
def test_what_is_no_hexadecimal(payload: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        to.to_bytes(payload, "hex")
    assert str(failure.value) == (
        'Expected argument "payload" to be bytes such as "20 02 ff", '
        f'but "{payload}" in "{payload}" is not two hex digits.'
    )


@pytest.mark.parametrize(("payload", "encoding"), [("AP8", "base64"), ("\ud800", "utf-8")])
def test_what_is_not_in_the_encoding(payload: str, encoding: str) -> None:
    with pytest.raises(InvalidArgument, match=rf'^Expected argument "payload" to be {encoding}, but it was '):
        to.to_bytes(payload, encoding)


def test_secrets_are_revealed_where_they_may_be() -> None:
    seen = []

    def reveal(secret: Secret) -> str:
        seen.append(secret.value)
        return str(secret.value)

    value = {"a": [Secret("one"), {"b": Secret("two")}], "c": 3}
    assert walk(value, "payload", reveal) == {"a": ["one", {"b": "two"}], "c": 3}
    assert seen == ["one", "two"]
    with pytest.raises(InvalidArgument, match=r'^Argument "text" got a Secret'):
        walk(Secret("x"), "text", None)


@pytest.mark.parametrize(
    "value", ["a <secret> b", ["<secret>"], {"k": "<secret>"}, {"<secret>": 1}, {"a": [["<secret>"]]}]
)
def test_a_secret_that_robot_wrote_into_a_text_is_an_error(value: object) -> None:
    with pytest.raises(InvalidArgument, match='holds the text "<secret>"'):
        walk(value, "payload", str)
