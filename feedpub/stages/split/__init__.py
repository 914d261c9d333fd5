"""Page -> Articles: cut a page at its headlines."""
