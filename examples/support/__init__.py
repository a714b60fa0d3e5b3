"""A support desk: an assistant whose answers stream in, tickets. Run it: ``uvicorn examples.support:app``."""

from .app import app

__all__ = ["app"]
