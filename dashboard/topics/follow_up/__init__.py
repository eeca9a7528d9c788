"""Follow-up: what is due, and the registers of what was decided."""
