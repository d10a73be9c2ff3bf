-- What an account has to do before anything else: words joined by blanks, '' for nothing.
ALTER TABLE identities ADD COLUMN required_actions TEXT NOT NULL DEFAULT '';
