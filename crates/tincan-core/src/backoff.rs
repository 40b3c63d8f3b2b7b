//! Skeleton of `backoff`.
