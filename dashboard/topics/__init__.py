"""What is shown, a folder for each subject: its charts, and what they read and say."""
