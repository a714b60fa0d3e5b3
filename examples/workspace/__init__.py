"""A workspace: boards with notes, for those who logged in. Django with Channels, on daphne."""
