"""The operating system: clock, files, locks, secrets, logs, threads, systemd."""
