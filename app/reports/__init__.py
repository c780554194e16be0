"""What an office can hand on about its cycles: figures of groups, never of persons."""
