//! Skeleton of `identity`.
