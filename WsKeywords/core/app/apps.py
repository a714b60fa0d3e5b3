"""The apps under test by name, the scopes that stop them, and commands that run once."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .. import given
from ..deadline import Deadline, seconds, shown
from ..errors import AppFailed, InvalidArgument, Mismatch
from ..failures import said
from ..output import hidden, quote
from ..redaction.commands import learn_command, masked_command
from ..suggest import nearest
from .app import App, Launch
from .arguments import check_port, check_start, check_wanted, directory, environment, split, texts
from .commands import run

if TYPE_CHECKING:
    from ..settings import Settings

Time = float | timedelta
Environment = Mapping[str, object]
Path = str | os.PathLike[str]

#: Seconds that an app has until it must be ready, unless a call says otherwise.
READY_TIMEOUT = 30.0
#: Seconds that an app has to stop when it is asked to, unless a call says otherwise.
STOP_TIMEOUT = 10.0


class Apps:
    """Starts and stops apps; the newest one's base URL is the library's until its scope ends."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._apps: dict[str, App] = {}
        self._scopes = [""]
        #: Where the logs of the apps were when each scope began.
        self._begun: dict[str, list[tuple[App, int]]] = {}

    def start(
        self,
        app: str,
        name: str = "app",
        *,
        env: Environment | None = None,
        cwd: Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        ready: str | None = None,
        scheme: str = "http",
        timeout: Time | None = None,
        factory: bool = False,
        scope: str | None = None,
    ) -> App:
        """Run an ASGI app on uvicorn in a process of its own, lifespan included.

        Args:
            app: ``module:attribute``, an ASGI app or a function that makes one.
            name: what the other methods call it.
            env: environment variables for it, over those of the run.
            cwd: its working directory, from which its modules are imported too.
            host: the address that it listens on.
            port: the port; 0 takes a free one.
            ready: ``/path``: it is ready when a GET of it is answered below 500; any other text: when its log contains
                it; ``None``: when the port accepts.
            scheme: ``http`` or ``https``, of its base URL.
            timeout: how long it may take until it is ready; 30 s when ``None``.
            factory: call the attribute even if it looks like an app.
            scope: the label of the scope that stops it; the innermost when ``None``.

        Raises:
            AppFailed: it cannot be imported or started, ends, or is not ready in time.
            InvalidArgument: an argument cannot be used, or an app of that name runs.
        """
        given.text(app, "app")
        module, colon, attribute = app.partition(":")
        if not (colon and all(part.isidentifier() for part in (*module.split("."), *attribute.split(".")))):
            raise InvalidArgument(
                f'Expected an app as "module:attribute", such as "examples.chat:app", but got {quote(app)}.'
            )
        if find_spec("uvicorn") is None:
            raise AppFailed("Starting an ASGI app takes uvicorn, which is not installed: pip install wskeywords[app].")
        return self._start(app, (), name, env, cwd, host, port, ready, scheme, timeout, factory, scope)

    def start_process(
        self,
        command: str | Sequence[str],
        name: str = "app",
        *,
        env: Environment | None = None,
        cwd: Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        ready: str | None = None,
        scheme: str = "http",
        timeout: Time | None = None,
        scope: str | None = None,
    ) -> App:
        """Run any server.

        Args:
            command: split as a shell would split it, but no shell runs; ``{port}`` and ``{host}`` are filled in, in
                ``env`` too.

        The other arguments, and what is raised, are those of ``start``.
        """
        words = self._learnt(command)
        check_port(port)
        if not port and not any("{port}" in (text or "") for text in (*words, *texts(env).values())):
            line = masked_command(" ".join(words), hidden)
            raise InvalidArgument(
                f"Nothing tells {quote(line)} which port to use: write {{port}} into the command or into a "
                "value of env, or say with port= which one it takes."
            )
        what = masked_command(command if isinstance(command, str) else shlex.join(words), hidden)
        return self._start(what, tuple(words), name, env, cwd, host, port, ready, scheme, timeout, False, scope)

    def _start(
        self,
        what: str,
        command: tuple[str, ...],
        name: str,
        env: Environment | None,
        cwd: Path | None,
        host: str,
        port: int,
        ready: str | None,
        scheme: str,
        timeout: Time | None,
        factory: bool,
        scope: str | None,
    ) -> App:
        check_start(name, host, port, ready, scheme)
        there = self._apps.get(name)
        if there and there.running:
            raise InvalidArgument(
                f'The app "{name}" is running already ({there.base_url}): stop it, or give this one another name.'
            )
        allowed = READY_TIMEOUT if timeout is None else seconds(timeout)
        own = texts(env)
        whole, where = self._environment(env), directory(cwd)
        launch = Launch(what, command, factory, whole, where, host, scheme, ready, allowed, own)
        app = App(name, launch, self._scope(scope), self._settings.base_url, port)
        app.start()
        self._apps[name] = app
        self._settings.base_url = app.base_url
        return app

    def stop(self, name: str = "app", timeout: Time | None = None) -> bool:
        """Ask an app to stop, with SIGTERM to its process group, and kill it when the time is up.

        Returns:
            Whether it stopped without being killed; ``True`` for one that is stopped already.

        Raises:
            AppFailed: not even killing ended it.
        """
        return self[name].stop(STOP_TIMEOUT if timeout is None else seconds(timeout))

    def restart(self, name: str = "app", *, graceful: bool = True) -> App:
        """Stop an app and start it again on the same port, its log kept; start one that is stopped.

        Args:
            graceful: ``False`` kills it, as a crash of its machine would.
        """
        app = self[name]
        if graceful:
            app.stop(STOP_TIMEOUT)
        else:
            app.kill()
        app.start()
        return app

    def expect_log(
        self,
        text: str,
        name: str = "app",
        *,
        timeout: Time | None = None,
        msg: str | None = None,
        ignore_case: bool = False,
    ) -> None:
        """Wait until the log of an app contains ``text``, in any case with ``ignore_case``.

        Raises:
            Mismatch: it does not in time, or the app ended without it.
            InvalidArgument: nothing to check.
        """
        check_wanted(text)
        app = self[name]
        deadline = Deadline.after(self._settings.timeout if timeout is None else timeout)
        searched = 0
        while True:
            ended, end = not app.running, app.log.end
            if ended and app.process:
                app.process.wait_ended(Deadline.after(1))
                end = app.log.end
            written = app.log.text(searched)
            if text in written or (ignore_case and text.casefold() in written.casefold()):
                return
            searched = max(0, end - len(text))
            if ended or deadline.expired or app.process is None:
                break
            app.process.wait(deadline)
        when = f"the app {app.how_ended()}" if ended else f"it did not within {shown(deadline.allowed)}"
        forgotten = f" Its first {app.log.dropped} characters are no longer kept." if app.log.dropped else ""
        text = f'Expected the log of the app "{name}" to contain {quote(text)}, but {when}.{forgotten}\n'
        raise Mismatch(said(msg, text + app.last_lines()))

    def expect_not_in_log(
        self,
        text: str,
        name: str = "app",
        *,
        within: Time | None = None,
        msg: str | None = None,
        ignore_case: bool = False,
    ) -> None:
        """The log of an app does not contain ``text``, and does not come to contain it within that time.

        Raises:
            Mismatch: it does.
            InvalidArgument: nothing to check.
        """
        check_wanted(text)
        app = self[name]
        deadline = Deadline.after(0 if within is None else within)
        while True:
            last = deadline.expired or app.process is None or app.process.ended
            found = next((line for line in app.log.text(0).splitlines() if _is_in(text, line, ignore_case)), None)
            if found is not None:
                said_so = f'Expected the log of the app "{name}" not to contain {quote(text)}, but a line is '
                raise Mismatch(said(msg, f"{said_so}{quote(found)}.\n{app.last_lines()}"))
            if last or app.process is None:
                return
            app.process.wait(deadline)

    def run_command(
        self,
        command: str | Sequence[str],
        *,
        cwd: Path | None = None,
        env: Environment | None = None,
        timeout: Time | None = None,
        expected_rc: int = 0,
    ) -> str:
        """Run a command to its end; arguments, result and errors are those of ``commands.run``."""
        self._learnt(command)
        given.whole(expected_rc, "expected_rc")
        return run(command, cwd=cwd, env=self._environment(env), timeout=timeout, expected_rc=expected_rc)

    def _learnt(self, command: str | Sequence[str]) -> list[str]:
        """The words of a command, whose secrets are known from now on."""
        words = split(command)
        learn_command(self._settings.secrets, words)
        return words

    def __getitem__(self, name: str) -> App:
        """The app of that name.

        Raises:
            InvalidArgument: there is none; names the nearest.
        """
        given.text(name, "name")
        app = self._apps.get(name)
        if app is None:
            names = ", ".join(map(quote, self._apps))
            known = f"Apps that were started: {names}." if names else "No app was started."
            near = nearest(name, self.names())
            raise InvalidArgument(
                f"There is no app {quote(name)}" + (f'; did you mean "{near}"? ' if near else ". ") + known
            )
        return app

    def __contains__(self, name: str) -> bool:
        return isinstance(name, str) and name in self._apps

    def names(self) -> list[str]:
        """The names of all apps, stopped ones included."""
        return list(self._apps)

    @property
    def scope(self) -> str:
        """The label of the innermost scope."""
        return self._scopes[-1]

    def enter_scope(self, label: str) -> None:
        """What is started from now on stops when this scope is left."""
        self._scopes.append(label)
        self._begun[label] = [(app, app.log.end) for app in self._apps.values()]

    def begun(self, label: str) -> list[tuple[App, int]]:
        """The apps that are known, each with the position in its log at which the scope began; none for no scope."""
        if label not in self._scopes[1:]:
            return []
        before = self._begun[label]
        return [(app, next((end for each, end in before if each is app), 0)) for app in self._apps.values()]

    def leave_scope(self, label: str) -> list[App]:
        """Stop and forget the apps of the scope and of those within it; the library has the base URL back that it had.

        Returns:
            Those that had to be killed.
        """
        if label not in self._scopes[1:]:
            return []
        start = len(self._scopes) - 1 - self._scopes[::-1].index(label)
        left = self._scopes[start:]
        del self._scopes[start:]
        return self._end([app for app in self._apps.values() if app.scope in left])

    def close(self) -> list[App]:
        """Stop and forget all apps.

        Returns:
            Those that had to be killed.
        """
        del self._scopes[1:]
        return self._end(list(self._apps.values()))

    def _end(self, apps: list[App]) -> list[App]:
        for app in apps:  # all at once: each may take its time
            if app.running and app.process:
                app.process.ask()
        deadline = Deadline.after(STOP_TIMEOUT)
        killed = []
        for app in reversed(apps):
            try:
                if not app.stop(deadline.remaining()):
                    killed.append(app)
            except AppFailed:
                killed.append(app)
            if self._apps.get(app.name) is app:
                del self._apps[app.name]
            if self._settings.base_url == app.base_url:
                self._settings.base_url = app.base_url_before
            for other in self._apps.values():  # one that outlives it must not bring its URL back
                if other.base_url_before == app.base_url:
                    other.base_url_before = app.base_url_before
        return killed

    def _scope(self, label: str | None) -> str:
        if label is None:
            return self._scopes[-1]
        if label not in self._scopes:
            raise InvalidArgument(f"There is no scope {given.quoted(label)}.")
        return label

    def _environment(self, env: Environment | None) -> dict[str, str]:
        for name, value in texts(env).items():
            if value is not None and self._settings.secrets.is_secret_name(name):
                self._settings.secrets.add(value)
        return environment(env)


def _is_in(text: str, line: str, ignore_case: bool) -> bool:
    return text in line or (ignore_case and text.casefold() in line.casefold())
