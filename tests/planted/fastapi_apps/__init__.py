"""Servers in FastAPI, each with one defect."""
