"""Economy: providers and their money, shared financing, and the framework agreement."""
