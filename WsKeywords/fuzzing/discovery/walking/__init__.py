"""Runs in a process of its own, where the app is imported, and tells its WebSocket routes as JSON.

It imports no framework: what an app is made of, the app itself has imported.

==================  ==================================================================================================
``child.py``        the process: imports the app, writes what was found to a file
``apps.py``         which framework it is; middleware around it, apps mounted in it
``starlettes.py``   FastAPI and Starlette
``litestars.py``    Litestar
``djangos.py``      Channels
``values.py``       JSON Schemas of types
``code.py``         what a handler's code says: kinds of messages, words that it compares with
==================  ==================================================================================================
"""
