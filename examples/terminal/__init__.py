"""A terminal in the browser: commands in, what they print out. Run it: ``python -m examples.terminal.app 8000``."""
