"""Words that pages, charts and files share: codes, and where figures are from."""
