"""The pages: each turns a request into arguments and a result into a page."""
