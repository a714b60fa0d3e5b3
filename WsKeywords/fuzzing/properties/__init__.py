"""What holds of every conversation with a sound app: one file for each subject.

==================  ==================================================================================================
``closing.py``      how connections end
``handshake.py``    how they begin, and whether they still do afterwards
``credentials.py``  whether wrong ones are refused
``ordering.py``     whether answers come in the order of what they answer
``logs.py``         what the app's log says, where we started it
``contents.py``     what must not stand in an answer
``answering.py``    whether there is an answer, and whether it is what a document says
``telling.py``      who gets to hear what, and in which order
``sameness.py``     the same conversation, the same answers
``own.py``          functions of the user
``choosing.py``     which of them a run checks
==================  ==================================================================================================
"""

from __future__ import annotations

from .choosing import Judge, default_properties, optional_properties

__all__ = ["Judge", "default_properties", "optional_properties"]
