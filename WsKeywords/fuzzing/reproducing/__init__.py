"""Each failure as a suite and a feature, which fail in the same way when they are run, and pass once the app is mended.

==================  ==================================================================================================
``acts.py``         what may be done and asserted, whoever says it
``plan.py``         a failure as acts
``asserting.py``    which acts show that a property does not hold
``hearing.py``      those where it is about what was said, or was not
``credentials.py``  secrets, which stand in environment variables and in no file
``payloads.py``     messages as cells of a suite and as texts of a feature; large ones as files
``suite.py``        the acts as a Robot Framework suite
``feature.py``      the acts as a feature
``writing.py``      the files, and how they are run
==================  ==================================================================================================
"""
