//! Skeleton of `use_permission`.
