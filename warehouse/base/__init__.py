"""What every room stands on: settings, errors, locks, disk, ledger; it knows nothing of content."""
