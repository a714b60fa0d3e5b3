"""Earlier failures, which are played first: a folder with one JSON file for each conversation."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from .conversation import Conversation
from .hiding import Hiding, Untellable

DEFAULT = Path(".wskeywords", "fuzz")
#: Names the folder in which Hypothesis keeps what it has worked out about characters and constants.
_GENERATOR = "HYPOTHESIS_STORAGE_DIRECTORY"


class Earlier(NamedTuple):
    """A conversation that failed once, and with which property."""

    conversation: Conversation
    property: str
    file: Path


class Database:
    """Args: folder: made when something is saved; hiding: keeps the secrets of the run out of it."""

    def __init__(self, folder: Path | None, hiding: Hiding | None = None) -> None:
        self.folder = DEFAULT if folder is None else Path(folder)
        self._hiding = hiding

    def of_route(self, path: str) -> Iterator[Earlier]:
        """What failed on a route; files that are no such thing are passed over."""
        hiding = self._hiding
        for file in sorted(self._folder_of(path).glob("*.json")):
            try:
                value = json.loads(file.read_text(encoding="utf-8"))
                value = value if hiding is None else hiding.filled(value)
                if value["route"] == path:
                    yield Earlier(Conversation.from_json(value["conversation"]), str(value["property"]), file)
            except (OSError, ValueError, KeyError, TypeError):
                continue

    def save(self, path: str, conversation: Conversation, property_name: str) -> Path | None:
        """Keep it; None: the folder cannot be written, or a secret stands among bytes, which is no reason to fail."""
        value: Any = {"route": path, "property": property_name, "conversation": conversation.to_json()}
        try:
            value = value if self._hiding is None else self._hiding.hidden(value)
        except Untellable:
            return None
        text = json.dumps(value, indent=1)
        folder = self._folder_of(path)
        file = folder / f"{property_name}-{_digest(text)}.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{os.getpid()}.part")
            part.write_text(text, encoding="utf-8")
            part.replace(file)
        except OSError:
            return None
        return file

    def forget(self, earlier: Earlier) -> None:
        """It passes now."""
        try:
            earlier.file.unlink(missing_ok=True)
        except OSError:
            return

    @contextmanager
    def beside_the_generators_files(self) -> Iterator[None]:
        """Hypothesis keeps its own files in this folder too, and not where the run happens to be started."""
        if _GENERATOR in os.environ:
            yield
            return
        os.environ[_GENERATOR] = str(self.folder / "generator")
        try:
            yield
        finally:
            os.environ.pop(_GENERATOR, None)

    def _folder_of(self, path: str) -> Path:
        path = path if self._hiding is None else str(self._hiding.hidden(path))
        words = "".join(letter if letter.isalnum() else "-" for letter in path).strip("-")[:60]
        return self.folder / f"{words or 'root'}-{_digest(path)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:10]
