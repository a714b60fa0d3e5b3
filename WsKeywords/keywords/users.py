"""The keyword that logs in many users at once."""

from typing import Any

from .arguments import NOT_GIVEN, Credential, Duration, Headers, Json, Params, Payload, Users, Variables
from .base import KeywordBase, keyword
from .http import HALF_A_MINUTE


class UserKeywords(KeywordBase):
    """Users of a list or a file."""

    @keyword("Log In Users", "HTTP", "Several sessions")
    def log_in_users(
        self,
        users: Users,
        url: str,
        *,
        method: str = "POST",
        json: Json = NOT_GIVEN,
        data: Payload = None,
        headers: Headers = None,
        params: Params = None,
        auth: Credential = None,
        bearer: Credential = None,
        http_session: str = "{name}",
        save: Variables = None,
        expected_status: Any = "2xx",
        timeout: Duration = HALF_A_MINUTE,
        msg: str | None = None,
    ) -> list[dict[str, str]]:
        """Sends an HTTP request for each user, all at the same time, and returns the users with what they got.

        Each user has an HTTP session, named as its column ``name`` says, which keeps the cookies. `Open WebSockets`
        with the returned users, and ``http_session={name}`` or ``bearer={token}``, connects each as who it is.

        Args:
            users: As of `Open WebSockets`: a list of dicts, or the path of a CSV or YAML file. ``{column}`` stands for
                the value of a column in the URL, ``json``, ``data``, ``headers``, ``params``, ``auth``, ``bearer`` and
                ``http_session``.
            url: ``http://…`` or ``https://…``, or relative to the ``base_url`` of the library.
            method: ``POST`` or any other.
            json: The body as JSON: a dict, list or scalar, or JSON text.
            data: The body as text or bytes, or a dict: the fields of a form.
            headers: Headers to send.
            params: Query parameters, added to those of the URL.
            auth: ``user:password`` for HTTP basic authentication.
            bearer: A token, sent as ``Authorization: Bearer …``.
            http_session: The name of each user's HTTP session.
            save: What each user gets of its answer: a dict of new columns, and the JSONPath of each.
            expected_status: Of every answer: a status such as ``200``, a class such as ``2xx``, a list, or ``any``.
            timeout: How long all of it may take.
            msg: Put before the failure's message.

        Returns:
            The users, as a list of dicts, with the saved columns.

        Example:
        | VAR    &{ada} =    name=ada    password=lovelace
        | VAR    &{alan} =    name=alan    password=turing
        | VAR    @{users} =    ${ada}    ${alan}
        | ${users} =    Log In Users    ${users}    /login    json={"user": "{name}", "password": "{password}"}
        | ...    save={"token": "$.token"}
        | Open WebSockets    /ws/chat    users=${users}    bearer={token}
        | Every Session Should Receive    json_contains={"type": "welcome"}

        See also `HTTP Request`, which sends the same request several times with ``count``.
        """
        from ..core.http.request import NOTHING

        return self.sessions.log_in(
            users,
            url,
            method=method,
            json=NOTHING if json is NOT_GIVEN else json,
            data=data,
            headers=headers,
            params=params,
            auth=auth,
            bearer=bearer,
            http_session=http_session,
            save=save,
            expected_status=expected_status,
            timeout=timeout,
            msg=msg,
        )
