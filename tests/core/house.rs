//! The laws of the house, kept by reading the source.
