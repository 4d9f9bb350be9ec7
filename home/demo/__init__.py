"""The demo: fictional people, and real projects told through the composer and the review as members and editors would do it."""
