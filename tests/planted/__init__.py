"""Planted defects: real small servers, each with one defect as it happens in practice, and the same server mended.

======================  ==============================================================================================
``fastapi_apps/`` …     the servers: one file each, whose beginning says what is wrong, where that is met, what finds it
                        and what a user would tell the fuzzer; with ``MENDED=1`` in the environment it is mended
``catalogue.py``        all of them, with the shortest conversation that shows each defect
``serving.py``          starts them, alone or (``together.py``) all ASGI apps in one process
``seen.py``             plays such a conversation with plain sessions, for ``test_by_hand.py``
``test_found.py``       what the fuzzer finds in them, with one seed and a small budget
``__main__.py``         what it finds with ten seeds and the default budget: ``python -m tests.planted``
======================  ==============================================================================================
"""
