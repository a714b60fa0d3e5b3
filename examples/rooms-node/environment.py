"""Says why the feature is skipped where nginx, Node or ws is missing, and has a folder for what nginx needs."""

import sys
from tempfile import TemporaryDirectory

from front import what_is_missing


def before_all(context):
    folder = TemporaryDirectory(prefix="rooms-nginx-")
    context.config.userdata["folder"] = folder.name
    context.add_cleanup(folder.cleanup)


def before_feature(context, feature):
    if missing := what_is_missing():
        print(f"SKIPPED: {feature.name}. {missing}", file=sys.__stderr__)  # behave captures what hooks write
        feature.skip(missing)
