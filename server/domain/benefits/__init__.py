"""Benefits (給付): claims as they come from the federation, what of them is asked back, holds."""
