from WsKeywords.steps import *  # noqa: F403
