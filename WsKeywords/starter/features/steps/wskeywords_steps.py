"""The sentences of WsKeywords. Sentences of your own go into files beside this one."""

from WsKeywords.steps import *  # noqa: F403
