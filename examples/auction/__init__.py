"""Auctions: rooms by path, bids in order, close codes, pictures. Run it: ``uvicorn examples.auction:app``."""

from .app import app

__all__ = ["app"]
