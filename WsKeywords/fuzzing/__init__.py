"""Fuzzing: generated conversations with a deployed app, and the shortest one that shows what is wrong.

A wing beside ``core``: it uses the engine's public face, and knows no Robot Framework and no behave.

======================  ==============================================================================================
``routes.py``           what is fuzzed: a route, its parameters, what one may say there
``conversation.py``     what is done to it: steps, as values
``course.py``           what came of it
``findings.py``         what was wrong with that: properties, findings, failures
``options.py``          what a user may set
``results.py``          what a run found
``strategies/``         what may be said: texts, JSON, bytes, and what is nearly valid
``generating.py``       conversations on Hypothesis; ``parametervalues.py`` what their paths are filled with
``exploring.py``        what to say to a route of which nothing is known, by its own words; ``shapes.py`` of its answers
``playing.py``          plays them: ``playthrough.py`` one of them, ``seats.py`` its sessions, ``habits.py`` the waits
``properties/``         what holds of every conversation with a sound app
``running.py``          ``fuzz``: a run; ``routefuzzing.py`` one route of it, ``investigating.py`` one failure
``shrinking.py``        the shortest conversation; ``simplifying.py`` what is simpler, ``nearest.py`` what passes
``releasing.py``        whether memory and descriptors are given back
``database.py``         earlier failures, which are played first
``pacing.py``           how fast a run may go, and against whom
======================  ==============================================================================================
"""
