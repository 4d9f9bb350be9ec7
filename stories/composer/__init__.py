"""Where members write: stories in steps, lessons on one page. Drafts save themselves; nobody's words are lost."""
