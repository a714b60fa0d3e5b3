"""How a run of generated conversations is told: while it runs, and afterwards as text, JUnit XML, JSON and HTML.

==================  ==================================================================================================
``telling.py``      steps, events and endings in words
``facts.py``        a failure as facts by name, of which every report is made
``nearest.py``      what differs from the nearest conversation that passes
``text.py``         the summary for each route, and failures, for a console
``junit.py``        JUnit XML
``jsonreport.py``   JSON
``htmlreport.py``   one HTML file that needs no other
``progress.py``     how far a run is, on a terminal and elsewhere
``files.py``        all files of a run
==================  ==================================================================================================
"""
