"""The same settings for tests: passwords are hashed fast, because each test logs in anew."""

from .settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
