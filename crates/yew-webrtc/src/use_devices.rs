//! Skeleton of `use_devices`.
