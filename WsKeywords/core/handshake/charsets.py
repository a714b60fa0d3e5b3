"""Bodies as text, by the charset that their server names."""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(r"charset\s*=[\s\"']*([^\s\"';,]+)", re.IGNORECASE)
#: Codecs of Python that are no charsets of the web: one takes the square of the time that a text should, others warn.
_NO_CHARSETS = ("punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined")
_LONGEST = 40


def decoded(body: bytes, content_type: str) -> str:
    """A body as text: by the charset of a Content-Type, else UTF-8; what cannot be decoded becomes U+FFFD."""
    found = _CHARSET.search(content_type)
    if found is None or len(found[1]) > _LONGEST:
        return body.decode("utf-8", "replace")
    try:
        name = codecs.lookup(found[1]).name
        return body.decode("utf-8" if name in _NO_CHARSETS else name, "replace")
    except (LookupError, ValueError):  # one that nobody knows, or that is none of texts
        return body.decode("utf-8", "replace")
