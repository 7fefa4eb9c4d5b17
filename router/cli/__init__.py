"""`parley …`: one command per file, imported only when called so that `parley --help` stays quick."""
