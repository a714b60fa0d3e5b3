"""Opening a WebSocket: addresses, TLS, the HTTP upgrade and every way in which it is refused."""
