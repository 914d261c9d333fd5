"""Which story is which: across edits, papers and pages, and the second at which it is published."""
