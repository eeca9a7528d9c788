"""A sample municipality: extracts as suppliers deliver them, and the truths planted in them."""

from warehouse.sample.write import write_sample

__all__ = ["write_sample"]
