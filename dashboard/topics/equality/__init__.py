"""Harmonisation: catalogues of services side by side, and grants like for like."""
