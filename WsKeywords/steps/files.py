"""Where a file is that a step names: beside the feature, wherever that was moved, or in the working directory."""

from __future__ import annotations

import os

from ..core.errors import InvalidArgument
from ..core.output import quote
from ..keywords.paths import inner_path
from .world import World


def beside(world: World, path: str) -> str:
    """The path of a file that may be there; one beside the feature comes first."""
    folder = _folder(world)
    if folder is None or os.path.isabs(path):
        return path
    whole = os.path.join(folder, path)
    # What leads out of there is looked for in the working directory.
    return whole if os.path.isfile(whole) and not _leads_out(path, folder) else path


def there(world: World, path: str) -> str:
    """As ``beside``, of a file that must be there.

    Raises:
        InvalidArgument: it is in neither place.
    """
    found, folder = beside(world, path), _folder(world)
    # What leads out of both is refused by the keyword, whether it is there or not.
    if folder is None or os.path.isabs(found) or _leads_out(found, os.getcwd()):
        return found
    if not os.path.exists(found):
        raise InvalidArgument(
            f"There is no file {quote(path)}, neither beside the feature, in {quote(folder)}, nor in the working "
            f"directory, {quote(os.getcwd())}."
        )
    return found


def _leads_out(path: str, folder: str) -> bool:
    try:
        inner_path(path, base=folder)
    except InvalidArgument:
        return True
    return False


def _folder(world: World) -> str | None:
    """That of the feature, unless it comes from elsewhere than a file."""
    feature = getattr(getattr(world.context, "feature", None), "filename", None)
    return os.path.dirname(os.path.abspath(feature)) if feature else None
