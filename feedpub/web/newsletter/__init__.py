"""The pages below /mail/: to sign up for the letter, to confirm, to change what was chosen, to leave."""
