"""Reading what supporters wrote before anybody else does: comments, and messages to prisoners."""
