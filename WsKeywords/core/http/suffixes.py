"""Public suffixes, such as ``co.uk``: names below which strangers have theirs, so that no cookie is for all of them.

The list is part of a package; nothing is fetched. It is read when it is first asked for, which takes some 40 ms.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..later import load

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    load("publicsuffixlist")
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def is_public(name: str) -> bool:
    """Whether a name, in lower case, is a public suffix; a last label that is not in the list is one too."""
    return _suffixes().is_public(name)


def registrable(name: str) -> str | None:
    """The public suffix of a name and one label more, which is what a site is; ``None`` of a public suffix itself."""
    return _suffixes().privatesuffix(name)
