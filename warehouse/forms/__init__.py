"""What people fill in: templates of registers, audit forms, and matches of services to decide."""
