"""What touches the outside world: each package keeps promises of `feedpub.ports` and imports no other but `system`."""
