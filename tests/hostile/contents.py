"""What a server may say to break a report, as the bytes that it sends."""

CONTENTS = {
    "lone-surrogate": b'{"a": "x\\ud800y"}',
    "controls": b"bell \x07 nul \x00 back \x08 delete \x7f next line \xc2\x85",
    "ansi": b"\x1b[31mred\x1b[0m \x1b]0;title\x07 \xc2\x9b31m",
    "html": b"*HTML* <blink>bold</blink>",
    "script": b"<script>alert(1)</script><img src=x onerror=alert(2)>",
    "cdata": b"]]> <![CDATA[ <!-- --> &amp; &#0;",
    "variable": b"${x} @{y} %{HOME} ${{1/0}} $x",
    "backslashes": b"C:\\new\\table \\x41 \\u0041 \\${x} \\",
    "bidi": "\u202e backwards \u2066 \ufeff \u2028 \ufffe".encode(),
    "astral": "\U0001f4a9 \U000e0001 Z\u0351\u036b\u0343".encode(),
    "one-line": b"x" * 5_000_000,
    "lines": b"line\n" * 100_000,
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep-objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "digits": b'{"n": ' + b"9" * 5000 + b"}",
    "not-a-number": b'{"n": NaN}',
    "infinity": b"[Infinity, -Infinity]",
    "huge-exponent": b'{"n": 1e999999}',
    "twice": b'{"role": "user", "role": "admin"}',
    "empty": b"",
}
