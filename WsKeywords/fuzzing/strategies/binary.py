"""Bytes."""

from __future__ import annotations

from hypothesis import strategies as st

from .texts import SIZES

TRAPS = (
    b"",
    b"\0",
    b"\xff\xfe\xfd",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"{}",
    b'{"type":"join"}',
    b"\x1f\x8b\x08\0\0\0\0\0",
    b"\x80\x04N.",
    b"\xff\xd8\xff\xe0",
    b"\0\0\0\x01\xff\xff\xff\xff",
    b"\x93\x01\xc0\xc3",
)


def binaries(most: int) -> st.SearchStrategy[bytes]:
    """Bytes, at most so many."""
    short = st.lists(st.sampled_from(range(256)), max_size=min(24, most)).map(bytes)
    return st.one_of(st.sampled_from([trap for trap in TRAPS if len(trap) <= most] or [b""]), short)


def large_binaries(most: int) -> st.SearchStrategy[bytes]:
    """Bytes at the boundaries of sizes, up to the largest that is allowed."""
    sizes = sorted({size for size in (*SIZES, most) if size <= most})
    return st.builds(lambda size, byte: byte * size, st.sampled_from(sizes), st.sampled_from([b"\0", b"\xff", b"x"]))
