"""The pages of the sandbox of a payment gateway, in the demonstration only."""
