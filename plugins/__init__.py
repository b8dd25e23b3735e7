"""One package a plugin; each sees gridflow.api and nothing else of gridflow."""
