"""Numbers that update by themselves: one stream a browser, no thread of its own for any of them."""
