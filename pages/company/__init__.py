"""The screens of a company."""
