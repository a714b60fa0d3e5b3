"""All that a project writes to have the sentences of WsKeywords."""

from WsKeywords.steps import *  # noqa: F403
