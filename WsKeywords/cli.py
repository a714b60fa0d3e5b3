"""The command ``wskeywords``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__

if TYPE_CHECKING:
    from importlib.abc import Traversable

NEXT = """\
Start your app, or change base_url in wskeywords.yaml, and in that folder run:
    robot first.robot
    behave
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code: 0, 1 when something cannot be written or was found, 2 for wrong arguments."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["fuzz"]:
        from .fuzzing.commandline import main as fuzz

        return fuzz(words[1:])
    parser = argparse.ArgumentParser(prog="wskeywords", description="Acceptance tests of WebSocket applications.")
    parser.add_argument("--version", action="version", version=f"WsKeywords {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    init = commands.add_parser(
        "init", help="write a starter project: a suite, a feature, its steps file, wskeywords.yaml"
    )
    init.add_argument("directory", nargs="?", default=".", metavar="DIR", help="where to (default: here)")
    commands.add_parser("fuzz", help="hold generated conversations with an app; wskeywords fuzz --help", add_help=False)
    given = parser.parse_args(words)
    try:
        return write_starter(Path(given.directory))
    except OSError as error:
        print(f"wskeywords init: {error.filename or given.directory}: {error.strerror}.", file=sys.stderr)
        return 1


def write_starter(directory: Path) -> int:
    """Write the files of the starter project that are not there yet, and say which."""
    for path, template in templates():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as file:  # x: what exists is never overwritten, whoever made it and when
                file.write(template.read_bytes())
            print(f"wrote  {target}")
        except FileExistsError:
            print(f"kept   {target}  (it was there)")
    print(f"\n{NEXT}", end="")
    return 0


def templates(folder: Traversable | None = None, path: str = "") -> Iterator[tuple[str, Traversable]]:
    """The files of the starter project with their paths in it."""
    folder = files("WsKeywords").joinpath("starter") if folder is None else folder
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from templates(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, entry


if __name__ == "__main__":
    sys.exit(main())
