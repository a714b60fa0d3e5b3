"""Servers in Litestar, each with one defect."""
