"""Keywords for HTTP requests beside the WebSockets: logging in, preparing data, looking at what a message caused."""

from typing import Any

from ..core.errors import Mismatch
from ..core.output import quote
from .arguments import (
    NOT_GIVEN,
    Cookies,
    Credential,
    Duration,
    Expected,
    Headers,
    Json,
    NotGiven,
    Operator,
    Params,
    Payload,
    Variables,
    Verify,
    duration,
)
from .base import KeywordBase, keyword
from .inline import Inline, no_header
from .paths import inner_path
from .selecting import value_at

#: ``True``, unless the environment of the configuration says otherwise.
CONFIGURED: Any = NotGiven("True")
HALF_A_MINUTE = duration("30s")


class HttpKeywords(KeywordBase):
    """HTTP requests, and assertions on the answer to the last one."""

    @keyword("HTTP Request", "HTTP")
    def http_request(
        self,
        method: str,
        url: str,
        http_session: str = "default",
        json: Json = NOT_GIVEN,
        data: Payload = None,
        files: Variables = None,
        headers: Headers = None,
        params: Params = None,
        cookies: Cookies = None,
        auth: Credential = None,
        bearer: Credential = None,
        timeout: Duration = HALF_A_MINUTE,
        verify: Verify = CONFIGURED,
        ca_cert: str | None = None,
        client_cert: str | None = None,
        allow_redirects: bool = True,
        count: int | None = None,
        expected_status: Any = "any",
        *,
        client_key: str | None = None,
        proxy: Credential = None,
        msg: str | None = None,
    ) -> Any:
        """Sends an HTTP request and waits for the answer.

        Cookies stay in the HTTP session, as in a browser. `Open WebSocket` with ``http_session=`` sends those that a
        browser would send there (domain, Path, Secure, SameSite), and keeps those that its handshake sets.
        An HTTP session begins when it is first used, and ends with the test, or with the suite whose setup used it
        first, as WebSocket sessions do.

        Args:
            method: ``GET``, ``POST`` or any other.
            url: ``http://…`` or ``https://…``, or relative to the ``base_url`` of the library.
            http_session: The name of the HTTP session.
            json: The body as JSON: a dict, list or scalar, or JSON text.
            data: The body as text (sent as UTF-8) or bytes, or a dict: the fields of a form.
            files: Files to upload: a dict with a path, bytes or ``(file name, content, content type)`` for each form
                field; the fields beside them are ``data``.
            headers: Headers to send; one whose value is ``None`` is not sent.
            params: Query parameters, added to those of the URL.
            cookies: Cookies for this request only.
            auth: ``user:password`` for HTTP basic authentication.
            bearer: A token, sent as ``Authorization: Bearer …``.
            timeout: From the first packet to the last byte of the answer, in total.
            verify: ``False`` skips the check of the server's certificate; a path is a CA file.
            ca_cert: Path of a file with CA certificates to trust.
            client_cert: Path of the client certificate to show to the server.
            allow_redirects: ``False`` returns a redirect instead of following it. Where one leads to another origin
                (host, port, or ``https`` to ``http``), nothing follows that says who one is: ``auth``, ``bearer``,
                ``cookies``, and headers that are redacted by name or hold a known secret. The body follows with 307
                and 308.
            count: Send so many at once, at most 1,000: for rate limits and races. A list is returned. When the name of
                the HTTP session holds ``{n}``, each request has a session of its own, and ``{n}``, its number,
                is filled in in the URL, ``json``, ``data``, ``headers``, ``params``, ``cookies``, ``auth`` and
                ``bearer`` too: so many users log in at once.
            expected_status: A status such as ``200``, a class such as ``2xx``, a list of these, or ``any``.
            client_key: Path of the private key of ``client_cert``; without it the key is in the same file.
            proxy: The proxy to go through, as of `Open WebSocket`.
            msg: Put before the failure's message.

        Returns:
            The answer, a ``requests.Response`` (``.status_code``, ``.headers``, ``.text``, ``.json()``), or a list of
            them when ``count`` is given.

        Example:
        | HTTP Request    POST    /login    json={"user": "ada", "password": "lovelace"}    expected_status=2xx
        | ${token} =    Get HTTP JSON Value    $.token
        | Open WebSocket    /ws/chat    bearer=${token}

        See also `HTTP Status Should Be`, `Get HTTP JSON Value`, `Get HTTP Body` and `Get HTTP Header`.
        """
        from ..core.http.request import NOTHING

        http = self.sessions.http
        for field, file in (files or {}).items():
            if isinstance(file, str):
                inner_path(file, f"files.{field}")
        try:
            return http.request(
                method,
                url,
                http_session=http_session,
                json=NOTHING if json is NOT_GIVEN else json,
                data=data,
                files=files,
                headers=headers,
                params=params,
                cookies=cookies,
                auth=auth,
                bearer=bearer,
                timeout=timeout,
                verify=None if isinstance(verify, NotGiven) else verify,
                ca_cert=ca_cert,
                client_cert=client_cert,
                client_key=client_key,
                proxy=proxy,
                allow_redirects=allow_redirects,
                count=count,
                expected_status=expected_status,
                msg=msg,
            )
        finally:
            if http.last is not None:
                which = "" if count is None else f"The last of {count} answers: "
                self.front.info(which + http.describe(http.last))

    @keyword("HTTP Status Should Be", "HTTP", "Asserting")
    def http_status_should_be(self, status: Any, *, msg: str | None = None) -> None:
        """Passes when the last answer has this status; after a request with ``count=``, each of its answers.

        Args:
            status: A status such as ``200``, a class such as ``2xx``, or a list of these.
            msg: Put before the failure's message.

        Example:
        | HTTP Request    GET    /nowhere
        | HTTP Status Should Be    404
        | HTTP Status Should Be    4xx

        See also `HTTP Request` with ``expected_status``.
        """
        self.sessions.http.expect_status(status, msg=msg)

    @keyword("Get HTTP JSON Value", "HTTP", "Getter")
    def get_http_json_value(
        self, path: str, operator: Operator = None, expected: Expected = NOT_GIVEN, message: str | None = None
    ) -> Any:
        """Returns a value of the last answer, whose body must be JSON, and asserts it if an operator is given.

        Args:
            path: A JSONPath (RFC 9535). One that can select one value only, such as ``$.token``, gives that value and
                fails when it selects nothing; one with a wildcard, slice, filter or ``..`` gives a list.
            operator: See `Inline assertions`.
            expected: What the value is compared with.
            message: The failure's message, instead of ours.

        Example:
        | HTTP Request    POST    /login    json={"user": "ada", "password": "lovelace"}
        | ${token} =    Get HTTP JSON Value    $.token
        | Get HTTP JSON Value    $.user    ==    ada

        See also `HTTP Request` and `Get JSON Value`, which looks at a message.
        """
        from ..core.jsonvalues import JsonError, parse

        inline = self._inline(f"the value at {path} of the last HTTP answer", operator, expected, message)
        what = "the body of the last HTTP answer"
        answer = self.sessions.http.answer()
        try:
            document = parse(answer.content.decode("utf-8-sig"))
        except (JsonError, UnicodeDecodeError) as error:
            raise Mismatch(f"Expected {what} to be JSON, but it is not ({error}).\n{self._context()}") from None
        return inline.verify(value_at(path, document, what, self._request))

    @keyword("Get HTTP Body", "HTTP", "Getter")
    def get_http_body(
        self, operator: Operator = None, expected: Expected = NOT_GIVEN, message: str | None = None
    ) -> Any:
        """Returns the body of the last answer as text, and asserts it if an operator is given.

        The text is decoded by the ``charset`` of the answer, UTF-8 when it names none. The bytes are in ``.content``
        of what `HTTP Request` returns.

        Args:
            operator: See `Inline assertions`.
            expected: What the body is compared with.
            message: The failure's message, instead of ours.

        Example:
        | HTTP Request    POST    /login    json={"user": "ada", "password": "lovelace"}
        | Get HTTP Body    contains    ada

        See also `Get HTTP JSON Value` and `Get HTTP Header`.
        """
        from ..core.http.answers import body

        inline = self._inline("the body of the last HTTP answer", operator, expected, message)
        return inline.verify(body(self.sessions.http.answer()))

    @keyword("Get HTTP Header", "HTTP", "Getter")
    def get_http_header(
        self, name: str, operator: Operator = None, expected: Expected = NOT_GIVEN, message: str | None = None
    ) -> Any:
        """Returns a header of the last answer, ``None`` when it is not there, and asserts it if an operator is given.

        Args:
            name: The header, in any case. Several of that name are joined by a comma.
            operator: See `Inline assertions`.
            expected: What the header is compared with.
            message: The failure's message, instead of ours.

        Example:
        | HTTP Request    POST    /login    json={"user": "ada", "password": "lovelace"}
        | Get HTTP Header    content-type    contains    json

        See also `Get HTTP Body`, `Get HTTP Cookie` and `Get Handshake Header`.
        """
        headers = self.sessions.http.answer().headers
        nothing = no_header("the last HTTP request", headers)
        what = f'the header "{name}" of the last HTTP answer'
        return self._inline(what, operator, expected, message, nothing).verify(headers.get(name))

    @keyword("Get HTTP Cookie", "HTTP", "Getter")
    def get_http_cookie(
        self,
        name: str,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        http_session: str = "default",
    ) -> Any:
        """Returns a cookie that an HTTP session holds, ``None`` without it, and asserts it if an operator is given.

        It is there as long as a browser would keep it, whichever answer set it, that of a WebSocket handshake included:
        for a CSRF token that a script copies from its cookie into a header, or to see that a log-out ends the session.

        Args:
            name: The cookie. Of several with that name, the one with the longest path.
            operator: See `Inline assertions`.
            expected: What the value is compared with.
            message: The failure's message, instead of ours.
            http_session: The name of the HTTP session.

        Example:
        | HTTP Request    POST    /login    json={"user": "ada", "password": "lovelace"}
        | ${token} =    Get HTTP Cookie    sid
        | Open WebSocket    /ws/chat    cookies={"sid": "${token}"}
        | Message Should Contain JSON    {"type": "welcome"}

        See also `HTTP Request` and `Open WebSocket` with ``http_session``.
        """
        http = self.sessions.http
        value = http.cookie(name, http_session)
        held = ", ".join(quote(each) for each in http.cookie_names(http_session)) or "none"
        what = f'the cookie "{name}" of HTTP session "{http_session}"'
        nothing = f"it holds no such cookie; the cookies that it holds: {held}"
        return Inline(operator, expected, message, what, nothing=nothing).verify(value)

    def _inline(self, what: str, operator: Any, expected: Any, message: str | None, nothing: str = "") -> Inline:
        return Inline(operator, expected, message, what, context=self._context, nothing=nothing)

    def _request(self) -> str:
        return self._context().partition("\n")[0]

    def _context(self) -> str:
        return self.sessions.http.describe(self.sessions.http.answer())
