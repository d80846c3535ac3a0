"""One folder per page: `routes` (HTTP), `view` (what is read), `forms` (what is accepted)."""
