"""Who may log in, and the tokens of those who did."""

import hmac
import os
import secrets

from fastapi import HTTPException
from starlette.requests import HTTPConnection

#: ``name:password`` of everyone, separated by commas.
USERS = os.environ.get("CHAT_USERS", "ada:lovelace,grace:hopper,alan:turing,linus:torvalds")
COOKIE = "sid"


class Accounts:
    """Passwords and live tokens, in memory: a restart logs everybody out."""

    def __init__(self, users: str = USERS) -> None:
        self._passwords = dict(user.split(":", 1) for user in users.split(","))
        self._tokens: dict[str, str] = {}

    def __contains__(self, user: str) -> bool:
        return user in self._passwords

    def log_in(self, user: str, password: str) -> str:
        """A new token.

        Raises:
            HTTPException: 401, name or password is wrong, without saying which.
        """
        if not hmac.compare_digest(self._passwords.get(user, "").encode() or os.urandom(8), password.encode()):
            raise HTTPException(401, "The name or the password is wrong.")
        token = secrets.token_urlsafe(24)
        self._tokens[token] = user
        return token

    def log_out(self, connection: HTTPConnection) -> None:
        self._tokens.pop(self.token_of(connection), None)

    def user_of(self, connection: HTTPConnection) -> str | None:
        """Who sent a request or opened a WebSocket; ``None`` when its token is missing or unknown."""
        return self._tokens.get(self.token_of(connection))

    @staticmethod
    def token_of(connection: HTTPConnection) -> str:
        """The token in the header ``Authorization: Bearer …``, else in ``?token=…``, else in the cookie."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token.strip()
        return connection.query_params.get("token") or connection.cookies.get(COOKIE, "")
