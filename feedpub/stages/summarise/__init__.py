"""Article -> Summary: its gist and its keywords."""
