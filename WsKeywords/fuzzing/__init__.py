"""Fuzzing: generated conversations with a deployed app, and the shortest one that shows what is wrong.

A wing beside ``core``: it uses the engine's public face, and knows no Robot Framework and no behave.

==================  ==================================================================================================
``routes.py``       what is fuzzed: a route, its parameters, what one may say there
``conversation.py`` what is done to it: steps, as values
``course.py``       what came of it
``findings.py``     what was wrong with that: properties, findings, failures
``options.py``      what a user may set
``results.py``      what a run found
==================  ==================================================================================================
"""
