"""GET and HEAD of published files: lookup, conditions, ranges, encodings."""
