"""What a user may set for a run of generated conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FuzzOptions:
    """The options of ``wskeywords fuzz`` and of the keywords. Times are in seconds, sizes in bytes.

    Attributes:
        examples: conversations generated for each route; what follows from a server's answers is tried besides.
        max_messages: that one conversation sends at most.
        timeout: for a connection to open.
        message_timeout: for an answer, where one must come, and for the answer to a close.
        max_message_size: of a generated message.
        close_codes: with which conversations are closed.
        validate_subprotocols: whether the negotiation of subprotocols is tried and judged.
        include, exclude: globs on the routes' paths.
        seed: of the generator; None: a new one, which is reported.
        budget: seconds for the whole run, shrinking included.
        strategy: name of the strategy for messages; None: what fits the route best, mixed with everything else.
        properties: names to add (``determinism``) or, with a ``-`` before them, to leave out (``-no-1006``).
        checks: the user's own properties: functions that take a ``Course`` and return what is wrong, or None.
        answers_within: seconds within which every message must be answered; None: only judged where a schema or the
            route's own habit says that there is an answer.
        sessions: most sessions in one conversation.
        rate: conversations a second at most; None: as many as there can be on this machine, 10 elsewhere.
        may_test: hosts beside this machine that the user may test.
        parameters: values of path and query parameters by name.
        auth: ``bearer:TOKEN``, ``basic:USER:PASSWORD`` or ``query:NAME=VALUE``, for every handshake.
        headers: of every handshake.
        output: folder for reports and reproduction files; None: none are written.
        database: folder of earlier failures, which are played first; None: ``.wskeywords/fuzz``.
        verbose: whether the command tells of each conversation.
        session_options: further options of ``Sessions.open``, such as ``verify`` or ``ca_cert``.
    """

    examples: int = 100
    max_messages: int = 10
    timeout: float = 10.0
    message_timeout: float = 5.0
    max_message_size: int = 65536
    close_codes: tuple[int, ...] = (1000, 1001)
    validate_subprotocols: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    seed: int | None = None
    budget: float = 60.0
    strategy: str | None = None
    properties: tuple[str, ...] = ()
    checks: tuple[Callable[[Any], str | None], ...] = ()
    answers_within: float | None = None
    sessions: int = 3
    rate: float | None = None
    may_test: tuple[str, ...] = ()
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    auth: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    output: Path | None = None
    database: Path | None = None
    verbose: bool = False
    session_options: Mapping[str, Any] = field(default_factory=dict, repr=False)
