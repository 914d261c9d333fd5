"""The archive: tables, reading, writing, feed histories, job runs, retention."""
