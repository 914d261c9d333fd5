"""What builders of feedpub run now and then: python -m scripts.build_regions."""
