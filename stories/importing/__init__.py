"""Old stories of an agency, from a file to drafts: read (reading, workbooks), understand (columns, terms, answers), write (writing), tell (report)."""
