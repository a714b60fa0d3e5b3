"""What behave does before the feature: a new database with three users, as ``${database}``."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

MANAGE = [sys.executable, "-m", "examples.workspace.manage"]
SETTINGS = "examples.workspace.testing"


def before_all(context: Any) -> None:
    folder = tempfile.TemporaryDirectory()
    context.add_cleanup(folder.cleanup)
    database = str(Path(folder.name) / "workspace.sqlite3")
    context.config.userdata["database"] = database
    environment = {**os.environ, "WORKSPACE_DB": database, "DJANGO_SETTINGS_MODULE": SETTINGS}
    for command in (
        "migrate",
        "add_user ada lovelace kitchen garden hall porch",
        "add_user grace hopper kitchen hall porch",
        "add_user alan turing garden",
    ):
        subprocess.run([*MANAGE, *command.split()], env=environment, check=True, capture_output=True)
