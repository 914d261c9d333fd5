"""Feed -> Documents, one module per format."""
