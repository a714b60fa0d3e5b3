"""Servers in Django Channels, each with one defect."""
