"""Many users log in at once: a request for each, in an HTTP session of their own, and what the answers say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import given as api
from ..errors import InvalidArgument, Mismatch
from ..jsonpaths import Query
from ..jsonvalues import JsonError, parse
from ..output import quote
from ..users import Users
from .answers import excerpt, status_line
from .checks import Statuses

if TYPE_CHECKING:
    import requests

    from ..output import Secrets
    from .sessions import HttpSessions

#: Arguments of a request in which ``{column}`` is filled in.
_TEMPLATES = ("json", "data", "headers", "params", "cookies", "auth", "bearer")


def log_in(
    http: HttpSessions,
    secrets: Secrets,
    given: Any,
    url: str,
    *,
    method: str = "POST",
    http_session: str = "{name}",
    save: Mapping[str, str] | None = None,
    expected_status: object = "2xx",
    msg: str | None = None,
    **options: Any,
) -> list[dict[str, str]]:
    """One request for each user, all at the same time.

    Args:
        http: where the sessions are.
        secrets: learn what is saved under names such as *token*.
        given: users, as of ``Sessions.open_many``.
        url: with ``{column}`` filled in, as in the body, headers, params, cookies, auth and bearer.
        method: of the request.
        http_session: the name of each user's HTTP session, which keeps the cookies.
        save: by the name of a new column the JSONPath of its value in the answer.
        expected_status: of every answer.
        msg: put before the text of a mismatch.
        options: further ones of ``HttpSessions.request``.

    Returns:
        The users, with the saved columns.

    Raises:
        Mismatch: an answer has another status, or lacks a value that is to be saved; names the user.
        HttpFailed: no complete answer came.
        InvalidArgument: an argument cannot be used.
    """
    for name, value in {"url": url, "method": method, "http_session": http_session}.items():
        api.text(value, name)
    if not http_session:
        raise InvalidArgument("http_session is empty: it names the HTTP session of each user, such as {name}.")
    api.mapping(save, "save")
    users = Users(given, secrets)
    templates = {name: options[name] for name in _TEMPLATES if options.get(name) is not None}
    users.check({"the URL": url, "http_session": http_session, **templates}, also=("n",))
    queries = {column: Query(path, f"the path of {column}") for column, path in (save or {}).items()}
    wanted = Statuses(expected_status)
    fillings = [{"n": str(number), **user.columns} for number, user in enumerate(users, 1)]
    if "{" not in http_session and len(users) > 1:
        raise InvalidArgument(
            f"{len(users)} users cannot share the HTTP session {quote(http_session)}: write a column, such as {{name}}."
        )
    found = http.request(method, url, http_session=http_session, each=fillings, **options)
    logged_in = []
    for number, (user, answer) in enumerate(zip(users, found, strict=True), 1):
        who = f"user {quote(user.name)}" if user.name else f"user {number}"
        if not wanted.match(answer.status_code):
            from ..failures import said

            text = f"Expected {who} to log in with status {wanted}, but the answer was {status_line(answer)}."
            raise Mismatch(said(msg, f"{text}\n{excerpt(answer, secrets)}"))
        columns = {column: _value(answer, query, column, who, secrets) for column, query in queries.items()}
        logged_in.append({**user.columns, **columns})
    return logged_in


def _value(answer: requests.Response, query: Query, column: str, who: str, secrets: Secrets) -> str:
    """The text at a path of an answer.

    Raises:
        Mismatch: there is none.
    """
    wanted = f"Expected the answer to {who} to have a value at {query.text}, to be saved as {quote(column)}, but"
    try:
        values = query.values(parse(answer.content.decode("utf-8-sig")))
    except (JsonError, UnicodeDecodeError) as error:
        raise Mismatch(f"{wanted} it is no JSON ({error}).\n{excerpt(answer, secrets)}") from None
    if not values or isinstance(values[0], (dict, list)) or values[0] is None:
        raise Mismatch(f"{wanted} there is none.\n{excerpt(answer, secrets)}")
    value = values[0] if isinstance(values[0], str) else str(values[0])
    if secrets.is_secret_name(column):
        secrets.add(value)
    return value
