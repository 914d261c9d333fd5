"""The table of regions, built by scripts/build_regions.py."""
