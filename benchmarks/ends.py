"""At how many sessions one process ends, and what is said then: ``python -m benchmarks.ends [COUNT]``.

Opens a thousand at a time to one address until that fails, with the limits that hold where it runs; ``ulimit -n`` sets
the first of them.
"""

from __future__ import annotations

import sys

from WsKeywords.core import OpeningFailed, Sessions

from . import servers
from .limits import raise_descriptors
from .measuring import clock
from .transcripts import resident

PORTION = 1_000


def main(most: int = 70_000) -> None:
    print(f"This process may open {raise_descriptors() or 'any number of'} files.")
    with servers.echo() as server, Sessions(timeout=60, open_timeout=60) as sessions:
        url = f"{server.url}/echo"
        before = resident()
        for count in range(PORTION, most + 1, PORTION):
            with clock() as seconds:
                try:
                    sessions.open_many(url, PORTION, prefix=f"of-{count}")
                except OpeningFailed as error:
                    print(f"After {count - PORTION:,}: {error}")
                    break
            if count % (10 * PORTION) == 0 or count == PORTION:
                each = (resident() - before) / count / 1024
                print(f"{count:,} open, {each:.1f} KiB each; the last {PORTION:,} took {seconds():.2f} s", flush=True)
        names = sessions.names("of-*")
        with clock() as seconds:
            sessions.send_to_every("there?")
            assert len(sessions.expect_in_every(text="there?", timeout=60)) == len(names)
        print(f"{len(names):,} sessions echoed in {seconds():.1f} s.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
