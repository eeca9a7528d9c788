"""Quality: the quality goals, and what auditors found."""
