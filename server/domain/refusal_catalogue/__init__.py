"""Words of the refusals by topic; `domain.refusal_texts` joins them."""
