"""What a session costs beside other clients, measured as ratios in one run. ``make bench`` runs them all."""
