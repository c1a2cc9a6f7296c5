"""The directories of experts and consultants, kept by operators."""
