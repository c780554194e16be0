"""How fast the service is, as shares of floors measured in the same run: `make bench`."""
