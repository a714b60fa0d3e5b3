"""``wskeywords fuzz``: its arguments. What they mean stands in ``command.py``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from WsKeywords.core.quantities import duration, size
from WsKeywords.core.suggest import nearest

from .options import FuzzOptions

_DEFAULTS = FuzzOptions()
_EPILOG = """\
TARGET is one of
  ws://host/path          one route (also wss://, http:// or https://)
  routes.txt              a file with a URL a line
  asyncapi.yaml           an AsyncAPI document, 2.x or 3.0: a file, or a URL
  chat.json, chat.har     a transcript that was saved
  package.module:app      an ASGI app, which is started; its routes are found

Exit status: 0 no conversation failed, 1 at least one did, 2 the run could not be made, 130 it was interrupted.
Settings for all runs stand in wskeywords.yaml under fuzz: (the names of the options with _ for -).
"""


class _Parser(argparse.ArgumentParser):
    """Offers the nearest option where one is misspelt."""

    def error(self, message: str) -> Any:
        words = message.partition("unrecognized arguments: ")[2].split()
        options = [option for action in self._actions for option in action.option_strings]
        hints = [near for word in words if word.startswith("-") and (near := nearest(word.partition("=")[0], options))]
        super().error(message + (f" (did you mean {hints[0]}?)" if hints else ""))


def _typed(read: Callable[[str], Any], allowed: str) -> Callable[[str], Any]:
    """A reader whose error says what is allowed."""

    def convert(text: str) -> Any:
        try:
            return read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f'expected {allowed}, but got "{text}"') from None

    return convert


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip():
        raise ValueError
    return name.strip(), value


def _header(text: str) -> tuple[str, str]:
    """``Name: value`` or ``Name=value``, whichever separator comes first."""
    at = min((at for at in (text.find(":"), text.find("=")) if at > 0), default=-1)
    if at < 0:
        raise ValueError
    return text[:at].strip(), text[at + 1 :].strip()


def _header_argument(text: str) -> tuple[str, str]:
    """As ``_header``; an error does not show what was given, which may be a secret alone."""
    try:
        return _header(text)
    except ValueError:
        characters = f"{len(text)} character{'' if len(text) == 1 else 's'}"
        raise argparse.ArgumentTypeError(
            f"expected NAME: VALUE, but what was given, {characters} long, has no name with a colon after it"
        ) from None


def _codes(text: str) -> tuple[int, ...]:
    return tuple(int(code) for code in text.split(","))


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(","))
    if not all(words):
        raise ValueError
    return words


_COUNT = _typed(int, "a whole number")
_TIME = _typed(duration, "a time such as 5, 500ms or 2m")


def parser() -> argparse.ArgumentParser:
    """The arguments of ``wskeywords fuzz``; what is not given stays None, so that the file's value can stand."""
    made = _Parser(
        prog="wskeywords fuzz",
        usage="wskeywords fuzz [options] [TARGET], where --help tells of the options",
        description="Hold generated conversations with the WebSocket routes of an app, and say what goes wrong.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("target", nargs="?", metavar="TARGET", help="what to fuzz; without it: target of wskeywords.yaml")
    _generation(made.add_argument_group("what is said"))
    _target(made.add_argument_group("what it is said to"))
    _judging(made.add_argument_group("what must hold"))
    _reports(made.add_argument_group("what is told"))
    return made


def _generation(group: Any) -> None:
    default = _DEFAULTS
    group.add_argument(
        "--examples",
        type=_COUNT,
        metavar="N",
        help=f"conversations generated for each route ({default.examples}); what its answers suggest is tried besides",
    )
    group.add_argument(
        "--max-messages", type=_COUNT, metavar="N", help=f"messages in one, at most ({default.max_messages})"
    )
    group.add_argument(
        "--max-message-size",
        type=_typed(size, "a number of bytes such as 65536 or 64KiB"),
        metavar="BYTES",
        help=f"of a message, at most ({default.max_message_size})",
    )
    group.add_argument("--sessions", type=_COUNT, metavar="N", help=f"in one, at most ({default.sessions})")
    group.add_argument("--seed", type=_COUNT, metavar="N", help="of the generator: the same conversations again")
    group.add_argument("--strategy", metavar="NAME", help="one strategy for messages, instead of what fits the route")
    group.add_argument(
        "--import",
        dest="imports",
        action="append",
        metavar="MODULE",
        help="a module that registers strategies; may be given several times",
    )
    group.add_argument(
        "--budget", type=_TIME, metavar="TIME", help=f"for the whole run, in seconds ({default.budget:g})"
    )
    group.add_argument("--rate", type=_typed(float, "a number"), metavar="N", help="conversations a second, at most")


def _target(group: Any) -> None:
    globs = _typed(_words, "globs with commas between them")
    pair = _typed(_pair, "NAME=VALUE")
    group.add_argument("--include", type=globs, metavar="GLOBS", help="only routes whose path matches one of these")
    group.add_argument("--exclude", type=globs, metavar="GLOBS", help="no route whose path matches one of these")
    group.add_argument(
        "--param", type=pair, action="append", metavar="NAME=VALUE", help="of a path or query; several: one of them"
    )
    group.add_argument(
        "--header",
        type=_header_argument,
        action="append",
        metavar="NAME:VALUE",
        help="of every handshake; VALUE may be $VARIABLE of the environment",
    )
    group.add_argument(
        "--auth",
        metavar="HOW",
        help="bearer:TOKEN, basic:USER:PASSWORD or query:NAME=VALUE; the secret may be $VARIABLE of the environment",
    )
    group.add_argument("--base-url", metavar="URL", help="where the app is, instead of what a document or file says")
    group.add_argument("--cwd", metavar="DIR", help="where module:app and relative files are looked for")
    group.add_argument("--no-verify", action="store_true", help="accept any TLS certificate")
    group.add_argument("--ca-cert", metavar="FILE", help="of the CAs to trust")
    group.add_argument(
        "--i-may-test",
        dest="may_test",
        action="append",
        metavar="HOST",
        help="this host is not this machine, and you may test it",
    )
    group.add_argument("--http", action="store_true", default=None, help="the app's HTTP routes too, by Schemathesis")
    group.add_argument("--config", metavar="FILE", help="instead of wskeywords.yaml")
    group.add_argument("--environment", metavar="NAME", help="of that file")


def _judging(group: Any) -> None:
    default = _DEFAULTS
    group.add_argument(
        "--timeout", type=_TIME, metavar="TIME", help=f"for a connection to open, in seconds ({default.timeout:g})"
    )
    group.add_argument(
        "--message-timeout", type=_TIME, metavar="TIME", help=f"for an answer ({default.message_timeout:g})"
    )
    group.add_argument("--answers-within", type=_TIME, metavar="TIME", help="every message is answered within this")
    group.add_argument(
        "--close-codes",
        type=_typed(_codes, "numbers with commas between them"),
        metavar="CODES",
        help=f"with which conversations are closed ({','.join(map(str, default.close_codes))})",
    )
    group.add_argument(
        "--validate-subprotocols",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="try and judge the negotiation of subprotocols (yes)",
    )
    group.add_argument(
        "--property",
        dest="properties",
        action="append",
        metavar="NAME",
        help="one more that must hold, or module:function, one of your own; --property=-NAME leaves one out",
    )


def _reports(group: Any) -> None:
    group.add_argument("--output", metavar="DIR", help="reports, and a suite and a feature for each failure")
    group.add_argument("--junit", metavar="FILE", help="JUnit XML")
    group.add_argument("--json", action=argparse.BooleanOptionalAction, default=None, help="fuzz.json in DIR (yes)")
    group.add_argument("--html", action=argparse.BooleanOptionalAction, default=None, help="fuzz.html in DIR (yes)")
    group.add_argument("--database", metavar="DIR", help="earlier failures, played first (.wskeywords/fuzz)")
    group.add_argument(
        "--verbose",
        action="store_true",
        default=None,
        help="a line for each conversation",
    )


def main(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    from .command import run

    return run(parser().parse_args(arguments))
