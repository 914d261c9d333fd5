"""Backups: created while others write, rotated, verified, restored."""
