"""Running an installation: the web nodes, the workers, and the process that looks after both."""
