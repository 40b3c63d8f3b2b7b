//! Skeleton of `permission`.
