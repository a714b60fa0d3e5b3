"""A chat: log-in, rooms, presence, history, direct messages, avatars. Run it: ``uvicorn examples.chat:app``."""

from .app import app

__all__ = ["app"]
