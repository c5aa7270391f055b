"""What runs beside the site: set-up, preview, and the call of a build."""
