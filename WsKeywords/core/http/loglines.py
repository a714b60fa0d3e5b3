"""What urllib3 logs of requests: at the level DEBUG it tells their URLs, with the tokens in them."""

from __future__ import annotations

import logging

from ..output import clean

_LOGGERS = ("connection", "connectionpool", "poolmanager", "response", "util.retry")


class _Redacted(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = clean(record.getMessage()), ()
        # Its message quotes what came, as it came, and whoever formats the record would append that.
        record.exc_info = record.exc_text = None
        return True


_REDACTED = _Redacted()


def redact_log_lines() -> None:
    """From now on urllib3 logs no secret; again is the same as once."""
    for name in _LOGGERS:
        logging.getLogger(f"urllib3.{name}").addFilter(_REDACTED)
