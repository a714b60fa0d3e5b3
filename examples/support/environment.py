"""Says why the feature is skipped where Python is too old for chanx."""

import sys
from typing import Any


def before_feature(context: Any, feature: Any) -> None:
    if sys.version_info < (3, 11):
        reason = "chanx needs Python 3.11 or newer."
        print(f"SKIPPED: {feature.name}. {reason}", file=sys.__stderr__)  # behave captures what hooks write
        feature.skip(reason)
