"""Generators and project checks: used by developers and CI, never at run time."""
