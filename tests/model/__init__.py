"""A model of the archive in memory, to which tests/contracts holds the real one."""
