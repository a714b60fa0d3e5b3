"""What there is to fuzz: the WebSocket routes of an app, from whatever is known of it.

==================  ==================================================================================================
``asked.py``        of which kind the thing is that was asked for
``urls.py``         URLs, and files with a list of them
``files.py``        what a file holds, or what is found at an ``http(s)://`` URL
``fetching.py``     what an HTTP server answers to a GET
``imported.py``     ASGI apps: their routes are told by a process of their own, then they are started
``walking/``        what runs in that process; it imports nothing of the engine
``asyncapi/``       AsyncAPI documents: routes from them, and whether conversations follow them
``transcripts.py``  transcripts that were saved, and HAR files
``said.py``         what was said in a conversation, as values
``learning.py``     kinds of messages from examples of them
``choosing.py``     which of the routes are meant, and the values of their parameters
==================  ==================================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from WsKeywords.core.app.apps import Apps
    from WsKeywords.core.settings import Settings

    from ..options import FuzzOptions
    from ..routes import Target

__all__ = ["discover"]


def discover(
    what: str | os.PathLike[str] | Sequence[str],
    options: FuzzOptions,
    settings: Settings | None = None,
    apps: Apps | None = None,
    *,
    base_url: str | None = None,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, object] | None = None,
) -> Target:
    """The WebSocket routes of an app.

    Args:
        what: a ``ws(s)://`` or ``http(s)://`` URL, a path below the base URL, or several of them; the path of a file
            with a list of them; the path or ``http(s)://`` URL of an AsyncAPI document, 2.x or 3.0, YAML or JSON; the
            path of a transcript, as ``Save Transcript`` writes it, or of a HAR file; or ``module:attribute``, an ASGI
            app (FastAPI, Starlette, Litestar, Channels), which is started.
        options: of which ``include``, ``exclude``, ``parameters`` and ``timeout`` are heeded.
        settings: of the base URL, TLS, proxies and secrets; new ones when None.
        apps: what starts the app and stops it at its end; when None, ``Target.app`` must be stopped by the caller. An
            app that it runs already under the name ``module:attribute`` is taken as it is.
        base_url: where the app is; it wins over that of the settings, and both over what a document or transcript says.
        cwd: the working directory of an app, from which its modules are imported too, and of relative paths of files.
        env: environment variables of an app, over those of the run.

    Returns:
        The target. Routes that cannot be reached are there too, and say why (``Route.skipped``).

    Raises:
        InvalidArgument: nothing of the above, or no route is left.
        ConfigError: a file or document that cannot be used; names line or JSON pointer.
        AppFailed: the app cannot be imported or started.
        HttpFailed: a document cannot be fetched.
    """
    from .asked import found

    return found(what, options, settings, apps, base_url=base_url, cwd=cwd, env=env)
