"""The application: server and guard, navigation, filters, and the frame of every page."""
