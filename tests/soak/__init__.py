"""Long runs: sessions by the hundred through a proxy that breaks connections, and sessions by the thousand, one by one.

``make soak`` runs the program of this folder for an hour; tests run the same one for seconds.
"""
