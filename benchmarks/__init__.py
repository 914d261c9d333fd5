"""Speed beside named peers, and quality on given gold; each takes its data as arguments."""
