"""Autobahn|Testsuite's fuzzing server against this client: ``make autobahn`` runs it, writes ``docs/autobahn.rst``."""
