//! Truths that a trained tree must show, each from a table in which a plain linfa-trees tree misses it.
