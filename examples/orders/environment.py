"""What behave does first: a place for the database, as ``${database_url}``; the feature's Background fills it."""

import tempfile
from pathlib import Path
from typing import Any


def before_all(context: Any) -> None:
    folder = tempfile.TemporaryDirectory()
    context.add_cleanup(folder.cleanup)
    context.config.userdata["database_url"] = f"sqlite+aiosqlite:///{Path(folder.name) / 'orders.sqlite3'}"
