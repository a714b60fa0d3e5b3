"""Values under redacted names in messages become secrets by value, so that no other line of a log shows them."""

from typing import TYPE_CHECKING, Any

from ..core.jsonvalues import JsonError, parse
from ..core.redaction.secrets import fold

if TYPE_CHECKING:
    from ..core.redaction.secrets import Secrets

#: Of one message so many values are learnt: a list of every user's token must not slow down all that follows.
MOST_VALUES = 100
#: Longer texts are not parsed: the log shows their beginning only, and there names are enough.
LONGEST = 4 * 1024 * 1024


def learn_message(secrets: "Secrets", data: Any) -> None:
    """Learn the secrets of a message that is JSON text; other messages cost next to nothing."""
    if isinstance(data, str) and len(data) <= LONGEST and data.lstrip()[:1] in ("{", "[") and _may_name(secrets, data):
        try:
            secrets.learn_json(parse(data), MOST_VALUES)
        except JsonError:
            return


def _may_name(secrets: "Secrets", text: str) -> bool:
    """Whether a redacted name may be in the text; a letter of a name could be spelt as an escape."""
    if "\\u" in text:
        return True
    return secrets.may_be_in(fold(text))
