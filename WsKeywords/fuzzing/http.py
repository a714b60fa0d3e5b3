"""The app's HTTP routes in the same run, by Schemathesis, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from WsKeywords.core import InvalidArgument, WsError
from WsKeywords.core.output import clean, quote

from .database import DEFAULT
from .options import FuzzOptions
from .results import HttpResult
from .routes import Target

#: Where frameworks put their OpenAPI document: FastAPI, Litestar, others.
DOCUMENTS = ("/openapi.json", "/schema/openapi.json", "/openapi.yaml", "/schema/", "/swagger.json")


def fuzz_http(target: Target, options: FuzzOptions, seed: int) -> HttpResult:
    """Run Schemathesis on the app's OpenAPI document, show what it says, and return what it found.

    Raises:
        WsError: Schemathesis is not installed, or it could not run.
        InvalidArgument: the app has no OpenAPI document where one is looked for.
    """
    if find_spec("schemathesis") is None:
        raise WsError(
            "HTTP routes are fuzzed by Schemathesis, which is not installed: pip install wskeywords[http-fuzz]"
        )
    document = document_of(target, options)
    sys.stdout.flush()
    with TemporaryDirectory(prefix="wskeywords-") as folder:  # it writes into its working directory
        reports = Path(folder, "reports") if options.output is None else (options.output / "http").absolute()
        before = set(reports.glob("*.xml"))
        command = schemathesis(options, seed, document, reports)
        limit = options.budget + 60
        try:
            done = subprocess.run(
                command,
                timeout=limit,
                check=False,
                capture_output=True,
                text=True,
                cwd=folder,
                env=_environment(options),
            )
        except subprocess.TimeoutExpired:
            raise WsError(f"Schemathesis did not end within {limit:g} s.") from None
        print(clean(done.stdout, 200_000))
        if done.returncode not in (0, 1):
            raise WsError(f"Schemathesis could not run (exit status {done.returncode}): {clean(done.stderr, 2000)}")
        report = next((each for each in sorted(reports.glob("*.xml")) if each not in before), None)
        cases = list(ElementTree.parse(report).iter("testcase")) if report is not None else []
    failed = [case.get("name", "") for case in cases if any(each.tag in ("failure", "error") for each in case)]
    if done.returncode and not failed:
        failed = ["something that only its output tells of"]
    kept = options.output / "http" / report.name if options.output is not None and report is not None else None
    return HttpResult(len(cases), tuple(failed), kept)


def _environment(options: FuzzOptions) -> dict[str, str]:
    """Modules of the user are found where the run was started, and earlier failures are kept beside ours."""
    path = os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH", "")]))
    kept = str(((options.database or DEFAULT) / "http").absolute())
    return {"HYPOTHESIS_STORAGE_DIRECTORY": kept, **os.environ, "PYTHONPATH": path}


def _settings_file() -> Path | None:
    """Schemathesis' own settings, as it would find them where the run was started."""
    here = Path.cwd()
    found = (folder / "schemathesis.toml" for folder in (here, *here.parents))
    return next((path for path in found if path.is_file()), None)


def schemathesis(options: FuzzOptions, seed: int, document: str, reports: Path) -> list[str]:
    """The command."""
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    settings = _settings_file()
    if settings is not None:
        command += ["--config-file", str(settings)]
    command += ["run", document, "--report", "junit", "--report-dir", str(reports)]
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
