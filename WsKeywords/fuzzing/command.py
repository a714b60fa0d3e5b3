"""``wskeywords fuzz``: from its arguments to what it tells and its exit status."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from WsKeywords.core import ConfigError, InvalidArgument, WsKeywordsError
from WsKeywords.core.output import clean, quote

from .choosing import import_module_of, need_extra, options_of
from .delivering import deliver
from .options import FuzzOptions
from .reporting.progress import Console
from .reporting.text import failures_text, summary
from .results import OUT_OF_BUDGET, FuzzResult

if TYPE_CHECKING:
    from WsKeywords.core.configfuzz import FuzzOfFile

#: What the engine says, and how it is said to who gave options.
_WORDS = (
    (r"\bsay with cwd= where\b", "say with --cwd where"),
    (r"\bSay it with base_url\b", "Say it with --base-url"),
    (r"\bname the file with config=(\$\{CURDIR\}/wskeywords\.yaml)?", "name the file with --config"),
    (r"\bmay_test=(\S+), or --i-may-test \1 on the command line", r"--i-may-test \1"),
    (r"\bwith the option parameters(?:, such as|:) (\S+=)", r"with --param \1"),
    (r"(--param \w+=1) (?=\w+=1\b)", r"\1 --param "),
    (r"\bwith the option parameters\b", "with --param"),
    (r" \(Send Frame sends anything\.\)", ""),
    (r'\bExpected "auth" to be\b', "Expected --auth to be"),
)
_NUMBER = re.compile(r"(?<=^wskeywords fuzz: )(\w+) (is (?:at least|above) )")
GOOD, FAILED, BAD_USE, INTERRUPTED = 0, 1, 2, 130
#: Characters that the console shows of all failures.
_MOST = 200_000
#: Options of FuzzOptions that an argument of the same name gives.
_SAME = (
    *("examples", "max_messages", "max_message_size", "sessions", "seed", "strategy", "budget", "rate", "include"),
    *("exclude", "auth", "timeout", "message_timeout", "answers_within", "close_codes", "validate_subprotocols"),
    *("output", "database", "verbose"),
)


@dataclass(frozen=True)
class _Project:
    """What ``wskeywords.yaml`` says."""

    settings: Any
    fuzz: Mapping[str, Any]
    file: FuzzOfFile


def run(given: argparse.Namespace) -> int:
    """Fuzz, tell, and return the exit status."""
    try:
        need_extra()
        return _run(given)
    except KeyboardInterrupt:
        print("wskeywords fuzz: interrupted.", file=sys.stderr)
        return INTERRUPTED
    except WsKeywordsError as error:
        print(clean(_in_options(f"wskeywords fuzz: {error}"), _MOST), file=sys.stderr)
        return BAD_USE


def _run(given: argparse.Namespace) -> int:
    from WsKeywords.core.app.apps import Apps

    from .discovery import discover
    from .running import fuzz
    from .urlsecrets import without_secrets

    project = _project(given)
    target_of = given.target or project.fuzz.get("target")
    if not target_of:
        raise InvalidArgument(
            "There is no TARGET: give a URL, an AsyncAPI document, a file of URLs or module:app, or write "
            "fuzz: {target: …} in wskeywords.yaml."
        )
    options = _options(given, project)
    _check_use(given, project, options)
    for module in given.imports or ():
        import_module_of(module, "--import")
    apps = Apps(project.settings)
    status = GOOD
    try:
        target = discover(target_of, options, project.settings, apps, base_url=given.base_url, cwd=given.cwd)
        target, options = without_secrets(target, options, project.settings)
        strategies = _strategies(project)
        with Console(sys.stderr, stays=options.verbose) as console:
            told = console.conversation if options.verbose else None
            result = fuzz(target, options, project.settings, console, strategies, told)
        failure: BaseException | None = None
        if (given.http or (given.http is None and project.fuzz.get("http"))) and result.ended in ("examples", "budget"):
            from .http import fuzz_http

            try:
                result = replace(result, http=fuzz_http(target, options, result.seed))
            except (WsKeywordsError, KeyboardInterrupt) as error:
                failure = error  # after what the conversations found
        status = _tell(given, project, result)
        if failure is not None:
            raise failure
    finally:
        apps.close()
    return status


def _in_options(text: str) -> str:
    """What the engine says, with the names that options have on the command line."""
    for pattern, words in _WORDS:
        text = re.sub(pattern, words, text)
    return _NUMBER.sub(lambda found: f"--{found[1].replace('_', '-')} {found[2]}", text)


def _told_in_options(result: FuzzResult) -> FuzzResult:
    """The run as reports tell it to who gave options."""
    routes = tuple(replace(route, skipped=_in_options(route.skipped)) for route in result.routes)
    target = replace(result.target, notes=tuple(map(_in_options, result.target.notes)))
    return replace(result, routes=routes, target=target)


def _check_use(given: argparse.Namespace, project: _Project, options: FuzzOptions) -> None:
    """What would fail when the run is over fails before it begins.

    Raises:
        InvalidArgument: a folder that cannot be written to, or a base URL that is none.
    """
    if given.base_url is not None and not re.match(r"(wss?|https?)://[^/]", given.base_url, re.IGNORECASE):
        raise InvalidArgument(
            f"Expected --base-url to be a URL such as ws://127.0.0.1:8000, but got {quote(given.base_url)}."
        )
    junit = given.junit or project.fuzz.get("junit")
    folders = {
        "--output": options.output,
        "--database": options.database,
        "--junit": Path(junit).parent if junit else None,
    }
    for option, folder in folders.items():
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = "folder of" if option == "--junit" else "folder"
            raise InvalidArgument(
                f"The {what} {option} cannot be made: {quote(str(folder))}: {error.strerror or error}."
            ) from None


def _project(given: argparse.Namespace) -> _Project:
    from WsKeywords.core.config import apply, find_config
    from WsKeywords.core.output import DEFAULT_REDACT, Secrets
    from WsKeywords.core.settings import Settings

    changes = apply(find_config(given.config), given.environment)
    values = dict(changes.values)
    redact = values.pop("redact", ())
    if given.no_verify:
        values["verify"] = False
    if given.ca_cert is not None:
        if not os.path.isfile(given.ca_cert):
            raise ConfigError(f'Expected --ca-cert to be a file that exists, but there is no "{given.ca_cert}".')
        values["ca_cert"] = given.ca_cert
    settings = Settings(**values, profiles=changes.profiles, secrets=Secrets([*DEFAULT_REDACT, *redact]))
    found, secrets = changes.fuzz.values()
    for secret in (*changes.secrets, *secrets):
        settings.secrets.add(secret)
    return _Project(settings, found, changes.fuzz)


def _options(given: argparse.Namespace, project: _Project) -> FuzzOptions:
    values = {name: getattr(given, name) for name in _SAME}
    for name in ("properties", "may_test"):
        found = getattr(given, name)
        values[name] = tuple(part.strip() for each in found for part in each.split(",")) if found else None
    if given.param:
        parameters: dict[str, tuple[str, ...]] = {}
        for name, value in given.param:
            parameters[name] = (*parameters.get(name, ()), value)
        values["parameters"] = parameters
    if given.header:
        values["headers"] = {name: _filled(value, project) for name, value in given.header}
    session: dict[str, Any] = {}
    if given.no_verify:
        session["verify"] = False
    if given.ca_cert:
        session["ca_cert"] = given.ca_cert
    values["session_options"] = session or None
    return options_of(values, project.fuzz, project.settings)


def _filled(value: str, project: _Project) -> str:
    from .choosing import filled

    return filled(value, project.settings)


def _strategies(project: _Project) -> Any:
    described = project.fuzz.get("strategies", ())
    if not described:
        return ()
    from .strategies.described import strategies_of_file

    return strategies_of_file(project.file, described)


def _tell(given: argparse.Namespace, project: _Project, result: FuzzResult) -> int:
    """Write the reports, show what was found, and return the exit status."""

    def wanted(name: str) -> bool:
        found = getattr(given, name)
        return bool(project.fuzz.get(name, True) if found is None else found)

    result = _told_in_options(result)
    junit = given.junit or project.fuzz.get("junit")
    delivery = deliver(result, junit=Path(junit) if junit else None, json=wanted("json"), html=wanted("html"))
    if delivery.facts:
        print(clean(failures_text(delivery.facts, delivery.commands), _MOST), end="\n\n")
    print(clean(summary(result), _MOST))
    if delivery.folder is not None:
        print(f"Reports: {delivery.folder}")
    if result.broken:
        raise InvalidArgument(result.broken)
    if result.failures or result.ended == "dead" or (result.http is not None and result.http.failed):
        return FAILED
    if result.ended == "interrupted":
        return INTERRUPTED
    if result.routes and not result.tested:
        print("wskeywords fuzz: no route could be fuzzed; each says above why.", file=sys.stderr)
        return BAD_USE
    late = [each.route.path for each in result.routes if each.untested == OUT_OF_BUDGET]
    if late:
        told = f"wskeywords fuzz: not tested, {OUT_OF_BUDGET}: {', '.join(late)}; --budget gives more time."
        print(clean(told, 2000), file=sys.stderr)
    return GOOD
