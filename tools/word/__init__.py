"""From a Word file to a post: what is in the file, told with its places, without trust in whoever made it."""
