"""The published run as charts and pages read it: rows, filters, and what may leave the house."""
