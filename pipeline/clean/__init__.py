"""What is on the page -> what was written there: repairs that can refuse."""
