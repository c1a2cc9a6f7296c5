"""The message box 我要留言: what visitors and users ask, how it is answered, what of it is published."""
