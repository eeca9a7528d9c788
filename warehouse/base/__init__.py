"""The foundation of every room: settings, errors, locks, disk, ledger. Knows nothing of content."""
