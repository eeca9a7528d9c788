"""The command line `sagspuls`: its commands, what they say, and the dashboard as a process."""
