"""Pages of activities 活动: for everybody who signs up, at the door, and for who keeps them."""
