"""What differs from place to place, from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Where the database is, and how many orders a customer may have that are not shipped."""

    database_url: str
    most_open: int

    @classmethod
    def from_environment(cls) -> "Settings":
        """Raises KeyError or ValueError when a variable is missing or wrong: the app does not start then."""
        here = Path(__file__).with_name("orders.sqlite3")
        return cls(
            database_url=os.environ.get("DATABASE_URL", f"sqlite+aiosqlite:///{here}"),
            most_open=int(os.environ.get("MOST_OPEN_ORDERS", "10")),
        )
