"""SourceFile -> Page, one module per format."""
