"""Case time: deadlines, notice, duration, quiet, waiting, and equal treatment."""
