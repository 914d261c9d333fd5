"""The small servers."""
