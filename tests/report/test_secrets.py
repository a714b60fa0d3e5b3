"""What must not be shown is not: by name, and by value in every spelling in which a server may echo it."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from time import process_time, thread_time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import unhurried

from WsKeywords.core.output import DEFAULT_REDACT, MASK, Secrets, clean, hidden
from WsKeywords.core.redaction.protocols import masked_protocols

PASSWORD = "p/ss+wörd? 1&2"


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()


class TestNames:
    @pytest.mark.parametrize(
        "name", ["authorization", "Cookie", "SET-COOKIE", "access_token", "Access-Token", "accessToken", "X_API_KEY"]
    )
    def test_case_dash_and_underscore_make_no_difference(self, secrets: Secrets, name: str) -> None:
        assert secrets.is_secret_name(name)

    @pytest.mark.parametrize("name", ["tokens", "cookies_accepted", "author", "user", ""])
    def test_only_whole_names(self, secrets: Secrets, name: str) -> None:
        assert not secrets.is_secret_name(name)

    def test_names_of_the_user(self) -> None:
        secrets = Secrets([*DEFAULT_REDACT, "X-Pin.Code"])
        assert secrets.text('{"x_pin.code": "1234", "pin": "1234"}') == '{"x_pin.code": "•••", "pin": "1234"}'

    def test_no_names(self) -> None:
        assert Secrets([]).text('{"token": "abc"} ?token=abc') == '{"token": "abc"} ?token=abc'

    def test_hidden_asks_every_live_one(self) -> None:
        secrets = Secrets(["moon-phase"])
        assert hidden("Moon_Phase")
        del secrets
        assert not hidden("Moon_Phase")


class TestJson:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ('{"token":"abc","a":1}', '{"token":"•••","a":1}'),
            ('{ "token" :\n\t"abc" , "a": 1 }', '{ "token" :\n\t"•••" , "a": 1 }'),
            ('{"password": "a\\"b\\\\", "user": "ada"}', '{"password": "•••", "user": "ada"}'),
            ('{"pin": 1, "secret": 1234.5e6}', '{"pin": 1, "secret": "•••"}'),
            ('{"secret": {"a": ["]", {}]}, "b": 2}', '{"secret": "•••", "b": 2}'),
            ('{"secret": ["a", "}"], "b": 2}', '{"secret": "•••", "b": 2}'),
            ('[{"token": "a"}, {"token": "b"}]', '[{"token": "•••"}, {"token": "•••"}]'),
            ('{"tok\\u0065n": "abc"}', '{"token": "•••"}'),
            ('42["login",{"accessToken":"abc"}]', '42["login",{"accessToken":"•••"}]'),
            ('{"token": null, "secret": true, "password": ""}', '{"token": null, "secret": true, "password": ""}'),
            ('{"token": "#string", "secret": "##uuid"}', '{"token": "#string", "secret": "##uuid"}'),
            ('{"token": "abc', '{"token": "•••"'),
            ('{"secret": {"a": 1', '{"secret": "•••"'),
            ('{"text": "the token is in the post"}', '{"text": "the token is in the post"}'),
        ],
    )
    def test_values_under_names_and_the_layout_kept(self, secrets: Secrets, text: str, shown: str) -> None:
        assert secrets.text(text) == shown

    def test_json_in_a_string_of_json(self, secrets: Secrets) -> None:
        inner = json.dumps({"password": 'q"\\', "z": 1})
        text = json.dumps({"event": "login", "data": inner, "again": json.dumps({"data": inner})})
        shown = json.loads(secrets.text(text))
        assert json.loads(shown["data"]) == {"password": MASK, "z": 1}
        assert json.loads(json.loads(shown["again"])["data"]) == {"password": MASK, "z": 1}

    def test_a_parsed_value(self, secrets: Secrets) -> None:
        secrets.add("correct-horse")
        value = {"user": "ada", "token": "abc", "n": [1, {"secret": 7, "x": "a correct-horse"}], "password": None}
        shown = {"user": "ada", "token": MASK, "n": [1, {"secret": MASK, "x": f"a {MASK}"}], "password": None}
        assert secrets.json(value) == shown

    def test_a_deep_value_is_no_error(self, secrets: Secrets) -> None:
        deep: object = "end"
        for _ in range(900):
            deep = [deep]
        assert "end" not in str(secrets.json(deep))
        secrets.learn_json(deep)

    @unhurried
    @given(st.recursive(st.none() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)))
    def test_what_was_json_is_json_afterwards(self, value: object) -> None:
        secrets = Secrets()
        for text in (json.dumps({"token": value, "a": value}), json.dumps({"a": value, "b": "token"}, indent=1)):
            json.loads(secrets.text(text))

    @pytest.mark.parametrize(
        "text",
        [
            "\\" * 300_000,
            '"token' * 50_000,
            '"token" ' * 50_000,
            '{"token":' * 50_000,
            '"token":[' * 50_000,
            '\\"token\\":\\"' * 50_000,
            "token=" * 50_000,
            "\n cookie" * 50_000,
            " " * 300_000 + "cookie",
            "://" * 100_000 + "@",
            "://" + "a" * 300_000 + "@://",
            '"\\u00' * 50_000 + "token",
            "\\u0074oken" * 50_000,
        ],
    )
    def test_no_text_takes_long(self, text: str) -> None:
        secrets = Secrets([*DEFAULT_REDACT, "x-pin"])
        started = process_time()
        secrets.text(text)
        secrets.url(text)
        secrets.learn_url(text)
        assert process_time() - started < 15


class TestValues:
    @pytest.mark.parametrize("before", ["", "a", "ab", "user:"])
    @pytest.mark.parametrize("after", ["", "x", "xy", ":realm"])
    @pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
    @pytest.mark.parametrize("password", [PASSWORD, "12345678", "123456789", "ÿÿÿ>>>???"])
    def test_base64_alone_and_within_a_longer_text(self, before: str, after: str, encode, password: str) -> None:
        secrets = Secrets()
        secrets.add(password)
        encoded = encode((before + password + after).encode()).decode()
        shown = secrets.text(f"seen {encoded} end")
        assert MASK in shown
        # What is left of it tells nothing of the password: only whole characters of what stood around it.
        left = shown.removeprefix("seen ").removesuffix(" end").split(MASK)
        assert len(left[0]) <= len(before) * 4 // 3
        assert len(left[1]) <= len(after) * 4 // 3 + 3

    @pytest.mark.parametrize(
        "spell",
        [
            str,
            quote,
            quote_plus,
            lambda text: quote(text, safe=""),
            lambda text: quote(text, safe="").replace("%C3%B6", "%c3%b6").replace("%2F", "%2f").replace("%2B", "%2b")
            .replace("%3F", "%3f"),
            json.dumps,
            lambda text: json.dumps(text, ensure_ascii=False),
            lambda text: json.dumps(text).replace("/", "\\/"),
        ],
    )  # fmt: skip
    def test_spellings(self, secrets: Secrets, spell) -> None:
        secrets.add(PASSWORD)
        assert secrets.text(f"a {spell(PASSWORD).strip(chr(34))} b") == "a ••• b"

    def test_a_short_value_is_masked_under_its_name_only(self, secrets: Secrets) -> None:
        secrets.learn_json({"password": "admin12"})
        assert secrets.text('{"password": "admin12", "user": "admin12"}') == '{"password": "•••", "user": "admin12"}'

    def test_eight_characters_are_masked_everywhere(self, secrets: Secrets) -> None:
        secrets.learn_json({"password": "admin123"})
        assert secrets.text("hello admin123!") == "hello •••!"

    def test_the_longer_value_first(self, secrets: Secrets) -> None:
        secrets.add("horse-battery")
        secrets.add("ada:horse-battery")
        assert secrets.text("x ada:horse-battery y") == "x ••• y"

    def test_bytes(self, secrets: Secrets) -> None:
        secrets.add(PASSWORD)
        assert secrets.data(b"\xff\x00" + PASSWORD.encode() + b"\xfe") == b"\xff\x00" + MASK.encode() + b"\xfe"
        assert secrets.data(b'{"token": "x"}\xff') == b'{"token": "' + MASK.encode() + b'"}\xff'
        assert secrets.data(b"\x80 plain") == b"\x80 plain"

    def test_a_thousand_values(self, secrets: Secrets) -> None:
        values = [f"user-token-{number:04}" for number in range(1000)]
        for value in values:
            secrets.add(value)
        assert secrets.text(" ".join(values)) == " ".join([MASK] * 1000)
        basic = base64.b64encode(b"user-7:" + values[7].encode()).decode()
        assert secrets.text(f"Basic {basic}!").count(MASK) == 1
        assert base64.b64encode(values[7].encode()).decode()[4:-4] not in secrets.text(basic)

    def test_many_values_that_begin_alike_in_a_large_text(self, secrets: Secrets) -> None:
        values = [f"eyJhbGciOiJIUzI1NiJ9.{hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()}" for n in range(500)]
        for value in values:
            secrets.add(value)
        text = "eyJhbGciOiJIUzI1NiJ9." * 20_000 + " ".join(values)
        started = thread_time()
        assert secrets.text(text) == "eyJhbGciOiJIUzI1NiJ9." * 20_000 + " ".join([MASK] * 500)
        assert thread_time() - started < 1

    @pytest.mark.parametrize("before", range(9))
    def test_wherever_it_stands_among_many(self, secrets: Secrets, before: int) -> None:
        for number in range(20):
            secrets.add(f"secret{number:02}")
        for number in range(20):
            assert secrets.text("x" * before + f"secret{number:02}y") == "x" * before + "•••y"
        assert secrets.text("x" * before + "secret07") == "x" * before + "•••"

    def test_added_by_many_threads(self, secrets: Secrets) -> None:
        values = [f"value-{number:05}" for number in range(2000)]
        threads = [threading.Thread(target=lambda part=n: [*map(secrets.add, values[part::4])]) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert secrets.text(" ".join(values)) == " ".join([MASK] * 2000)

    def test_a_lone_surrogate_is_no_error(self, secrets: Secrets) -> None:
        secrets.add("pass\ud800word")
        assert secrets.text("a pass\ud800word b") == "a ••• b"

    def test_clean_knows_every_live_one(self) -> None:
        one, two = Secrets(), Secrets()
        one.add("first-secret")
        two.add("second-secret")
        assert clean("first-secret, second-secret") == "•••, •••"


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "value", "shown"),
        [
            ("Authorization", "Bearer abc", "Bearer •••"),
            ("authorization", "abc", "•••"),
            ("Proxy-Authorization", "Basic dXNlcjpwYXNz", "Basic •••"),
            ("Cookie", "sid=1; theme=dark", "sid=•••; theme=•••"),
            ("Set-Cookie", "sid=1; Path=/; HttpOnly", "sid=•••; Path=/; HttpOnly"),
            ("X-Api-Key", "abc", "•••"),
            ("X-Node", "a", "a"),
            ("Location", "/login?token=abc&x=1", "/login?token=•••&x=1"),
        ],
    )
    def test_shown(self, secrets: Secrets, name: str, value: str, shown: str) -> None:
        assert secrets.header(name, value) == shown

    def test_learnt(self, secrets: Secrets) -> None:
        basic = base64.b64encode(b"ada:correct-horse").decode()
        secrets.learn_headers(
            [
                ("Authorization", f"Basic {basic}"),
                ("Cookie", "sid=cookie-value-1; short=1"),
                ("Set-Cookie", "sid=cookie-value-2; Path=/a-long-path"),
                ("X-API-KEY", "api-key-value"),
                ("X-Node", "not-a-secret"),
            ]
        )
        text = f"{basic} correct-horse cookie-value-1 cookie-value-2 /a-long-path api-key-value not-a-secret"
        assert secrets.text(text) == "••• ••• ••• ••• /a-long-path ••• not-a-secret"

    def test_header_lines_in_a_text(self, secrets: Secrets) -> None:
        text = "GET / HTTP/1.1\r\nAuthorization: Bearer abc\r\nHost: a"
        assert secrets.text(text) == "GET / HTTP/1.1\r\nAuthorization: Bearer •••\r\nHost: a"
        assert secrets.text("token: we all like it") == "token: we all like it"


class TestUrls:
    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("ws://host/ws?token=abc&room=1", "ws://host/ws?token=•••&room=1"),
            ("ws://ada:secret@host:80/ws", "ws://•••@host:80/ws"),
            ("ws://ada@host/ws", "ws://•••@host/ws"),
            ("ws://ada:se/cr?et@host/ws", "ws://•••@host/ws"),
            ("ws://a:b@c:d@host", "ws://•••@host"),
            ("//ada:secret@host/ws", "//•••@host/ws"),
            ("/ws?access_token=abc", "/ws?access_token=•••"),
            ("ws://[::1]:80/@bob", "ws://[::1]:80/@bob"),
            ("ws://host/@bob", "ws://host/@bob"),
            ("ws://host/#access_token=abc", "ws://host/#access_token=•••"),
            ("ws://host:port/x", "ws://host:port/x"),
            ("", ""),
        ],
    )
    def test_shown(self, secrets: Secrets, url: str, shown: str) -> None:
        assert secrets.url(url) == shown

    def test_learnt(self, secrets: Secrets) -> None:
        secrets.learn_url("ws://ada:love%20lace@host/ws?token=query%2Bvalue&room=lobby-one")
        text = "love lace, love%20lace, query+value, query%2Bvalue, lobby-one"
        assert secrets.text(text) == "•••, •••, •••, •••, lobby-one"

    def test_in_a_text(self, secrets: Secrets) -> None:
        text = "moved to ws://ada:pw@host/ws?room=1&sid=7 today"
        assert secrets.text(text) == "moved to ws://•••@host/ws?room=1&sid=••• today"


class TestSubprotocols:
    @pytest.mark.parametrize(
        ("offered", "shown"),
        [
            ("chat.v2, token.correct-horse-7", "chat.v2, token.•••"),
            ("base64url.bearer.authorization.k8s.io.Q29ycmVjdA", "base64url.bearer.authorization.k8s.io.•••"),
            ("access_token, eyJhbGciOi.J9zdWI.x_y-z", "access_token, •••"),
            ("['bearer', 'Correct-horse']", "['bearer', '•••']"),
            ("token.v2, token.example.com, auth.example.com", "token.v2, token.example.com, auth.example.com"),
            ("token.${token}, chat.v2", "token.${token}, chat.v2"),
        ],
    )
    def test_a_token_among_them(self, secrets: Secrets, offered: str, shown: str) -> None:
        assert masked_protocols(offered) == shown
        secrets.learn_headers([("Sec-WebSocket-Protocol", offered)])
        assert secrets.value(offered) == shown
