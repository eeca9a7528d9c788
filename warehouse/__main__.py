"""`python -m warehouse`: the command line."""

from warehouse.cli.commands import main

if __name__ == "__main__":
    main()
