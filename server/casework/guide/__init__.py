"""The guided walk of the demo (案内): one household from the dunning letter to the distribution, for visitors alone."""
