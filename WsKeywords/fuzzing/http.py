"""The app's HTTP routes in the same run, by Schemathesis, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

from WsKeywords.core import InvalidArgument, WsError
from WsKeywords.core.output import clean, quote

from .options import FuzzOptions
from .routes import Target

#: Where frameworks put their OpenAPI document: FastAPI, Litestar, others.
DOCUMENTS = ("/openapi.json", "/schema/openapi.json", "/openapi.yaml", "/schema/", "/swagger.json")


def fuzz_http(target: Target, options: FuzzOptions, seed: int) -> int:
    """Run Schemathesis on the app's OpenAPI document, and return 0, or 1 when it found something.

    Raises:
        WsError: Schemathesis is not installed, or it could not run.
        InvalidArgument: the app has no OpenAPI document where one is looked for.
    """
    if find_spec("schemathesis") is None:
        raise WsError(
            "HTTP routes are fuzzed by Schemathesis, which is not installed: pip install wskeywords[http-fuzz]"
        )
    command = schemathesis(target, options, seed, document_of(target, options))
    sys.stdout.flush()
    try:
        done = subprocess.run(command, timeout=options.budget + 60, check=False, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        raise WsError(f"Schemathesis did not end within {options.budget + 60:g} s.") from None
    print(clean(done.stdout, 200_000))
    if done.returncode not in (0, 1):
        raise WsError(f"Schemathesis could not run (exit status {done.returncode}): {clean(done.stderr, 2000)}")
    return done.returncode


def schemathesis(target: Target, options: FuzzOptions, seed: int, document: str) -> list[str]:
    """The command."""
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run", document]
    command += ["--max-examples", str(options.examples), "--seed", str(seed)]
    command += ["--request-timeout", f"{options.message_timeout:g}"]
    for name, value in options.headers.items():
        command += ["--header", f"{name}: {value}"]
    scheme, _, rest = (options.auth or "").partition(":")
    if scheme == "bearer":
        command += ["--header", f"Authorization: Bearer {rest}"]
    elif scheme == "basic":
        command += ["--auth", rest]
    if options.rate:
        command += ["--rate-limit", f"{max(int(options.rate), 1)}/s"]
    if options.output is not None:
        command += ["--report", "junit", "--report-dir", str(options.output / "http")]
    return command


def document_of(target: Target, options: FuzzOptions) -> str:
    """The URL of the app's OpenAPI document.

    Raises:
        InvalidArgument: there is none where one is looked for.
    """
    from WsKeywords.core import Sessions

    base = "http" + target.base_url.removeprefix("ws") if target.base_url.startswith("ws") else target.base_url
    with Sessions(timeout=options.timeout) as sessions:
        for path in DOCUMENTS:
            answer = sessions.http.request("GET", base.rstrip("/") + path)
            if (answer.status_code == 200 and '"openapi"' in answer.text) or "\nopenapi:" in f"\n{answer.text}":
                return base.rstrip("/") + path
    looked = ", ".join(DOCUMENTS)
    raise InvalidArgument(f"{quote(base)} has no OpenAPI document: --http looks for it at {looked}.")
