"""The warehouse: contracts, load, build, publish, query, sample data and the command line."""
