"""What an extract is: contracts and mappings, who is named in it, and reading all of these."""
