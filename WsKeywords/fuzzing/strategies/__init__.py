"""What may be said: strategies for messages.

==================  ==================================================================================================
``lexicon.py``      words: those that apps use, and those that were learnt from this one
``texts.py``        text: Unicode traps, boundary sizes, formats that look like others
``jsons.py``        JSON: objects of known words, deep, huge, doubled, not quite JSON
``binary.py``       bytes
``graphql.py``      GraphQL over WebSocket, both subprotocols
``mutation.py``     a valid message, and what is nearly it
``sweeping.py``     all that a message can become by one change
``marking.py``      messages that bear the mark of who said them
``schemas.py``      messages of a JSON Schema, valid and not
``registry.py``     the user's own, in Python
``described.py``    the user's own, as dicts, for YAML
``mixing.py``       which of them for a route
==================  ==================================================================================================
"""

from __future__ import annotations

from .registry import register_strategy, registered_strategies, unregister_strategies

__all__ = ["register_strategy", "registered_strategies", "unregister_strategies"]
