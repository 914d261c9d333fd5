"""Summaries rewritten by a language model that the owner has set up, checked and cached."""
