"""What happened to a case: the lines, and the notices that go with them."""
