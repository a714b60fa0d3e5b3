"""Settings of a deployed workspace; what differs from place to place comes from the environment."""

import os
from pathlib import Path

HERE = Path(__file__).parent

SECRET_KEY = os.environ.get("WORKSPACE_SECRET", "for this machine only, and never for a deployed app")
ALLOWED_HOSTS = os.environ.get("WORKSPACE_HOSTS", "127.0.0.1,localhost").split(",")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("WORKSPACE_DB", str(HERE / "workspace.sqlite3")),
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "channels",
    "examples.workspace",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"]}]
ROOT_URLCONF = "examples.workspace.urls"
ASGI_APPLICATION = "examples.workspace.asgi.application"
# One daphne process; several need channels_redis, or a group is those of one process only.
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/me/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
