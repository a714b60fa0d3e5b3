"""Frames and sockets: the I/O thread and what it does for each connection."""
