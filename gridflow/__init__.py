"""A low-code form-and-task engine for grid management."""
