"""The dashboard and its exports: pages read a mart and draw it, no figure is computed here."""
