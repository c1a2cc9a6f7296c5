"""Services of others that processes ask: registered by administrators, named by steps of processes."""
