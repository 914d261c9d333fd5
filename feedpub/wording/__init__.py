"""Our own words in each language: those of the site, of the letters and of the sign-up."""
