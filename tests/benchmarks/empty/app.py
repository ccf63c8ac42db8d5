"""A page with nothing on it, launched as the app is."""

import gc

import streamlit as st

if __name__ != "__main__":
    gc.collect()
    gc.freeze()
    gc.collect()
    app = st.App(__file__)
