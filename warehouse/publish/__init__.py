"""From marts to readers: runs, the pointer to the current one, the public edition, and queries."""
