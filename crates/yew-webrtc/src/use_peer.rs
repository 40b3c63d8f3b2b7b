//! Skeleton of `use_peer`.
