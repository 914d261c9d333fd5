"""The effects: each module keeps one promise of `feedpub.ports`."""
