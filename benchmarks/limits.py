"""How many sockets this process may open."""

from __future__ import annotations


def raise_descriptors() -> int:
    """Raise the limit of open files as far as it goes, and return it; 0: there is none to raise here."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
