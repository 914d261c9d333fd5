"""When jobs are due, and which days an issue covers."""
