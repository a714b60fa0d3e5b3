"""Small apps with their suite and their feature: to look at, to copy, and what the documentation's examples talk to."""
