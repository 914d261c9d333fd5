"""The newsletter: who wants which letters, the mail of each, its delivery, and what came back."""
