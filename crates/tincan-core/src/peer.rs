//! Skeleton of `peer`.
