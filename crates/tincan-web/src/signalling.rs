//! Skeleton of `signalling`.
