"""What a user can say: names, argument types, documentation, and one engine call each."""
