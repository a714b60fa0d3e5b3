"""Paths of files that keywords read and write: a relative one does not lead out of the folder that it is relative to.

What a test sends, expects or saves lies beside it. A name that comes from elsewhere, perhaps from a server, must not
reach any file of the machine by way of ``../``.
"""

import os
from typing import Any

from ..core.errors import InvalidArgument
from ..core.output import quote
from .converters import to_path


def inner_path(value: Any, name: str = "path", base: "str | None" = None) -> str:
    """A path as it was given; an absolute one may lead anywhere.

    Args:
        value: The path.
        name: The argument, for errors.
        base: What a relative path is relative to, instead of the working directory.

    Raises:
        InvalidArgument: It leads out of there.
    """
    path = to_path(value, name)
    if os.path.isabs(path):
        return path
    folder = base or os.getcwd()
    whole = os.path.normpath(os.path.join(folder, path))
    if os.path.normpath(path).split(os.sep)[0] != os.pardir:
        # A link may lead out, too; a file that is to be written need not be there.
        home, whole = os.path.realpath(folder), os.path.realpath(os.path.join(folder, path))
        if whole == home or whole.startswith(home.rstrip(os.sep) + os.sep):
            return path
    raise InvalidArgument(
        f'Expected argument "{name}" to be the path of a file in the folder {quote(folder)} or below it, but '
        f"{quote(path)} leads out of it. An absolute path may lead anywhere: {quote(whole)}."
    )
