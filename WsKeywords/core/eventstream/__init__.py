"""Server-sent events as sessions: HTML Living Standard, section 9.2."""
