"""From the arguments of a request to what ``requests`` is asked, and everything secret in it learnt on the way."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import given
from ..errors import InvalidArgument
from ..handshake.urls import join_url
from ..options import with_params
from .checks import body_data, cookie_values, form_fields, header_fields, method_name, upload_files

if TYPE_CHECKING:
    from ..settings import Settings

#: "Not given", where ``None`` is a value: JSON's null.
NOTHING: Any = object()


def prepare(
    settings: Settings,
    method: str,
    url: str,
    *,
    json: Any,
    data: Any,
    files: Mapping[str, Any] | None,
    headers: Mapping[str, Any] | None,
    params: Mapping[str, Any] | None,
    cookies: Mapping[str, Any] | None,
    auth: str | None,
    bearer: str | None,
    verify: bool | str | Path | None,
    ca_cert: str | Path | None,
    client_cert: str | Path | None,
    client_key: str | Path | None,
) -> dict[str, Any]:
    """The named arguments of ``requests.Session.request``.

    Raises:
        InvalidArgument: one cannot be used.
    """
    secrets = settings.secrets
    _check_types(
        (Mapping, "a dict of names and values", {"headers": headers, "params": params, "cookies": cookies}),
        (str, "a text", {"auth": auth, "bearer": bearer}),
        ((str, Path), "a path", {"ca_cert": ca_cert, "client_cert": client_cert, "client_key": client_key}),
        ((bool, str, Path), "True, False or a path", {"verify": verify}),
    )
    given.text(url, "url")
    given.mapping(params, "params")
    fields = _over(header_fields(settings.headers), header_fields(headers or {}))
    fields = _over(fields, _authorization(settings, auth, bearer))
    secrets.learn_headers([(name, value) for name, value in fields.items() if value is not None])
    jar = cookie_values(cookies or {})
    for value in jar.values():
        secrets.add(value)
    absolute = with_params(join_url(settings.base_url, url, "http"), params or {})
    secrets.learn_url(absolute)
    if files is not None and data is not None:
        data = form_fields(data)
    body = body_data(data)
    for name, value in body if isinstance(body, list) else ():
        secrets.learn_json({name: value if isinstance(value, str) else value.decode("utf-8", "replace")})
    if json is not NOTHING:
        if data is not None or files is not None:
            raise InvalidArgument("A request has one body: give json, or data and files.")
        from ..jsonvalues import dump_compact

        secrets.learn_json(json)
        body = body_data(dump_compact(json, "json"), "json")
        fields = _over({"Content-Type": "application/json"}, fields)
    return {
        "method": method_name(method),
        "url": absolute,
        "headers": {name: _not_sent(name) if value is None else value for name, value in fields.items()},
        "cookies": jar or None,
        "data": body,
        "files": None if files is None else upload_files(files),
        **_trust(settings, verify, ca_cert, client_cert, client_key),
    }


def _check_types(*checks: tuple[type | tuple[type, ...], str, Mapping[str, object]]) -> None:
    for kind, allowed, arguments in checks:
        for name, value in arguments.items():
            if value is not None and not isinstance(value, kind):
                # What it holds may be a secret.
                raise InvalidArgument(f"{name} must be {allowed}, but it is of the type {type(value).__name__}.")


def _authorization(settings: Settings, auth: str | None, bearer: str | None) -> dict[str, str | None]:
    if auth is not None and bearer is not None:
        raise InvalidArgument("auth and bearer both set the Authorization header: give one of them.")
    if auth is not None:
        if ":" not in auth:
            raise InvalidArgument("auth must be user:password, but it has no colon.")
        given.encodable(auth, "auth")
        settings.secrets.add(auth)
        settings.secrets.add(auth.partition(":")[2])
        return {"Authorization": "Basic " + base64.b64encode(auth.encode()).decode()}
    if bearer is not None:
        settings.secrets.add(bearer)
        if any(mark in bearer for mark in "\r\n\0"):
            raise InvalidArgument("bearer holds a line break or NUL, which no header can.")
        given.encodable(bearer, "bearer")
        return header_fields({"Authorization": f"Bearer {bearer}"})
    return {}


def _trust(
    settings: Settings,
    verify: bool | str | Path | None,
    ca_cert: str | Path | None,
    client_cert: str | Path | None,
    client_key: str | Path | None,
) -> dict[str, Any]:
    """By which CAs certificates are verified, and which one is shown; a file that cannot be used is found now."""
    tls = settings.tls(verify, ca_cert, client_cert, client_key)
    tls.context()
    own = None if tls.client_cert is None else (tls.client_cert, tls.client_key)
    return {"verify": tls.verify if tls.ca_cert is None else tls.ca_cert, "cert": own}


def _not_sent(name: str) -> Any:
    """For ``requests``; urllib3 puts defaults of its own in the place of two headers unless it is told not to."""
    if name.lower() not in ("user-agent", "accept-encoding"):
        return None
    from urllib3.util import SKIP_HEADER

    return SKIP_HEADER


def _over(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Headers of which ``own`` win, whatever their case."""
    lowered = {name.lower() for name in own}
    return {**{name: value for name, value in common.items() if name.lower() not in lowered}, **own}
