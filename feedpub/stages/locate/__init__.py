"""Article -> Focus: the regions that it is about."""
