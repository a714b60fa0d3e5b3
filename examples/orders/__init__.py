"""A shop's orders: placed over HTTP, followed over a WebSocket, kept in a database. FastAPI with SQLAlchemy."""
