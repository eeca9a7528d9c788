"""Data: how old the figures are, what was loaded, and what was rejected."""
