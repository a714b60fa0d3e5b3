"""The app under test and commands beside it, in processes of their own."""
