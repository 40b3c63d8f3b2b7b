//! Skeleton of `task`.
