"""AsyncAPI documents, 2.x and 3.0: the WebSocket channels of an app in any language.

==================  ==================================================================================================
``sources.py``      documents and what they refer to: files beside them, URLs of the same host
``nodes.py``        a value in a document: what it holds, what it refers to, where it stands
``model.py``        what is read from a document, of either version
``reading.py``      the document: which version it is, what must be in it
``version2.py``     channels and operations of 2.x, whose words are those of a client
``version3.py``     channels, operations and replies of 3.0, whose words are those of the app
``messages.py``     messages, with traits, alternatives and examples
``schemas.py``      JSON Schemas of payloads, with all that they refer to in them
``parameters.py``   parameters of addresses, and what the bindings of WebSockets ask for
``servers.py``      where the app is, and what it wants to be shown
``routes.py``       the routes of a document
``judging.py``      whether what was said follows a document
``verdicts.py``     the words of what does not
==================  ==================================================================================================
"""
