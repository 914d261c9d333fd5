"""The steps from each schema of the archive to the next."""
