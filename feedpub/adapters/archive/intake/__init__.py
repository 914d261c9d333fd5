"""A page enters the archive: its stories are new, found again, reworded, withdrawn, or completed."""
