"""The pages of the sandbox of an identity service, in the demonstration only."""
