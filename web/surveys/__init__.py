"""Pages of needs surveys 需求调研: for everybody who answers, and for who keeps them."""
