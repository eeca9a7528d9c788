"""Shapes of charts, one file each, and the specification that says what a chart shows."""
