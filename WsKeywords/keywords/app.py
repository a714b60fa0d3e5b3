"""Keywords that run the app under test, and commands beside it."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from .arguments import HALF_A_SECOND, Duration, Variables, duration
from .base import KeywordBase, keyword

if TYPE_CHECKING:
    from ..core.app.app import App
    from ..core.app.apps import Apps

Scheme = Literal["http", "https"]
HALF_A_MINUTE = duration("30s")
A_MINUTE = duration("60s")


class AppKeywords(KeywordBase):
    """The app under test: started for a test, a suite or a run, and stopped with it, whatever happens."""

    @cached_property
    def apps(self) -> "Apps":
        """The apps of this library; the front end enters and leaves their scopes with those of the sessions."""
        from ..core.app.apps import Apps

        return Apps(self.sessions.settings)

    @keyword("Start App", "App")
    def start_app(
        self,
        app: str,
        *,
        name: str = "app",
        env: Variables = None,
        cwd: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        ready: str | None = None,
        scheme: Scheme = "http",
        timeout: Duration = HALF_A_MINUTE,
        factory: bool = False,
    ) -> str:
        """Runs an ASGI app (FastAPI, Starlette, Django Channels, Quart …) on uvicorn, in a process of its own.

        It returns when the app is ready, its lifespan begun. The app stops with the scope that started it, as sessions
        close: one started in a suite setup runs until that suite ends. Nothing of it is left behind when the run is
        killed. It takes the extra ``app``: ``pip install wskeywords[app]``.

        Args:
            app: ``module:attribute``, an ASGI app or a function that makes one. The module is found as Python finds it
                in the working directory.
            name: What other keywords call the app, when there are several.
            env: Environment variables for it, over those of the run; one whose value is ``None`` is left out.
            cwd: Its working directory, instead of that of the run.
            host: The address that it listens on.
            port: The port; 0 takes a free one.
            ready: ``/path``: it is ready when a GET of it is answered with a status below 500. Any other text: when its
                log contains that text. Without it: when the port accepts connections. The log shows the status, such
                as 404 for a path that the app does not know.
            scheme: Of the base URL.
            timeout: How long it may take until it is ready.
            factory: ``True`` calls the attribute, also when it looks like an app.

        Returns:
            The base URL, which becomes the ``base_url`` of the library until the app's scope ends.

        Example:
        | ${url} =    Start App    examples.chat:app    name=second
        | Should Start With    ${url}    http://127.0.0.1:
        | HTTP Request    GET    /docs    expected_status=200
        | Stop App    second

        See also `Start App Process`, `Restart App`, `Stop App` and `App Log Should Contain`.
        """
        started = self.apps.start(
            app,
            name,
            env=env,
            cwd=cwd,
            host=host,
            port=port,
            ready=ready,
            scheme=scheme,
            timeout=timeout,
            factory=factory,
        )
        return self._started(started)

    @keyword("Start App Process", "App")
    def start_app_process(
        self,
        command: str,
        *,
        name: str = "app",
        env: Variables = None,
        cwd: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        ready: str | None = None,
        scheme: Scheme = "http",
        timeout: Duration = HALF_A_MINUTE,
    ) -> str:
        """Runs a server in any language, in a process of its own.

        It stops with the scope that started it, with everything that it started, and is not left behind when the run is
        killed. Where no virtual environment is active, ``python`` is the Python that runs the tests.

        Args:
            command: Split into words as a shell does, but no shell runs. ``{port}`` and ``{host}`` in it, and in values
                of ``env``, are filled in.
            name: What other keywords call the app, when there are several.
            env: Environment variables for it, over those of the run; one whose value is ``None`` is left out.
            cwd: Its working directory, instead of that of the run.
            host: The address that it listens on.
            port: The port; 0 takes a free one.
            ready: ``/path``: it is ready when a GET of it is answered with a status below 500. Any other text: when its
                log contains that text. Without it: when the port accepts connections.
            scheme: Of the base URL.
            timeout: How long it may take until it is ready.

        Returns:
            The base URL, which becomes the ``base_url`` of the library until the app's scope ends.

        Example:
        | Start App Process    python -m http.server {port} --bind {host}    name=files    ready=/
        | HTTP Request    GET    /    expected_status=200
        | App Log Should Contain    "GET / HTTP/1.1" 200    name=files

        See also `Start App` and `Run Command`.
        """
        started = self.apps.start_process(
            command, name, env=env, cwd=cwd, host=host, port=port, ready=ready, scheme=scheme, timeout=timeout
        )
        return self._started(started)

    @keyword("Stop App", "App")
    def stop_app(self, name: str = "app", timeout: Duration = None) -> None:
        """Asks an app to stop (SIGTERM to it and what it started) and kills it when the time is up.

        A killed one is a warning. Stopping a stopped app is no error. Apps stop by themselves when the test, or the
        suite whose setup started them, ends.

        Args:
            name: The name of the app.
            timeout: How long it may take, 10 seconds without it.

        Example:
        | Start App    examples.chat:app    name=second
        | Stop App    second
        | App Log Should Contain    Finished server process    name=second

        See also `Restart App`.
        """
        if not self.apps.stop(name, timeout):
            self.warn_of_killed([self.apps[name]])

    @keyword("Restart App", "App")
    def restart_app(self, name: str = "app", graceful: bool = True) -> str:
        """Stops an app and starts it again on the same port; starts one that is stopped. Its log is kept.

        Args:
            name: The name of the app.
            graceful: ``False`` kills it, as a crash does: its sessions end with 1006.

        Returns:
            The base URL, the same as before.

        Example:
        | Start App    examples.chat:app    name=second
        | Open WebSocket    /ws/echo    alice
        | Restart App    second    graceful=False
        | Connection Should Be Closed With Code    1006    session=alice
        | Reconnect WebSocket    alice

        See also `Stop App` and `Reconnect WebSocket`.
        """
        app = self.apps.restart(name, graceful=graceful)
        self.front.info(f'The app "{app.name}" runs again at {app.base_url} (process {self._pid(app)}).')
        return app.base_url

    @keyword("App Log Should Contain", "App", "Asserting")
    def app_log_should_contain(
        self,
        text: str,
        name: str = "app",
        timeout: Duration = None,
        *,
        ignore_case: bool = False,
        msg: str | None = None,
    ) -> None:
        """Passes when the log of an app contains a text, or comes to contain it in time.

        The log is what the app wrote to standard output and standard error since it was first started, restarts
        included.

        Args:
            text: The text, which may stand anywhere in the log.
            name: The name of the app.
            timeout: How long to wait for it.
            ignore_case: ``True``: texts are compared without regard to case.
            msg: Put before the failure's message.

        Example:
        | Start App    examples.chat:app    name=second
        | App Log Should Contain    startup complete    name=second

        See also `Start App` and `App Log Should Not Contain`.
        """
        self.apps.expect_log(text, name, timeout=timeout, msg=msg, ignore_case=ignore_case)

    @keyword("App Log Should Not Contain", "App", "Asserting")
    def app_log_should_not_contain(
        self,
        text: str,
        name: str = "app",
        within: Duration = HALF_A_SECOND,
        *,
        ignore_case: bool = False,
        msg: str | None = None,
    ) -> None:
        """Passes when the log of an app does not contain a text, and does not come to contain it for a while.

        Args:
            text: The text, which may stand nowhere in the log.
            name: The name of the app.
            within: How long the log is watched: what an app writes comes a little after what it sends.
            ignore_case: ``True``: texts are compared without regard to case.
            msg: Put before the failure's message.

        Example:
        | Start App    examples.chat:app    name=second
        | App Log Should Not Contain    Traceback    name=second

        See also `App Log Should Contain`.
        """
        self.apps.expect_not_in_log(text, name, within=within, msg=msg, ignore_case=ignore_case)

    @keyword("Run Command", "App")
    def run_command(
        self,
        command: str,
        cwd: str | None = None,
        env: Variables = None,
        timeout: Duration = A_MINUTE,
        expected_rc: int = 0,
    ) -> str:
        """Runs a command to its end: seeds a database, publishes an event from outside.

        What it starts and leaves running ends with it. For a server use `Start App Process`.

        Args:
            command: Split into words as a shell does, but no shell runs: no pipes, no ``&&``, no variables.
            cwd: Its working directory, instead of that of the run.
            env: Environment variables for it, over those of the run; one whose value is ``None`` is left out.
            timeout: After it the command is killed, and the keyword fails.
            expected_rc: The exit code that it must end with.

        Returns:
            What it wrote, to standard output and standard error, without the last line break.

        Example:
        | ${output} =    Run Command    python -c "print('seeded')"
        | Should Be Equal    ${output}    seeded

        See also `Start App Process`.
        """
        output = self.apps.run_command(command, cwd=cwd, env=env, timeout=timeout, expected_rc=expected_rc)
        self.front.info(output or "The command wrote nothing.")
        return output

    def warn_of_killed(self, apps: "Iterable[App]") -> None:
        """Say which apps did not stop when they were asked to; front ends call it when a scope ends."""
        for app in apps:
            self.front.warn(f'The app "{app.name}" did not stop when it was asked to, and was killed.')

    def _started(self, app: "App") -> str:
        ready = f" It is ready: {app.found}." if app.launch.ready and app.found else ""
        self.front.info(f'The app "{app.name}" runs at {app.base_url} (process {self._pid(app)}).{ready}')
        return app.base_url

    def _pid(self, app: "App") -> Any:
        return app.process.pid if app.process else None
