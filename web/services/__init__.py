"""办事大厅, the services: what one may begin, and the way from the form to the case."""
