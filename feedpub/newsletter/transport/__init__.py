"""Ways for a mail to leave: SMTP or a maildir, rate limits, DKIM, and the lookup of what was accepted."""
