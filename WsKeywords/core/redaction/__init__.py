"""What must never be shown, and how it is found in whatever is."""
