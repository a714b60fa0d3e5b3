"""What a message should be: matchers, markers, JSON, and why a message is not it."""
