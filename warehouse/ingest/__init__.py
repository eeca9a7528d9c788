"""From a file to rows: typed, with a finding for all that is wrong, and an entry in the ledger."""
