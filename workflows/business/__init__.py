"""One folder a domain; each brings its case types, jobs, option lists and file references to bootstrap."""
