"""A sample municipality: extracts as suppliers deliver them, and the truths planted in them."""
