//! Skeleton of `sys`.
