"""feedpub: newspaper pages in, region feeds, a site and a weekly letter out."""

__version__ = "0.1.0"
