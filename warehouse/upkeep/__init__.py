"""The only ways a raw file changes, erasure and key rotation, and the check of all that is kept."""
