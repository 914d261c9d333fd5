"""Text of any language: names, addresses, lines and times in the form that mails, feeds, terminals and files need."""
