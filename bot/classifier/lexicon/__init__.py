"""How people write words in texts, by language: one file each, `en.yaml` for English."""
