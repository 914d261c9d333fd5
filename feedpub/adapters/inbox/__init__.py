"""The watched folder: events, scans, and files read once they are complete."""
