"""How much of a file is read, and how long anybody tries. Plain numbers, for the child process and for the worker."""

MOST_BYTES = 25_000_000  # of the file; uploads end at 20 MB
MOST_UNPACKED = 200_000_000  # of what an office file says that it holds
MOST_PARTS = 4_000  # files inside an office file
MOST_PAGES = 1_000  # pages, slides or sheets
MOST_ROWS = 20_000  # of one sheet
MOST_KEPT = 200_000  # bytes of text
MOST_MEMORY = 768 * 1024 * 1024
ENOUGH_SECONDS = 10  # of processor time: what has been read by then is kept, the rest left
CPU_SECONDS = 15  # the system ends the child
WALL_SECONDS = 25  # the worker ends the child
MOST_ANSWER = 2_000_000  # bytes that the child may say
MOST_TRIES = 3  # of a file that kills or hangs its reader
