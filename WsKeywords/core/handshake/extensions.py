"""What is offered in Sec-WebSocket-Extensions, and what the server may make of it (RFC 6455, 9.1; RFC 7692, 7.1)."""

from __future__ import annotations

import re

from ..errors import InvalidArgument
from ..output import quote
from ..suggest import nearest, one_of
from ..wire.deflate import Agreement

HEADER = "Sec-WebSocket-Extensions"
_NAME = "permessage-deflate"
_FLAGS = ("server_no_context_takeover", "client_no_context_takeover")
_WINDOWS = ("server_max_window_bits", "client_max_window_bits")
_PARAMETERS = (*_FLAGS, *_WINDOWS)
#: What browsers offer.
_DEFAULT = f"{_NAME}; client_max_window_bits"
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf'\s*({_TOKEN})\s*(?:=\s*(?:({_TOKEN})|"({_TOKEN})")\s*)?')
_BITS = re.compile(r"[89]|1[0-5]")
#: Names and their values; no value is ``None``.
Parameters = dict[str, str | None]


class _Fault(Exception):
    """Why a text is no extension that we know; the text fits after *but*."""


def offer(compression: bool | str) -> str | None:
    """The header's value for the option ``compression``; ``None`` when nothing is offered.

    Args:
        compression: ``True``, ``False``, or the parameters as RFC 7692 writes them, with ``;`` between them.

    Raises:
        InvalidArgument: a parameter that there is not, or a value that it cannot have.
    """
    if isinstance(compression, bool):
        return _DEFAULT if compression else None
    try:
        _checked(_parameters(compression.split(";")), given=True)
    except _Fault as fault:
        raise InvalidArgument(
            f"Expected compression to be True, False or parameters of permessage-deflate with semicolons between them, "
            f"such as {quote('server_no_context_takeover; client_max_window_bits=10')} (RFC 7692, section 7.1), but "
            f"{fault}."
        ) from None
    return f"{_NAME}; {compression.strip()}"


def agreed(answer: str, offered: str) -> Agreement | None:
    """What both ends have agreed on; ``None`` for no compression.

    Args:
        answer: the header of the answer; empty when there is none.
        offered: the header of the request.

    Raises:
        ValueError: the answer is not one to what was offered; the text says why.
    """
    if not answer.strip():
        return None
    try:
        extensions = _extensions(answer)
        for name, _ in extensions:
            if name != _NAME:
                raise _Fault(f"{quote(name, 100)} was not offered")
        if len(extensions) > 1:
            raise _Fault("permessage-deflate is there more than once")
        accepted = extensions[0][1]
        _checked(accepted, given=False)
        offers = [parameters for name, parameters in _offers(offered) if name == _NAME]
        if not offers:
            raise _Fault("permessage-deflate was not offered")
        faults = [_unasked(accepted, wanted) for wanted in offers]
    except _Fault as fault:
        raise ValueError(str(fault)) from None
    if all(faults):
        raise ValueError(faults[0])
    return _agreement(accepted, offers[faults.index("")])


def _extensions(header: str) -> list[tuple[str, Parameters]]:
    found = []
    for part in header.split(","):
        name, *parameters = part.split(";")
        if not re.fullmatch(_TOKEN, name.strip()):
            raise _Fault(f"{quote(part.strip(), 100)} is no extension")
        found.append((name.strip(), _parameters(parameters)))
    return found


def _offers(header: str) -> list[tuple[str, Parameters]]:
    """What a request offers, however it came into it: a test may have written the header itself, and wrong."""
    try:
        return _extensions(header)
    except _Fault:
        return []


def _parameters(texts: list[str]) -> Parameters:
    found: Parameters = {}
    for text in texts:
        match = _PARAMETER.fullmatch(text)
        if match is None:
            raise _Fault(f"{quote(text.strip(), 100)} is no parameter")
        if match[1] in found:
            raise _Fault(f'"{match[1]}" is there more than once')
        found[match[1]] = match[2] or match[3]
    return found


def _checked(parameters: Parameters, *, given: bool) -> None:
    """Raises _Fault unless each is a parameter with a value that it may have in an offer, or in an answer."""
    for name, value in parameters.items():
        if name not in _PARAMETERS:
            near = nearest(name, _PARAMETERS) if given else None
            hint = f' (did you mean "{near}"?)' if near else ""
            raise _Fault(f'"{name}" is none of {one_of(_PARAMETERS)}{hint}')
        if name in _FLAGS:
            if value is not None:
                raise _Fault(f'"{name}" has the value {quote(value, 20)}, and takes none')
        elif value is None and not (given and name == "client_max_window_bits"):
            raise _Fault(f'"{name}" has no value from 8 to 15')
        elif value is not None and not _BITS.fullmatch(value):
            raise _Fault(f'"{name}" is {quote(value, 20)}, not a number from 8 to 15')


def _unasked(answer: Parameters, wanted: Parameters) -> str:
    """Why the answer does not accept this offer (RFC 7692, 7.1.1 and 7.1.2); empty when it does."""
    for name in ("server_no_context_takeover", "server_max_window_bits"):
        if name in wanted and name not in answer:
            return f'"{name}" was offered, and must be in the answer'
    if "client_max_window_bits" in answer and "client_max_window_bits" not in wanted:
        return '"client_max_window_bits" was not offered'
    for name in _WINDOWS:
        limit, value = wanted.get(name), answer.get(name)
        if limit is not None and value is not None and int(value) > int(limit):
            return f'"{name}" is {value}, where at most {limit} was offered'
    return ""


def _agreement(answer: Parameters, wanted: Parameters) -> Agreement:
    # What we said of ourselves holds whether or not the answer repeats it (RFC 7692, 7.1.1.2 and 7.1.2.2).
    ours = answer.get("client_max_window_bits") or wanted.get("client_max_window_bits") or "15"
    return Agreement(
        server_no_context_takeover="server_no_context_takeover" in answer,
        client_no_context_takeover="client_no_context_takeover" in answer or "client_no_context_takeover" in wanted,
        server_max_window_bits=int(answer.get("server_max_window_bits") or "15"),
        client_max_window_bits=int(ours),
    )
