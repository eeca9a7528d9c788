"""Citizens: their complaints, and what they and caseworkers answer in surveys."""
