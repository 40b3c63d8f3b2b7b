//! Skeleton of `devices`.
