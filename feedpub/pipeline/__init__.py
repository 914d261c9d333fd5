"""One run, from new files to finished documents: what is decided between the stages and the adapters."""
