"""What is kept of readers and of the mail to them, apart from the archive: it is written while a run holds that."""
