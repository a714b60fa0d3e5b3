"""Django's description of the app."""

from django.apps import AppConfig


class Workspace(AppConfig):
    name = "examples.workspace"
    label = "workspace"

    def ready(self) -> None:
        from . import seats  # noqa: F401 - its receivers
