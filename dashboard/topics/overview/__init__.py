"""The goals: which are missed, where and since when."""
