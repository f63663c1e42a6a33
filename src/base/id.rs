//! Positions in the lists of a model, as types that cannot be mixed up.

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as a plain index.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a plain index; positions past `u32::MAX` do not exist, the builder's limits see to it.
            #[must_use]
            pub const fn new(index: usize) -> Self {
                Self(index as u32)
            }
        }
    };
}

index!(
    /// Position of a feature in the data dictionary.
    FeatureIdx
);
index!(
    /// Position of an offer in the customer model, which is also the output of the ensemble that scores it.
    OfferIdx
);
index!(
    /// Position of a tree in the customer model, over all offers.
    TreeIdx
);
index!(
    /// Position of a node in its tree; the root is 0.
    NodeIdx
);
