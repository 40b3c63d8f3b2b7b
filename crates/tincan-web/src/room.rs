//! Skeleton of `room`.
