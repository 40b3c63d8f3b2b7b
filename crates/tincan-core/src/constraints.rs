//! Skeleton of `constraints`.
