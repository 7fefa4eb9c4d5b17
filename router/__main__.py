"""`python -m router` is `parley`."""

from router.cli import main

main()
