"""The old Drupal 7 site becomes content of this one: `model` is what it held, `database` reads that from a dump."""
