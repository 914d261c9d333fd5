"""The output folder: documents written atomically, what we wrote, what differs."""
