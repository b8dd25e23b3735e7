"""YAML in, frozen objects out: what a site's definitions mean, checked once."""
