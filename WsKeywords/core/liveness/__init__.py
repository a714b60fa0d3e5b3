"""What real clients do while a test looks elsewhere, and what broken clients do."""
