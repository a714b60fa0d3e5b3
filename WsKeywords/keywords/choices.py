"""Arguments that are one of a few words.

Not ``Literal``, though it says the same to a type checker: Robot converts that by itself, with an error that names no
nearest word, and for the arguments of an import it ends the run.
"""

from typing import TYPE_CHECKING, Literal, TypeAlias


class Argument:
    """Base of the types that keywords convert themselves."""


class Choice(Argument):
    """One of a few words, in any case."""

    words: tuple[str, ...] = ()


if TYPE_CHECKING:
    AsyncApiDirections: TypeAlias = Literal["both", "received"]
    AutoClose: TypeAlias = Literal["SCOPE", "SUITE", "MANUAL"]
    By: TypeAlias = Literal["peer", "us", "network"] | None
    BytesEncoding: TypeAlias = Literal["hex", "base64"] | None
    Direction: TypeAlias = Literal["received", "sent", "both"]
    FileFormat: TypeAlias = Literal["har", "json", "text"]
    Kind: TypeAlias = Literal["text", "binary"]
    ListFormat: TypeAlias = Literal["list", "text", "json"]
    LogMessages: TypeAlias = Literal["FULL", "SHORT", "NONE"]
    TextEncoding: TypeAlias = Literal["hex", "base64", "utf-8"] | None
    Transcripts: TypeAlias = Literal["ON_FAILURE", "ALWAYS", "NEVER"]
else:

    class AsyncApiDirections(Choice):
        """``both`` or ``received``."""

        words = ("both", "received")

    class AutoClose(Choice):
        """``SCOPE``, ``SUITE`` or ``MANUAL``."""

        words = ("SCOPE", "SUITE", "MANUAL")

    class By(Choice):
        """Who closed: ``peer``, ``us`` or ``network``."""

        words = ("peer", "us", "network")

    class BytesEncoding(Choice):
        """How a string stands for bytes: ``hex`` or ``base64``."""

        words = ("hex", "base64")

    class Direction(Choice):
        """``received``, ``sent`` or ``both``."""

        words = ("received", "sent", "both")

    class FileFormat(Choice):
        """``har``, ``json`` or ``text``."""

        words = ("har", "json", "text")

    class Kind(Choice):
        """The kind of a message: ``text`` or ``binary``."""

        words = ("text", "binary")

    class ListFormat(Choice):
        """``list``, ``text`` or ``json``."""

        words = ("list", "text", "json")

    class LogMessages(Choice):
        """``FULL``, ``SHORT`` or ``NONE``."""

        words = ("FULL", "SHORT", "NONE")

    class TextEncoding(Choice):
        """How a string stands for bytes: ``hex``, ``base64`` or ``utf-8``."""

        words = ("hex", "base64", "utf-8")

    class Transcripts(Choice):
        """``ON_FAILURE``, ``ALWAYS`` or ``NEVER``."""

        words = ("ON_FAILURE", "ALWAYS", "NEVER")


def choice_types() -> list[type[Choice]]:
    """All types of this file."""
    return Choice.__subclasses__()
