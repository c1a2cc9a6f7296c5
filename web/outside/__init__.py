"""The door for answers that services outside send later."""
