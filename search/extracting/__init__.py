"""Reading the words out of files that members attach, without trusting the files."""
