"""`feedpub run`: the daemon, its scheduled jobs and workers, and how it reports its state."""
