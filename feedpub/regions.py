"""Code -> Region: the bundled table of China's divisions as a tree."""
