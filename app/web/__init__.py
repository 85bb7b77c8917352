"""The web side: pages, the JSON API, files for the browser, and security headers."""
