"""Mail that came back: fetched from a mailbox, parsed, and scored with its subscriber."""
