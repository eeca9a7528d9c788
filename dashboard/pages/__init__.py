"""Pages, a script each, run by Streamlit: what stands where."""
