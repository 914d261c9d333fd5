"""What is true of printed Chinese, whichever stage asks."""
