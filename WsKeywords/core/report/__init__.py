"""Who said what when: the transcript and every way to look at it."""
