"""Real servers of networks on this machine: Bluesky's own, and snac2, a relative of Mastodon. Docs: docs/sharing-peers.md."""
