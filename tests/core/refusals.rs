//! What a person may open by mistake: one readable error each, with its place and a hint, and never a panic.
