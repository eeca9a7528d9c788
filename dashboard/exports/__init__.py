"""What leaves the house: charts as files and pictures, calendars, and a provider's report."""
