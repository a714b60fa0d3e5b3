"""Every sentence of the step grammar, expanded: what is written, the definition it means, and its arguments."""

from __future__ import annotations

from collections.abc import Iterator

from . import acting, arriving, asking, fuzzing, living
from .parts import SAVED, Sentence

__all__ = ["SAVED", "Sentence", "every_sentence"]

FAMILIES = (
    arriving.receiving,
    arriving.taking,
    acting.sending,
    acting.connecting,
    acting.users,
    acting.closing,
    living.liveness,
    living.guards,
    asking.values,
    asking.http,
    asking.app,
    asking.saving,
    fuzzing.fuzzing,
)


def every_sentence() -> Iterator[Sentence]:
    """All of the grammar."""
    for family in FAMILIES:
        yield from family()
