"""Texts: such as people write, and such as break what people write."""

from __future__ import annotations

from hypothesis import strategies as st

#: Sizes, in bytes, at which the framing of RFC 6455 (5.2) or a buffer changes.
SIZES = (0, 1, 125, 126, 127, 1023, 1024, 4096, 16384, 65535, 65536)
#: Hypothesis' own texts are not used: it would read all of Unicode first, and the constants of whatever is imported, so
#: that a seed would mean something else in another process.
_LETTERS = (
    *"abcdefghij klmnop qrstuvwxyz ABC XYZ 0123456789 .,:;!?-_/\\\"'`(){}[]<>@#$%^&*+=~|",
    *"\t\n\r\0\x01\x1b\x7f\x80\x85\xa0\xadäöüßéñøÅÆæœŁłŞşİıſΑωЖяאבعم९あア中文한글",
    *"\u0301\u0323\u200b\u200d\u200f\u2028\u2029\u202e\u2066\ufeff\ufffd\uffff\U0001f600\U0001f469\U000e0001\U0010ffff",
)
TRAPS = (
    "",
    " ",
    "\n",
    "\r\n",
    "\0",
    "\ufeff",
    "\u202e\u0627\u0628",
    "e\u0301\u0323",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\uffff\U0010ffff",
    "\u0130\u0131\u017f\u1e9e",
    "\u0000\u0001\x7f\x80\x85\u2028",
    "null",
    "None",
    "undefined",
    "true",
    "0",
    "-1",
    "NaN",
    "1e999",
    "{}",
    "[]",
    '""',
    "{",
    '{"',
    "'",
    "' OR '1'='1",
    "../../etc/passwd",
    "%s%n%d",
    "{0}{x.__class__}",
    "${7*7}{{7*7}}",
    "<script>alert(1)</script>",
    "\x1b[31m",
    "9" * 40,
    "/help",
    "/quit",
    "ping",
    "hello",
)


def texts(most: int) -> st.SearchStrategy[str]:
    """Texts of at most so many bytes of UTF-8; lone surrogates, which no text message may hold, are not among them."""
    short = short_texts(min(20, most // 4))
    return st.one_of(
        st.sampled_from([trap for trap in TRAPS if len(trap.encode()) <= most] or [""]),
        short,
        st.sampled_from(["hello", "a", "alice", "message"]),
    )


def short_texts(most: int) -> st.SearchStrategy[str]:
    """Texts of at most so many characters."""
    return st.lists(st.sampled_from(_LETTERS), max_size=most).map("".join)


def large_texts(most: int) -> st.SearchStrategy[str]:
    """Texts at the boundaries of sizes, up to the largest that is allowed."""
    sizes = sorted({size for size in (*SIZES, most) if size <= most})
    return st.builds(lambda size, letter: letter * size, st.sampled_from(sizes), st.sampled_from("ax0 "))
