"""A ticker: prices as they are made, by WebSocket and as events. Run it: ``uvicorn examples.ticker:app``."""

from .app import app

__all__ = ["app"]
