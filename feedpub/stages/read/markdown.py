"""A Markdown file -> its Page, marks and all: a headline's `#` tells the splitter more than its absence would."""

from feedpub.stages.read.text import read

__all__ = ["read"]
