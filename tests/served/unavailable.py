"""A server that starts at once and is never ready: it answers everything with 503. Argument: the port."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Unavailable(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(503)


HTTPServer(("127.0.0.1", int(sys.argv[1])), Unavailable).serve_forever()
